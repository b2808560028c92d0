"""Drives a reconciliation, also the nightly one, from look to look: asks the connectors, compares, concludes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, get_args

import structlog
from pymongo.asynchronous.database import AsyncDatabase

from services.reconciler import metrics
from services.reconciler.columns import Columns
from services.reconciler.directories import ListedSides, subjects_of
from services.reconciler.findings import Findings
from services.reconciler.pairing import ComparedPair, PairColumns, of_one_key
from services.reconciler.runs import Missing, Run, Runs
from services.reconciler.weighed import WeighedPages
from shared.bus.errors import Permanent, Retryable
from shared.bus.publish import Publish
from shared.messages.ring.census import PAGE, DealCensus, LookNumber, OrderCensus
from shared.messages.things import System
from shared.rules import Rules

log = structlog.get_logger()

BETWEEN_LOOKS: Final = timedelta(minutes=10)
"""Twice the five minutes of 1C's poll ring `open`, in which an edit of an unfinished order comes across by itself.

The portal's sweeps are shorter.
"""
GIVEN_UP: Final = timedelta(hours=20)
"""A reconciliation that does not move for so long is over: a side is closed, or a message of it was put aside."""
QUIET: Final = timedelta(minutes=10)
"""Whoever has told everything, and of whom nothing new has come for so long, has told no more.

1C is read by place, and an order that is dated anew meanwhile moves: it, or its neighbour, is counted twice. More than
a page, or than has come, is no such thing: whoever passes records on is away.
"""
NIGHT: Final = timedelta(hours=3)
"""For so long the nightly one may be begun late; after that it would run by day."""
TICK_S = 15.0
_SIDES: Final[tuple[System, ...]] = get_args(System)


@dataclass(frozen=True, slots=True)
class Memory:
    """The reconciler's collections."""

    runs: Runs
    columns: Columns
    findings: Findings
    weighed: WeighedPages

    @classmethod
    def of(cls, database: AsyncDatabase[dict[str, Any]]) -> "Memory":
        """Return the reconciler's collections in a database."""
        return cls(Runs(database), Columns(database), Findings(database), WeighedPages(database))

    async def prepare(self) -> None:
        """Create the indexes of the reconciler's collections; harmless when they exist."""
        await self.runs.prepare()
        await self.columns.prepare()
        await self.findings.prepare()
        await self.weighed.prepare()


