"""`dealbus load …`: what would become of everything there is, and the load itself with its progress.

The three services say it one after another, each by its own command with its own secrets; the console only reads the
last one's lines. A load touches what is not as it should be and watches the pairs come: the services do the work, so
ending this command ends nothing, and running it again goes on with what is left.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from services.console.loads import Load, Way
from services.console.pace import LoadPace
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.bus.errors import Retryable
from shared.store.connection import connect
from shared.store.pairs import Pairs

WOULD: Final = {
    "create": "создать",
    "link": "связать с имеющимся",
    "change": "изменить",
    "same": "уже так",
    "left": "не нужно создавать",
    "doubtful": "неясно, решает человек",
    "refused": "не перенести",
}
_TODO = ("create", "link", "change")
_SHOWN = 5
_CHUNK = 200
LOOK_S = 5.0
STALL_S = 900.0


class LoadError(Exception):
    """The load cannot be done or followed; the text says what to do."""


@dataclass(slots=True)
class Plan:
    """What would become of every record of one direction.

    Args:
        way: which.
        verdicts: as the last service says them, `key`, `name`, `would`, `why`; in the order of loading.
    """

    way: Way
    verdicts: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str, *would: str) -> list[dict[str, str]]:
        """Return verdicts on records of one kind, of some verdicts; of none: all."""
        ours = [one for one in self.verdicts if one["key"].startswith(f"{kind}:")]
        return [one for one in ours if not would or one["would"] in would]

    def todo(self) -> list[str]:
        """Return the keys of what is to be done, in the order of loading."""
        return [one["key"] for kind in self.way.kinds for one in self.of(kind, *_TODO)]

    def awaited(self) -> list[str]:
        """Return ids of what has no pair yet and is to have one."""
        return [one["key"].partition(":")[2] for one in self.of(self.way.paired[0], "create", "link")]

    def as_json(self) -> dict[str, Any]:
        """Return counts and samples."""
        return {
            name: {
                would: {"count": len(found), "samples": found[:_SHOWN]}
                for would in WOULD
                if (found := self.of(kind, would))
            }
            for kind, (name, _) in self.way.kinds.items()
        }

    def told(self) -> str:
        """Return counts and samples for people."""
        counted = [f"{word} {len(self.of(kind))}" for kind, (_, word) in self.way.kinds.items()]
        lines = [f"{self.way.there}: {', '.join(reversed(counted))}."]
        for would, word in WOULD.items():
            found = {kind: self.of(kind, would) for kind in reversed(list(self.way.kinds))}
            if any(found.values()):
                counts = (f"{self.way.kinds[kind][1]} {len(some)}" for kind, some in found.items() if some)
                lines.append(f"  {word}: {', '.join(counts)}")
                samples = [] if would == "same" else [one for some in found.values() for one in some]
                lines += [f"      {one['why'] or one['name']}" for one in samples[:_SHOWN]]
        return "\n".join(lines)


async def planned(load: Load, only: Sequence[str] = ()) -> list[Plan]:
    """Ask the services what they would do, a plan for each direction.

    Raises:
        LoadError: one of them does not say; it has told why.
    """
    return [await _planned(way, only) for way in load.ways]


async def _planned(way: Way, only: Sequence[str]) -> Plan:
    plan, programs, upstream = Plan(way), [], None
    for number, step in enumerate(way.steps):
        words = [sys.executable, "-m", *step, *(only if not number else ())]
        ours, theirs = os.pipe()
        programs.append(await asyncio.create_subprocess_exec(*words, stdin=upstream, stdout=theirs))
        os.close(theirs)
        if upstream is not None:
            os.close(upstream)
        upstream = ours
    with os.fdopen(upstream or 0, "rb") as lines:
        while line := await asyncio.to_thread(lines.readline):
            plan.verdicts.append(json.loads(line))
    if any([await program.wait() for program in programs]):
        raise LoadError("Не удалось узнать, что переносить: причина выше. В портале и в 1С ничего не изменено.")
    return plan


async def load(settings: ConsoleSettings, name: str, plans: Sequence[Plan], tell: Callable[[str], None]) -> None:
    """Have done what is to be done, one direction after another, and tell how it goes.

    Raises:
        LoadError: nothing has come for a quarter of an hour.
        Retryable: broker or database is away; run it again.
    """
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        pairs = Pairs(database)
        for number, plan in enumerate(plans):
            await _touch(settings, plan, await _left(pairs, plan) if number else plan.todo())
            await _follow(pairs, plan, name, tell)


async def _left(pairs: Pairs, plan: Plan) -> list[str]:
    """Return the keys of what is still to be done: what the direction before has paired is done."""
    kind, of_pair, half = plan.way.paired
    done = {f"{kind}:{one}" for one in await pairs.paired(of_pair, half, plan.awaited())}
    return [key for key in plan.todo() if key not in done]


async def _touch(settings: ConsoleSettings, plan: Plan, keys: Sequence[str]) -> None:
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        hints = [hint for key in keys if (hint := plan.way.hint(key)) is not None]
        for start in range(0, len(hints), _CHUNK):
            await bus.publish(*hints[start : start + _CHUNK])


async def _follow(pairs: Pairs, plan: Plan, name: str, tell: Callable[[str], None]) -> None:
    loop, awaited = asyncio.get_running_loop(), plan.awaited()
    _, of_pair, half = plan.way.paired
    pace = LoadPace(len(awaited), began=loop.time(), stroke=plan.way.stroke)
    while pace.left:
        try:
            pace.note(loop.time(), len(await pairs.paired(of_pair, half, awaited)))
        except Retryable as error:
            tell(str(error))
        if pace.left and pace.still_s(loop.time()) > STALL_S:
            raise LoadError(
                f"За 15 минут ничего не перенесено, осталось {pace.left}. Посмотрите dealbus check, dealbus dead list, "
                f"dealbus match list; запустите dealbus load {name} снова, чтобы продолжить."
            )
        tell(pace.told(loop.time()))
        if pace.left:
            await asyncio.sleep(LOOK_S)
