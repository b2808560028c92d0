"""The demo's report: the table on the screen, the verdict, `.local/demo-report.json` and `.html`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from rich.table import Table

from sandbox.demo.backlog import Backlog
from sandbox.demo.scene import Shown

REQUIREMENTS = 22
"""Of the customer, R1 to R22."""


def table(shown: Sequence[Shown]) -> Table:
    """Return the table of a demonstration: each requirement, what was done, what appeared, how fast."""
    made = Table("№", "Требование", "Что сделано", "Что появилось", "мс", "", title="dealbus", title_justify="left")
    for one in _in_order(shown):
        latency = "" if one.latency_ms is None else str(one.latency_ms)
        mark = "[green]✔[/]" if one.ok else "[red]✘[/]"
        made.add_row(one.requirement, one.title, one.done, one.appeared, latency, mark)
    return made


def report(shown: Sequence[Shown], portal: dict[str, Any], orders: Backlog) -> dict[str, Any]:
    """Return the report of a demonstration: requirements, requests counted, orders expected, found and doubled."""
    return {
        "requirements": [
            {"id": one.requirement, "title": one.title, "ok": one.ok, "latency_ms": one.latency_ms}
            for one in _in_order(shown)
        ],
        "portal": {name: portal[name] for name in ("requests", "commands", "errors_503")},
        "orders": {"expected": orders.expected, "found": orders.found, "doubled": orders.doubled},
        "seconds": round(orders.seconds, 1),
    }


def holds(made: dict[str, Any]) -> bool:
    """Tell whether a demonstration showed everything, found every order once, and never overran the portal."""
    orders = made["orders"]
    return (
        all(one["ok"] for one in made["requirements"])
        and orders["found"] == orders["expected"]
        and orders["doubled"] == 0
        and made["portal"]["errors_503"] == 0
    )


def verdict(shown: Sequence[Shown]) -> str:
    """Summarise a demonstration in one sentence: how many requirements hold, which do not, which were not shown."""
    failed = _numbers(one for one in shown if not one.ok)
    held = _numbers(one for one in shown if one.requirement not in failed)
    unseen = [name for name in _all() if name not in {*held, *failed}]
    said = [f"Показано и выполнено требований: {len(held)} из {REQUIREMENTS}."]
    said += [f"Не выполнено: {', '.join(failed)}."] if failed else []
    said += [f"Не показано: {', '.join(unseen)}."] if unseen else []
    return " ".join(said)


def write(made: dict[str, Any], shown: Sequence[Shown], path: Path) -> None:
    """Write the report of a demonstration for programs, and beside it a page for people that needs nothing else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    page = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("report.html")
    drawn = page.render(made=made, shown=_in_order(shown), verdict=verdict(shown))
    path.with_suffix(".html").write_text(drawn, encoding="utf-8")


def _in_order(shown: Iterable[Shown]) -> list[Shown]:
    return sorted(shown, key=lambda one: int(one.requirement[1:]))


def _numbers(shown: Iterable[Shown]) -> list[str]:
    return list(dict.fromkeys(one.requirement for one in _in_order(shown)))


def _all() -> list[str]:
    return [f"R{number}" for number in range(1, REQUIREMENTS + 1)]