class Looker:
    """Moves the present reconciliation on; any number of replicas may do so, each step is done once.

    Args:
        memory: the collections.
        publish: returns after the broker's confirm.
        rules: the customer's.
        pause: between the first look and the second.
        at: time of day at which one begins by itself; None: never.
    """

    def __init__(
        self,
        memory: Memory,
        publish: Publish,
        rules: Rules,
        *,
        pause: timedelta = BETWEEN_LOOKS,
        at: time | None = None,
    ) -> None:
        self._runs, self._columns, self._findings = memory.runs, memory.columns, memory.findings
        self._weighed, self._directories = memory.weighed, ListedSides(memory.weighed, rules)
        self._publish = publish
        self._rules = rules
        self._pause = pause
        self._at = at

    async def run(self) -> None:
        """Move the present reconciliation on until cancelled."""
        while True:
            try:
                await self.step(datetime.now(UTC))
                await metrics.show(self._findings)
                if self._at is not None:
                    await metrics.show_last(self._runs)
            except (Retryable, Permanent) as error:
                log.warning("the reconciliation does not move; tried again", error=str(error))
            await asyncio.sleep(TICK_S)

    async def step(self, now: datetime) -> None:
        """Begin the nightly reconciliation when due, and move the present one on as far as possible."""
        await self._begin_nightly(now)
        run = await self._runs.present()
        if run is None:
            return
        if now - run.moved_at > GIVEN_UP:
            log.error("a reconciliation was given up", run=run.name, step=run.step)
            await self._runs.move(run, "failed", now)
            await self._columns.blank(run.name)
            await self._weighed.forget(run.name)
        elif run.step == "wanted":
            await self._ask_for_all(run, now)
        elif run.step == "first" and (missing := await self._have_come(run, now)) is not None:
            await self._choose(run, now, missing)
        elif run.step == "pause" and now - run.moved_at >= self._pause:
            await self._ask_again(run, now)
        elif run.step == "second" and (missing := await self._have_come_again(run, now)) is not None:
            await self._conclude(run, now, missing)

    async def _begin_nightly(self, now: datetime) -> None:
        if self._at is None:
            return
        here = now.astimezone(self._rules.timezone)
        due = datetime.combine(here, self._at, here.tzinfo)
        if due <= here < due + NIGHT:
            name, subjects = f"{here:%Y-%m-%d} nightly", subjects_of(self._rules, ())
            await self._runs.begin(name, self._rules.cutoff, now, is_whole=True, subjects=subjects)

    async def _ask_for_all(self, run: Run, now: datetime) -> None:
        await self._columns.clear(run.name)
        await self._weighed.clear(run.name)
        if "deals" in run.subjects:
            await self._publish(DealCensus(run=run.name, since=run.since), OrderCensus(run=run.name, since=run.since))
        if directories := self._directories.asked(run, 1):
            await self._publish(*directories)
        await self._runs.move(run, "first", now)

    async def _have_come(self, run: Run, now: datetime) -> Missing | None:
        """Return what of the first look has not come and will not any more; None: it is awaited."""
        awaited = _SIDES if "deals" in run.subjects else ()
        if not (all(side in run.ended for side in awaited) and self._directories.have_ended(run, 1)):
            return None
        missing = await self._missing(run, 1, run.ended)
        return missing if not missing or await self._is_quiet(run, 1, missing, now) else None

    async def _have_come_again(self, run: Run, now: datetime) -> Missing | None:
        """Return what of the second look has not come, of directories alone; None: it is awaited."""
        missing = await self._missing(run, 2, {side: len(ids) for side, ids in run.asked.items()})
        if "deals" in missing or not self._directories.have_ended(run, 2):
            return None
        return missing if not missing or await self._is_quiet(run, 2, missing, now) else None

    async def _missing(self, run: Run, look: LookNumber, counts: Mapping[System, int]) -> Missing:
        come = await self._columns.counts(run.name, look)
        deals = sum(max(0, count - come[side]) for side, count in counts.items())
        return {**({"deals": deals} if deals else {}), **await self._directories.missing(run, look)}

    async def _is_quiet(self, run: Run, look: LookNumber, missing: Missing, now: datetime) -> bool:
        """Tell whether nothing new of a look has come for a while, though its sides have counted a few more."""
        count = sum((await self._columns.counts(run.name, look)).values())
        count += await self._directories.count(run, look)
        since = await self._runs.heard(run, count, now)
        if now - since < QUIET:
            return False
        few = sum(missing.values()) <= min(PAGE, count)
        log.warning("fewer records have come than were counted", run=run.name, look=look, come=count, few=few)
        return few

    async def _choose(self, run: Run, now: datetime, missing: Missing) -> None:
        asked: dict[System, dict[str, None]] = {"b24": {}, "onec": {}}
        witnesses: dict[System, dict[str, None]] = {"b24": {}, "onec": {}}
        count = 0
        async for columns in self._columns.pairs(run.name):
            count += 1
            pair = await self._completed(run, of_one_key(columns))
            if pair.may_differ(self._rules, now, run.staff):
                for side, identity in pair.ids().items():
                    if identity:
                        asked[side][identity] = None
                if pair.witness:
                    witnesses[pair.witness[0]][pair.witness[1]] = None
        again = await self._directories.differing(run)
        count += sum(told.get("1", 0) for told in run.listed.values())
        if not any(asked.values()) and not again:
            await self._finish(run, now, [], pairs=count, missing=missing)
            return
        log.info("pairs that differ are looked at again", run=run.name, deals=len(asked["b24"]), also=list(again))
        alone = {side: [one for one in ids if one not in asked[side]] for side, ids in witnesses.items()}
        whole = {side: [*ids, *alone[side]] for side, ids in asked.items()}
        await self._runs.move(
            run, "pause", now, asked=whole, witnesses=alone, pairs=count, again=again, missing=missing
        )

    async def _ask_again(self, run: Run, now: datetime) -> None:
        await self._publish(
            *(DealCensus(run=run.name, look=2, since=run.since, only=some) for some in _pages(run.asked["b24"])),
            *(OrderCensus(run=run.name, look=2, since=run.since, only=some) for some in _pages(run.asked["onec"])),
            *self._directories.asked(run, 2),
        )
        await self._runs.move(run, "second", now)

    async def _conclude(self, run: Run, now: datetime, missing: Missing) -> None:
        found: list[ComparedPair] = []
        async for columns in self._columns.pairs(run.name, look=2):
            pair = await self._completed(run, of_one_key(columns))
            if _is_witness(run, pair):
                continue
            if (compared := pair.compared(self._rules, now, run.staff)) is not None:
                found.append(compared.naming(run.stages))
        found += await self._directories.compared(run)
        await self._finish(run, now, found, pairs=run.pairs, missing={**run.missing, **missing})

    async def _finish(
        self, run: Run, now: datetime, found: Sequence[ComparedPair], *, pairs: int, missing: Missing
    ) -> None:
        await self._findings.keep(run.name, found, now)
        for subject in run.subjects:
            if subject == "deals":
                is_part = not run.is_whole or subject in missing
                await self._findings.forget(run.name, subject, await self._columns.keys(run.name) if is_part else None)
            elif subject not in missing:  # of a directory nobody has said which records are alike
                await self._findings.forget(run.name, subject)
        counts = {
            "pairs": pairs,
            "missing": sum(missing.values()),
            **{
                name: len({(one.subject, one.key) for one in found if one.apart == apart})
                for name, apart in (("differing", ""), ("moving", "moving"), ("standing", "standing"))
            },
        }
        if await self._runs.move(run, "done", now, result=counts):
            await self._columns.blank(run.name)
            await self._weighed.forget(run.name)
            log.info("both sides were compared", run=run.name, **counts)

    async def _completed(self, run: Run, pair: PairColumns) -> PairColumns:
        """Return a counted record without pair beside the deal or order that it names, if it names one."""
        named = pair.named()
        return pair.beside(await self._columns.find(run.name, *named)) if named else pair


def _is_witness(run: Run, pair: PairColumns) -> bool:
    """Tell whether of a pair only the record was read that tells whose another one is; nothing follows for the pair."""
    columns = [one for one in (pair.deal, pair.order) if one]
    return all(one.id in run.witnesses.get(one.side, ()) for one in columns)


def _pages(ids: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(ids[start : start + PAGE]) for start in range(0, len(ids), PAGE)]
