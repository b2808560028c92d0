"""What the page about upgrading says of a new volume: no service runs on a database that is still empty."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/guides/upgrade.ru.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
SERVICES = {"b24-connector", "onec-connector", "mapper", "stage-router", "reconciler"}
UP = "docker compose up --detach --wait"


def started(name: str) -> set[str]:
    """Return what Compose starts for one of its services."""
    return {name}.union(*(started(one) for one in COMPOSE[name].get("depends_on", ())))


def commands() -> list[str]:
    (section,) = re.findall(r"(?ms)^## MongoDB\n(.*?)(?=^## |\Z)", PAGE)
    (block,) = re.findall(r"(?ms)^```sh\n(.*?)^```$", section)
    return block.replace("\\\n", " ").splitlines()


def test_the_copy_is_restored_before_any_service_runs() -> None:
    before, (restoring, *after) = [], commands()
    while " console restore " not in restoring:
        before.append(restoring)
        restoring, *after = after
    (up,) = [one for one in before if one.startswith(UP)]

    assert SERVICES & set().union(*map(started, (*up.removeprefix(UP).split(), "console"))) == set()
    assert up.removeprefix(UP).split()
    assert after == [UP]


def test_the_volume_is_gone_before_the_new_server_starts() -> None:
    down, removed, *_ = commands()

    assert down == "docker compose down"
    assert removed.startswith("docker volume rm dealbus_")


def test_the_changelog_tells_the_same_order() -> None:
    (step,) = re.findall(r"(?ms)^1\. Keep a backup.*?(?=^2\.)", CHANGELOG)

    assert "before the services" in " ".join(step.split())
