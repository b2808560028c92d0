"""The table on the screen and `.local/demo-report.json`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from sandbox.demo.backlog import Backlog
from sandbox.demo.scene import Shown


def table(shown: Sequence[Shown]) -> Table:
    """Show each requirement: what was done, what appeared, how fast."""
    made = Table("№", "Требование", "Что сделано", "Что появилось", "мс", "", title="dealbus", title_justify="left")
    for one in sorted(shown, key=lambda shown: int(shown.requirement[1:])):
        latency = "" if one.latency_ms is None else str(one.latency_ms)
        mark = "[green]✔[/]" if one.ok else "[red]✘[/]"
        made.add_row(one.requirement, one.title, one.done, one.appeared, latency, mark)
    return made


def report(shown: Sequence[Shown], portal: dict[str, Any], orders: Backlog) -> dict[str, Any]:
    """Return the report: requirements, requests the portal counted, orders expected, found and doubled."""
    return {
        "requirements": [
            {"id": one.requirement, "title": one.title, "ok": one.ok, "latency_ms": one.latency_ms}
            for one in sorted(shown, key=lambda shown: int(shown.requirement[1:]))
        ],
        "portal": {name: portal[name] for name in ("requests", "commands", "errors_503")},
        "orders": {"expected": orders.expected, "found": orders.found, "doubled": orders.doubled},
        "seconds": round(orders.seconds, 1),
    }


def holds(made: dict[str, Any]) -> bool:
    """Tell whether everything was shown, every order found once, and the portal never overrun."""
    orders = made["orders"]
    return (
        all(one["ok"] for one in made["requirements"])
        and orders["found"] == orders["expected"]
        and orders["doubled"] == 0
        and made["portal"]["errors_503"] == 0
    )


def write(made: dict[str, Any], path: Path) -> None:
    """Write the report for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
