"""Compares, for `dealbus check`, 1C's organisations with what the deal's field offers (R17)."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from services.console.surroundings import surroundings
from shared.process.findings import Finding

Named = Mapping[str, str]
"""An organisation of ours: `name` and `inn`."""
_LONGEST_S: Final = 60.0


def compared(offered: Sequence[Named], ours: Sequence[Named]) -> list[Finding]:
    """Name the organisations of 1C that «Наша организация» does not offer: their orders' deals cannot show them.

    Args:
        offered: values of the deal's field; none: it is no list, or nobody has filled it.
        ours: that an order of 1C may be of.
    """
    shown = {one["inn"] for one in offered}
    missing = [one for one in ours if one["inn"] not in shown]
    if not offered or not missing:
        return []
    names = ", ".join(f"«{one['name']}» (ИНН {one['inn']})" for one in missing)
    text = (
        f"В поле «Наша организация» нет организаций 1С: {names}. Сделка заказа такой организации останется с прежней, "
        "и менеджеру об этом сказано. Если её заказы ведутся в портале, заведите в нём свою компанию с этим ИНН и "
        "выполните: dealbus setup."
    )
    return [Finding(ok=True, text=text)]


def listed(connectors: Sequence[str]) -> list[Finding]:
    """Ask the connectors of the portal and of 1C, in this order, and compare; who does not answer has said why."""
    answers = [_asked(one) for one in connectors]
    if any(one is None for one in answers):
        return []
    offered, ours = (one or [] for one in answers)
    return compared(offered, ours)


def _asked(connector: str) -> list[Named] | None:
    words = [sys.executable, "-m", connector, "ask", "organisations"]
    try:
        done = subprocess.run(  # noqa: S603 - ours
            words, env=surroundings(), check=False, capture_output=True, text=True, timeout=_LONGEST_S
        )
        return list(json.loads(done.stdout)) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None
