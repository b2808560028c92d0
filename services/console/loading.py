"""`dealbus load products`: what would become of 1C's items, and the load itself with its progress.

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

from services.console.pace import LoadPace
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.bus.errors import Retryable
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref
from shared.store.connection import connect
from shared.store.pairs import Pairs

WOULD: Final = {
    "create": "создать",
    "link": "связать с имеющимся",
    "change": "изменить",
    "same": "уже как в 1С",
    "left": "не продаётся и не нужен",
    "doubtful": "неясно, решает человек",
    "refused": "не перенести",
}
_TODO = ("create", "link", "change")
_SHOWN = 5
_CHUNK = 200
LOOK_S = 5.0
STALL_S = 900.0
_STEPS = (
    ("services.onec_connector", "ask", "items"),
    ("services.mapper", "ask"),
    ("services.b24_connector", "ask", "products"),
)


class LoadError(Exception):
    """The load cannot be done or followed; the text says what to do."""


@dataclass(slots=True)
class Plan:
    """What would become of every record.

    Args:
        verdicts: as the b24-connector says them, `key`, `name`, `would`, `why`; groups before items.
    """

    verdicts: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str, *would: str) -> list[dict[str, str]]:
        """Return verdicts on items or on groups, of some kinds; of none: all."""
        ours = [one for one in self.verdicts if one["key"].startswith(f"{kind}:")]
        return [one for one in ours if not would or one["would"] in would]

    def as_json(self) -> dict[str, Any]:
        """Return counts and samples."""
        return {
            name: {
                would: {"count": len(found), "samples": found[:_SHOWN]}
                for would in WOULD
                if (found := self.of(kind, would))
            }
            for name, kind in (("products", "item"), ("sections", "group"))
        }

    def told(self) -> str:
        """Return counts and samples for people."""
        lines = [f"Товаров в 1С: {len(self.of('item'))}, групп: {len(self.of('group'))}."]
        for would, word in WOULD.items():
            found, groups = self.of("item", would), self.of("group", would)
            if found or groups:
                lines.append(f"  {word}: {len(found)}" + (f", групп {len(groups)}" if groups else ""))
                lines += [f"      {one['why'] or one['name']}" for one in found[:_SHOWN] if would != "same"]
        return "\n".join(lines)


async def planned(only: Sequence[str]) -> Plan:
    """Ask the services what they would do.

    Raises:
        LoadError: one of them does not say; it has told why.
    """
    plan, programs, upstream = Plan(), [], None
    for number, step in enumerate(_STEPS):
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


async def load(settings: ConsoleSettings, plan: Plan, tell: Callable[[str], None]) -> None:
    """Have done what is to be done, and tell how it goes.

    Raises:
        LoadError: nothing has come for a quarter of an hour.
        Retryable: broker or database is away; run it again.
    """
    todo = [*plan.of("group", *_TODO), *plan.of("item", *_TODO)]
    async with Bus.connect(settings.amqp_url, service="console") as bus:
        touches = [_touch(one["key"]) for one in todo]
        for start in range(0, len(touches), _CHUNK):
            await bus.publish(*touches[start : start + _CHUNK])
    awaited = [one["key"].partition(":")[2] for one in plan.of("item", "create", "link")]
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        await _follow(Pairs(database), awaited, tell)


async def _follow(pairs: Pairs, awaited: Sequence[str], tell: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    pace = LoadPace(len(awaited), began=loop.time())
    while pace.left:
        try:
            pace.note(loop.time(), await pairs.count("product", "onec", awaited))
        except Retryable as error:
            tell(str(error))
        if pace.left and pace.still_s(loop.time()) > STALL_S:
            raise LoadError(
                f"За 15 минут ничего не перенесено, осталось {pace.left}. Посмотрите dealbus check, dealbus dead list; "
                "запустите dealbus load products снова, чтобы продолжить."
            )
        tell(pace.told(loop.time()))
        if pace.left:
            await asyncio.sleep(LOOK_S)


def _touch(key: str) -> ItemTouched:
    kind, _, identity = key.partition(":")
    return ItemTouched(ref=Ref(system="onec", kind=kind, id=identity), force=True)
