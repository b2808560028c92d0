"""`dealbus check --prices`: compares the bus's prices with those 1C filled in its people's own orders (R12)."""

import json
import subprocess
import sys
from typing import Any

from services.console.surroundings import surroundings
from shared.russian import counted


def compared() -> dict[str, Any] | None:
    """Ask the onec-connector to compare the bus's prices with 1C's orders; None if it does not, having said why."""
    words = [sys.executable, "-m", "services.onec_connector", "ask", "prices"]
    done = subprocess.run(words, stdout=subprocess.PIPE, env=surroundings(), check=False)  # noqa: S603 - our own module
    return None if done.returncode else json.loads(done.stdout)


def told(found: dict[str, Any]) -> str:
    """Describe for people how many rows of 1C's orders have the price the bus would give, and those that have not.

    Args:
        found: `orders`, `rows`, `agree` and `samples`, as `ask prices` answers.
    """
    rows = counted(found["rows"], "{n} строка", "{n} строки", "{n} строк")
    if not found["rows"]:
        return "Сравнить нечего: в последних заказах 1С нет строк с видом цены, которые заполнили люди."
    lines = [f"Цены, которые заполнила 1С, последние заказы: {rows}, обмен посчитал так же: {found['agree']}."]
    for one in found["samples"]:
        ours = one["ours"] or "нет цены"
        lines.append(
            f"  заказ {one['order']} от {one['date']}, «{one['item']}»: в заказе {one['price']}, обмен: {ours}"
        )
    return "\n".join(lines)
