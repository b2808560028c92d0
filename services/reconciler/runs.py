"""Stores the reconciliations: which there were, how far the present one is, and the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from services.reconciler.parties import Managers
from shared.messages.ring.census import CensusEnded, Subject
from shared.messages.things import Manager, System
from shared.store.away import patient

Step = Literal["wanted", "first", "pause", "second", "done", "failed"]
"""First both sides are read whole; what differs is read again ten minutes later."""

Missing = Mapping[Subject, int]
"""Records by subject that were told and have not come; a subject of which none is missing is left out."""

OVER: frozenset[Step] = frozenset({"done", "failed"})


@dataclass(frozen=True, slots=True)
class Run:
    """One reconciliation.

    Args:
        name: of it; a later one has a greater name.
        step: where it is.
        since: only what was made since then.
        began_at: when it was asked for.
        is_whole: it is about everything since the cut-off.
        moved_at: when it came to this step.
        ended: how many records each side has told at the first look.
        staff: who is at work on either side.
        stages: names by id.
        pairs: how many the first look has met.
        asked: whom the second look is at.
        witnesses: which of them only tell whose another record is.
        subjects: what is compared.
        listed: of each directory, by kind, how many records were told at the first look and at the second.
        again: of each directory in which anything differs, which records the second look is at; none: all.
        missing: what of the first look has not come.
        result: pairs, differences, what has not come and what is apart, counted; empty until it is done.
    """

    name: str
    step: Step
    since: datetime
    began_at: datetime
    moved_at: datetime
    is_whole: bool = True
    ended: Mapping[System, int] = field(default_factory=dict)
    staff: Managers = field(default_factory=Managers)
    stages: Mapping[str, str] = field(default_factory=dict)
    pairs: int = 0
    asked: Mapping[System, Sequence[str]] = field(default_factory=dict)
    witnesses: Mapping[System, Sequence[str]] = field(default_factory=dict)
    result: Mapping[str, int] = field(default_factory=dict)
    subjects: Sequence[Subject] = ("deals",)
    listed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    again: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: Missing = field(default_factory=dict)


class Runs:
    """The collection `reconciliations`; one at a time is under way."""

    def __init__(self, database: AsyncDatabase[dict[str, Any]]) -> None:
        self._documents = database["reconciliations"]

    @patient
    async def prepare(self) -> None:
        """Create the indexes: one lets only one reconciliation be under way, in the other the latest is found."""
        only_one = IndexModel("active", name="one_at_a_time", unique=True, partialFilterExpression={"active": True})
        await self._documents.create_indexes([only_one, IndexModel("began_at", name="latest")])

    @patient
    async def begin(
        self, name: str, since: datetime, now: datetime, *, is_whole: bool, subjects: Sequence[Subject] = ("deals",)
    ) -> bool:
        """Begin a reconciliation; False: another is under way, or this one has been.

        Args:
            name: of the reconciliation.
            since: records changed before are left out.
            now: when it begins.
            is_whole: it compares all records since the cut-off.
            subjects: what is compared.
        """
        about = {"since": since, "began_at": now, "moved_at": now, "subjects": list(subjects), "is_whole": is_whole}
        try:
            await self._documents.insert_one({"_id": name, "step": "wanted", "active": True, **about})
        except DuplicateKeyError:
            return False
        return True

    @patient
    async def present(self) -> Run | None:
        """Return the reconciliation under way."""
        return _run(await self._documents.find_one({"active": True}))

    @patient
    async def latest(self) -> Run | None:
        """Return the reconciliation that began last."""
        return _run(await self._documents.find_one(sort=[("began_at", -1)]))

    async def done_at(self) -> datetime | None:
        """Return when the latest reconciliation that came to its end did."""
        run = await self._done()
        return run.moved_at if run else None

    async def latest_and_done(self) -> tuple[Run | None, Run | None]:
        """Return the reconciliation that began last, and the latest that came to its end."""
        latest = await self.latest()
        is_same = latest is None or latest.step == "done"
        return latest, latest if is_same else await self._done()

    @patient
    async def _done(self) -> Run | None:
        return _run(await self._documents.find_one({"step": "done"}, sort=[("began_at", -1)]))

    @patient
    async def note_end(self, message: CensusEnded) -> None:
        """Store that a side has published all its records, its active employees and stage names."""
        if message.kind:
            await self._note_listed(message)
            return
        side, known = message.side, [{"name": one.name, "email": one.email} for one in message.staff]
        changes: dict[str, Any] = {f"ended.{side}": message.count, f"staff.{side}": known}
        if message.stages:
            changes["stages"] = [list(stage) for stage in message.stages.items()]
        await self._documents.update_one({"_id": message.run, "active": True}, {"$set": changes})

    @patient
    async def _note_listed(self, message: CensusEnded) -> None:
        count = {f"listed.{message.kind}.{message.look}": message.count}
        await self._documents.update_one({"_id": message.run, "active": True}, {"$set": count})

    @patient
    async def heard(self, run: Run, count: int, now: datetime) -> datetime:
        """Return since when a reconciliation has had so many records in its present step, and store it.

        Args:
            run: under way.
            count: of its records.
            now: by our clock.
        """
        known = await self._documents.find_one({"_id": run.name}, {"heard": 1}) or {}
        heard = known.get("heard") or {}
        if (heard.get("step"), heard.get("count")) == (run.step, count):
            return _utc(heard["at"])
        news = {"heard": {"step": run.step, "count": count, "at": now}}
        await self._documents.update_one({"_id": run.name, "step": run.step}, {"$set": news})
        return now

    @patient
    async def move(self, run: Run, step: Step, now: datetime, **changes: object) -> bool:
        """Move a reconciliation to the next step; False: another replica has done it."""
        active = {"$unset": {"active": "", "staff": ""}} if step in OVER else {}  # people are needed no more
        done = await self._documents.update_one(
            {"_id": run.name, "step": run.step}, {"$set": {"step": step, "moved_at": now, **changes}, **active}
        )
        return bool(done.modified_count)


def _run(document: Mapping[str, Any] | None) -> Run | None:
    if document is None:
        return None
    return Run(
        name=document["_id"],
        step=document["step"],
        since=_utc(document["since"]),
        began_at=_utc(document["began_at"]),
        moved_at=_utc(document["moved_at"]),
        is_whole=document.get("is_whole", True),
        ended=document.get("ended", {}),
        staff=_staff(document.get("staff", {})),
        stages=dict(document.get("stages", ())),
        pairs=document.get("pairs", 0),
        asked=document.get("asked", {}),
        witnesses=document.get("witnesses", {}),
        result=document.get("result", {}),
        subjects=tuple(document.get("subjects", ("deals",))),
        listed=document.get("listed", {}),
        again=document.get("again", {}),
        missing=document.get("missing", {}),
    )


def _staff(document: Mapping[str, Any]) -> Managers:
    sides = {side: tuple(Manager(**one) for one in known) for side, known in document.items()}
    return Managers(**sides)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
