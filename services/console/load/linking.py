"""Links old deals and orders, of the time before the exchange: each stays as it is, only later edits are news."""

import asyncio
import os
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Final

from services.console.load.pace import LoadPace
from services.console.load.plan import Plan
from services.console.piping import LoadError, piped
from shared.bus.publish import Publish
from shared.messages.old import OldPair
from shared.messages.ring.facts import look_at

_TELL_S: Final = 5.0


async def link(plan: Plan, tell: Callable[[str], None], publish: Publish) -> None:
    """Link the old deals and orders of a plan, and report progress; run again, it continues with the rest.

    Args:
        plan: what is sure.
        tell: takes a line for people.
        publish: has those looked at again that were edited on the way.

    Raises:
        LoadError: some could not be linked; each was told why.
    """
    loop, pairs, failed = asyncio.get_running_loop(), _pairs(plan), 0
    pace = LoadPace(len(pairs), began=loop.time(), stroke=plan.way.stroke)
    told = loop.time()
    with TemporaryFile() as wanted:
        wanted.write(b"".join(pair.model_dump_json().encode() + b"\n" for pair in pairs))
        wanted.seek(0)
        async for line in piped(plan.way.linked, (), os.dup(wanted.fileno())):
            pair = OldPair.read(line)
            if pair.why:
                failed += 1
                tell(pair.why)
            await publish(*(hint for key in pair.again if (hint := look_at(key))))
            pace.note(loop.time(), pace.done + (not pair.why))
            if loop.time() - told >= _TELL_S:
                told = loop.time()
                tell(pace.told(told))
    tell(pace.told(loop.time()))
    if failed:
        raise LoadError(f"Не связано пар: {failed}, причины выше. Остальные связаны; повторите команду.")


def _pairs(plan: Plan) -> list[OldPair]:
    found = []
    for kind in plan.way.kinds:
        for verdict in plan.of(kind, "link"):
            ours, theirs = verdict["key"].partition(":")[2], verdict["counterpart"].partition(":")[2]
            found.append(OldPair(deal=ours, order=theirs) if kind == "deal" else OldPair(deal=theirs, order=ours))
    return found
