"""Has the reconciler compare both sides, follows its progress, and reads the result."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from services.console.reconcile.scope import of_run
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
_OTHER: Final = "Идёт другая сверка, начатая раньше; эта начнётся, когда та закончится."
_OVER: Final = {"done", "failed"}


class ReconcileError(Exception):
    """Portal and 1C cannot be compared; the text is a sentence for the administrator."""


async def compared(
    settings: ConsoleSettings, since: datetime | None, only: Sequence[Subject], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Have portal and 1C compared now, after a comparison that is under way, and return what this one has found.

    Another one is not followed instead: it may be about something else, and may have looked before a person acted.

    Args:
        settings: of the console.
        since: only deals and orders made since then; None: all since the cut-off.
        only: what is compared; empty: all that the rules let cross.
        tell: is told how it goes.

    Raises:
        ReconcileError: the service does not answer, or has given up.
    """
    name = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}Z"
    wanted = ReconcileWanted(run=name, since=since, only=tuple(only))

    async def want() -> None:
        async with Bus.connect(settings.amqp_url, service="console") as bus:
            await bus.publish(wanted)

    return await _followed(name, want, tell)


async def _followed(name: str, want: Callable[[], Awaitable[None]], tell: Callable[[str], None]) -> dict[str, Any]:
    """Follow a reconciliation to its end, and have it begun as often as another one came first.

    Args:
        name: of the reconciliation.
        want: asks for it; nothing comes of that while another is under way, or when it has been.
        tell: is told how it goes.
    """
    loop = asyncio.get_running_loop()
    said, moved_at = "", loop.time()
    wanted_at: float | None = None
    while True:
        found = await summary()
        run, done = found["run"], found["done"]
        if done is not None and done["name"] == name:
            result = await kept(name)
            is_latest = result["run"]["name"] == name  # the next one may have begun since
            return {**result, "run": result["run"] if is_latest else done, "earlier": []}
        is_under_way = run is not None and run["step"] not in _OVER
        if run is not None and run["name"] == name and not is_under_way:
            raise ReconcileError("Сверка не дошла до конца: посмотрите dealbus status и повторите её.")
        if is_under_way:
            is_ours = run["name"] == name
            wanted_at = wanted_at if is_ours else None
            if (told := progress(run) if is_ours else f"{_OTHER} {progress(run)}") != said:
                tell(told)
                said, moved_at = told, loop.time()
            if loop.time() - moved_at > STALLED_S:
                raise ReconcileError(_STALLED)
        elif wanted_at is None:
            await want()
            wanted_at = loop.time()
        elif loop.time() - wanted_at > BEGIN_S:
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


async def kept(name: str = "") -> dict[str, Any]:
    """Read the result of a reconciliation, with every difference.

    Args:
        name: of it; without one, of the latest that came to its end, and beside it how far the latest is.

    Raises:
        ReconcileError: the reconciler does not say, and has told why.
    """
    told = await _said("state")
    return of_run(told, name or (told["done"] or {"name": ""})["name"])


async def summary() -> dict[str, Any]:
    """Read the latest reconciliation, `run`, the latest that is `done`, how many are `differing`; raises as `kept`."""
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
