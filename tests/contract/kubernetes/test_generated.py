"""Manifests that follow from other files are the ones that those files give today."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from sandbox.stack.installing import find_or_install_prometheus
from shared.store.ownership import COLLECTIONS, READER, role_of
from tests.contract.kubernetes.manifests import DEPLOY, OVERLAYS, ROOT, of_kind

_SPEC = importlib.util.spec_from_file_location("generate", DEPLOY / "generate.py")
generate = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(generate)


@pytest.fixture(scope="module")
def promtool() -> Path:
    if not shutil.which("promtool") and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip("no promtool, and without root and apt there is no way to install it")
    return find_or_install_prometheus("promtool")["promtool"]


@pytest.mark.parametrize("made", ["alerts", "roles"])
def test_the_committed_file_is_the_generated_one(made):
    path = {"alerts": generate.ALERTS, "roles": generate.ROLES}[made]

    assert path.read_text() == getattr(generate, made)(), f"out of date; run: {generate.COMMAND}"


def test_the_cluster_has_every_alert_of_the_one_server():
    (group,) = yaml.safe_load((ROOT / "deploy/prometheus/alerts/dealbus.yml").read_text())["groups"]
    (found,) = of_kind("production", "PrometheusRule")["dealbus"]["spec"]["groups"]

    assert found == group


def test_prometheus_takes_the_rules(tmp_path, promtool):
    rules = of_kind("production", "PrometheusRule")
    files = [tmp_path / f"{name}.yml" for name in rules]
    for path, rule in zip(files, rules.values(), strict=True):
        path.write_text(yaml.safe_dump(rule["spec"]))

    run = subprocess.run(
        [promtool, "check", "rules", *files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("SUCCESS") == len(files) == 2


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_alert_of_the_cluster_has_a_page(overlay):
    rules = [
        rule
        for manifest in of_kind(overlay, "PrometheusRule").values()
        for group in manifest["spec"]["groups"]
        for rule in group["rules"]
    ]

    assert bool(rules) == (overlay == "production")
    assert [rule["alert"] for rule in rules if not (ROOT / rule["annotations"]["runbook"]).exists()] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_database_keeps_the_roles_that_the_job_gives(overlay):
    """The agent of MongoDBCommunity deletes a role that the resource does not name."""
    security = of_kind(overlay, "MongoDBCommunity")["dealbus-mongo"]["spec"]["security"]
    (settings,) = [
        m["data"] for name, m in of_kind(overlay, "ConfigMap").items() if name.startswith("dealbus-settings-")
    ]

    keepers = [*(service for service in COLLECTIONS if COLLECTIONS[service]), READER]
    assert security["roles"] == [role_of(one, settings["DEALBUS_MONGO_DATABASE"]) for one in keepers]
    assert security["authentication"]["ignoreUnknownUsers"] is True
