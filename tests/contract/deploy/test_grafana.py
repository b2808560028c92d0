"""Grafana has never been started where this is checked; its own library reads the dashboards instead.

Keys of the provisioning files: https://grafana.com/docs/grafana/latest/administration/provisioning/
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

ROOT = Path(__file__).parents[3]
GRAFANA = ROOT / "deploy" / "grafana"
BOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

DATASOURCE = {
    *("name", "type", "access", "orgId", "uid", "url", "user", "database", "basicAuth", "basicAuthUser"),
    *("withCredentials", "isDefault", "jsonData", "secureJsonData", "version", "editable"),
}
PROVIDER = {
    *("name", "orgId", "folder", "folderUid", "type", "disableDeletion", "updateIntervalSeconds", "allowUiUpdates"),
    "options",
}


def provisioned(file: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GRAFANA / "provisioning" / file).read_text(encoding="utf-8"))
    return found


def differences(written: Any, read: Any, path: str = "") -> Iterator[str]:
    """What was written and is not there, or is another, after Grafana's library has read it."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            yield from differences(value, read.get(key), f"{path}.{key}")
    elif isinstance(written, list) and isinstance(read, list) and len(written) == len(read):
        for number, value in enumerate(written):
            yield from differences(value, read[number], f"{path}[{number}]")
    elif written != read:
        yield path


@pytest.mark.parametrize("board", BOARDS, ids=lambda path: path.stem)
def test_grafanas_own_library_knows_every_key_of_a_dashboard(board: Path) -> None:
    written = json.loads(board.read_text(encoding="utf-8"))
    register_default_plugins()

    read = json.loads(JSONEncoder().encode(Dashboard.from_json(written)))

    assert list(differences(written, read)) == []


def test_the_source_is_the_prometheus_of_the_compose_file_in_documented_keys() -> None:
    file = provisioned("datasources/prometheus.yml")
    (source,) = file["datasources"]

    assert file["apiVersion"] == 1
    assert set(source) <= DATASOURCE
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    assert "prometheus" in COMPOSE["services"]


def test_dashboards_are_looked_for_where_the_compose_file_puts_them() -> None:
    file = provisioned("dashboards/dealbus.yml")
    (provider,) = file["providers"]
    mounts = {mount["target"]: mount["source"] for mount in COMPOSE["services"]["grafana"]["volumes"][:2]}

    assert file["apiVersion"] == 1
    assert set(provider) <= PROVIDER
    assert provider["type"] == "file"
    assert mounts["/etc/grafana/provisioning"] == "./deploy/grafana/provisioning"
    assert mounts[provider["options"]["path"]] == "./deploy/grafana/dashboards"
