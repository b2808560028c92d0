"""Has the reconciler compare both sides, follows its progress, and reads the result."""

import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from services.console.settings import ConsoleSettings
from services.console.surroundings import surroundings
from shared.bus.bus import Bus
from shared.messages.ring.census import ReconcileWanted, Subject

LOOK_S = 5.0
BEGIN_S = 90.0
"""The service looks every 15 s; one that has not begun by then does not run."""
STALLED_S = 7200.0
"""A comparison that has not moved for so long is followed no more: a side is closed, or a message of it was lost."""
_STALLED: Final = (
    "Сверка стоит больше двух часов: система закрыта, или сообщение сверки отложено либо потеряно. Посмотрите "
    "dealbus status и dealbus dead list. Двинется сама — итог покажет dealbus reconcile --last; не двинется — обмен "
    "оставит её через 20 часов, и её можно будет начать заново."
)
_OVER: Final = {"done", "failed"}


class ReconcileError(Exception):
    """Portal and 1C cannot be compared; the text is a sentence for the administrator."""


async def compared(
    settings: ConsoleSettings, since: datetime | None, only: Sequence[Subject], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Have portal and 1C compared now, or follow a comparison under way, and return the result.

    Args:
        settings: of the console.
        since: only deals and orders made since then; None: all since the cut-off.
        only: what is compared; empty: all that the rules let cross.
        tell: is told how it goes.

    Raises:
        ReconcileError: the service does not answer, or has given up.
    """
    name = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z"
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        await bus.publish(ReconcileWanted(run=name, since=since, only=tuple(only)))
    return await _followed(name, tell)


async def _followed(name: str, tell: Callable[[str], None]) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    began, said, moved_at = loop.time(), "", loop.time()
    while True:
        run = (await summary())["run"]
        is_ours = run is not None and (run["name"] == name or run["step"] not in _OVER)
        if is_ours and run["step"] == "failed":
            raise ReconcileError("Сверка не дошла до конца: посмотрите dealbus status и повторите её.")
        if is_ours and run["step"] == "done":
            return await kept()
        if is_ours and (told := progress(run)) != said:
            tell(told)
            said, moved_at = told, loop.time()
        if is_ours and loop.time() - moved_at > STALLED_S:
            raise ReconcileError(_STALLED)
        if is_ours:
            name = run["name"]  # one that was under way already
        elif loop.time() - began > BEGIN_S:
            raise ReconcileError("Сверка не начинается: проверьте, запущен ли сервис reconciler.")
        await asyncio.sleep(LOOK_S)


def progress(run: Mapping[str, Any]) -> str:
    """Describe the progress of a running reconciliation."""
    match run["step"]:
        case "wanted" | "first":
            listed = f", записей справочников {run['listed']}" if run.get("listed") else ""
            return f"Прочитано: сделок {run['deals']}, заказов {run['orders']}{listed}."
        case "pause":
            return "Обе стороны прочитаны. Через 10 минут расхождения будут прочитаны ещё раз."
        case _:
            return "Расхождения читаются ещё раз."


async def kept() -> dict[str, Any]:
    """Read the result of the latest reconciliation, with every difference.

    Raises:
        ReconcileError: the reconciler does not say, and has told why.
    """
    return await _said("state")


async def summary() -> dict[str, Any]:
    """Read the latest reconciliation, `run`, and how many differences count, `differing`; raises as `kept`."""
    return await _said("summary")


async def first() -> dict[str, Any]:
    """Read the latest reconciliation with its first differences that count, and its `totals`; raises as `kept`."""
    return await _said("first")


async def _said(question: str) -> dict[str, Any]:
    words = (sys.executable, "-m", "services.reconciler", question)
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE, env=surroundings())
    answer, _ = await process.communicate()
    if process.returncode:
        raise ReconcileError("Итог сверки не прочитан: причина выше.")
    found: dict[str, Any] = json.loads(answer)
    return found
