# ruff: noqa: INP001, T201 - a command, not a package
"""Writes the manifests that follow from other files; run after the alerts, the collections or their owners change.

    python deploy/kubernetes/generate.py

The alerts of deploy/prometheus become a PrometheusRule; shared/store/ownership.py becomes the database's roles.
"""

import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from shared.store.ownership import COLLECTIONS, READER, role_of  # noqa: E402 - found only from here on

COMMAND = "python deploy/kubernetes/generate.py"
ALERTS = HERE / "components" / "monitoring" / "alerts.yaml"
ROLES = HERE / "base" / "roles.yaml"


def alerts() -> str:
    """Return the PrometheusRule."""
    groups = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts" / "dealbus.yml").read_text(encoding="utf-8"))
    head = {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": {"name": "dealbus"}}
    return _text({**head, "spec": groups}, "deploy/prometheus/alerts/dealbus.yml")


def roles() -> str:
    """Return the patch that names the roles of the services that keep something, and of who reads it."""
    settings = (HERE / "base" / "settings.env").read_text(encoding="utf-8").splitlines()
    (database,) = [line.partition("=")[2] for line in settings if line.startswith("DEALBUS_MONGO_DATABASE=")]
    kept = [role_of(service, database) for service in (*(one for one, owned in COLLECTIONS.items() if owned), READER)]
    head = {
        "apiVersion": "mongodbcommunity.mongodb.com/v1",
        "kind": "MongoDBCommunity",
        "metadata": {"name": "dealbus-mongo"},
    }
    return _text({**head, "spec": {"security": {"roles": kept}}}, "shared/store/ownership.py")


def _text(manifest: dict[str, Any], source: str) -> str:
    body = yaml.safe_dump(manifest, allow_unicode=True, sort_keys=False, width=120)
    return f"# Generated from {source}: {COMMAND}\n{body}"


def main() -> None:
    """Write both files."""
    for path, text in ((ALERTS, alerts()), (ROLES, roles())):
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
