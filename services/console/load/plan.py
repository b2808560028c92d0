"""Plans a load: asks the services, each piped into the next, what would become of every record.

The three services say it one after another, each by its own command with its own secrets; the console only reads the
last one's lines.
"""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any, Final

from services.console.load.things import Load, Way
from services.console.piping import piped
from shared.process.naming import is_named

WOULD: Final = {
    "create": "создать",
    "link": "связать с имеющимся",
    "change": "изменить",
    "same": "уже так",
    "left": "не нужно создавать",
    "doubtful": "неясно, решает человек",
    "refused": "не перенести",
}
UNKEPT, UNKEPT_WORDS = "unkept", "сохранится не целиком"
TODO = ("create", "link", "change")
_SHOWN = 5
_JOINED = ": "


@dataclass(slots=True)
class Plan:
    """What a load would do with every record of one direction.

    Args:
        way: which.
        verdicts: as the last service says them, `key`, `name`, `would`, `why`, `unkept`; in the order of loading.
        commands: what the last service has weighed, that is not done yet, kept where that is how the load is watched.
    """

    way: Way
    verdicts: list[dict[str, str]] = field(default_factory=list)
    commands: IO[bytes] | None = None

    def of(self, kind: str, *would: str) -> list[dict[str, str]]:
        """Return the plan's verdicts on records of one kind, of the named verdicts only."""
        ours = [one for one in self.verdicts if one["key"].startswith(f"{kind}:")]
        return [one for one in ours if not would or one["would"] in would]

    def unkept(self, kind: str) -> list[dict[str, str]]:
        """Return the plan's verdicts on records of one kind that the other side does not keep as they are."""
        return [one for one in self.of(kind) if one.get("unkept")]

    def todo(self) -> list[str]:
        """Return the keys of what the load will create, link or change, in its order."""
        return [one["key"] for kind in self.way.kinds for one in self.of(kind, *TODO)]

    def awaited(self) -> list[str]:
        """Return the keys that the load watches: records that have no pair yet, else all that is to be done."""
        if self.way.paired is None:
            return self.todo()
        return [one["key"] for one in self.of(self.way.paired[0], "create", "link")]

    def as_json(self) -> dict[str, Any]:
        """Return the counts and samples of a load's plan for other programs."""
        return {
            name: {
                would: {"count": len(found), "samples": found[:_SHOWN]}
                for would in WOULD
                if (found := self.of(kind, would))
            }
            | ({UNKEPT: {"count": len(cut), "samples": cut[:_SHOWN]}} if (cut := self.unkept(kind)) else {})
            for kind, (name, _) in self.way.kinds.items()
        }

    def told(self) -> str:
        """Describe the counts and samples of a load's plan for people."""
        counted = [f"{word} {len(self.of(kind))}" for kind, (_, word) in self.way.kinds.items()]
        lines = [f"{self.way.there}: {', '.join(reversed(counted))}."]
        for would, word in WOULD.items():
            found = {kind: self.of(kind, would) for kind in reversed(list(self.way.kinds))}
            if any(found.values()):
                counts = (f"{self.way.kinds[kind][1]} {len(some)}" for kind, some in found.items() if some)
                lines.append(f"  {word}: {', '.join(counts)}")
                samples = [] if would == "same" else [one for some in found.values() for one in some]
                lines += [f"      {one['why'] or one['name']}" for one in samples[:_SHOWN]]
        if cut := [one for kind in self.way.kinds for one in self.unkept(kind)]:
            lines.append(f"  {UNKEPT_WORDS}: {len(cut)}")
            lines += [f"      {one['unkept']}" for one in cut[:_SHOWN]]
        return "\n".join(lines)


async def planned(load: Load, only: Sequence[str] = ()) -> list[Plan]:
    """Ask the services for the plan of a load, for each direction.

    Args:
        load: what is to be loaded.
        only: names of the records that are meant; none: all.

    Raises:
        LoadError: one of them does not say; it has told why.
    """
    return [await _planned(way, only) for way in load.ways]


async def _planned(way: Way, only: Sequence[str]) -> Plan:
    plan = Plan(way)
    if way.linked:  # what belongs together is recognised among all
        found = [json.loads(line) async for line in piped(way.steps, ())]
        plan.verdicts = [one for one in found if is_named(only, *_names(one), *_ids(one["key"], one["counterpart"]))]
        return plan
    if way.paired is not None:
        plan.verdicts = [json.loads(line) async for line in piped(way.steps, only)]
        return plan
    plan.commands = TemporaryFile()  # noqa: SIM115 - it is weighed again and again while the load is watched
    async for line in piped(way.steps[:-1], only):
        plan.commands.write(line)
    plan.commands.flush()
    plan.verdicts = await weighed(plan)
    return plan


def _names(verdict: Mapping[str, str]) -> list[str]:
    """Return what an old deal or order is called; of one that is to be linked, its name and its counterpart's too.

    The verdict joins the two by a colon, and either may have colons of its own.
    """
    name = verdict["name"]
    if not verdict["counterpart"]:
        return [name]
    words = name.split(_JOINED)
    return [name, *(_JOINED.join(some) for at in range(1, len(words)) for some in (words[:at], words[at:]))]


def _ids(*keys: str) -> list[str]:
    """Return old records' keys, and the ids in them: `deal:41`, `41`."""
    return [part for key in keys for part in (key, key.partition(":")[2]) if part]


async def weighed(plan: Plan) -> list[dict[str, str]]:
    """Have the last service weigh again those commands of a plan that are not carried out yet."""
    if plan.commands is None or not os.fstat(plan.commands.fileno()).st_size:
        return []
    plan.commands.seek(0)
    heard = os.dup(plan.commands.fileno())
    verdicts = [json.loads(line) async for line in piped(plan.way.steps[-1:], (), heard)]
    plan.commands = _those_of(plan.commands, {one["key"] for one in verdicts if one["would"] in TODO})
    return verdicts


def _those_of(commands: IO[bytes], keys: Collection[str]) -> IO[bytes]:
    """Return those commands of a load's plan that are about some records, in a file."""
    left = TemporaryFile()  # noqa: SIM115 - it is weighed again and again while the load is watched
    commands.seek(0)
    left.writelines(line for line in commands if json.loads(line)["subject"] in keys)
    left.flush()
    commands.close()
    return left
