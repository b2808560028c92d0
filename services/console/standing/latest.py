"""When sweep, portal event, reconciliation and backup were last: what stopped quietly is seen by its age."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.store.away import patient
from shared.store.backups import BACKUPS, LAST
from shared.store.doubts import COUNTED, DOUBTS

_SWEEP, _EVENT = "deals", "event"
"""The b24-connector's cursors: up to when deals were swept, when the portal's last event came."""
_BACKUP, _DOUBTS = "backup", "doubts"
"""What is read with them is named so."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What was done last, and what the last reconciliation has found; None: never, or not known.

    Args:
        sweep: up to when the portal was asked which deals have changed.
        event: of the portal, when it was accepted.
        reconciliation: when it came to its end.
        backup: when it was saved.
        differences: that count, of the last reconciliation that came to its end.
        given_up: when a later one was given up.
    """

    sweep: datetime | None = None
    event: datetime | None = None
    reconciliation: datetime | None = None
    backup: datetime | None = None
    differences: int = 0
    given_up: datetime | None = None

    @property
    def moments(self) -> Mapping[str, datetime]:
        """When each part of the exchange worked last, by its Russian name, without what never did."""
        named = {name: getattr(self, field) for field, name in NAMES.items()}
        return {name: at for name, at in named.items() if at is not None}


NAMES: Final[Mapping[str, str]] = {
    "sweep": "обход портала",
    "event": "событие портала",
    "reconciliation": "сверка",
    "backup": "копия",
}


@patient
async def read_latest(
    database: AsyncDatabase[dict[str, Any]], reconciled: Mapping[str, Any]
) -> tuple[Latest, tuple[int, datetime | None]]:
    """Read in one query when sweep, portal event and backup were last, and the questions that wait for a person.

    Args:
        database: of the exchange.
        reconciled: `run` and `differing`, as the reconciler tells them of its last comparison.

    Returns:
        What was done last; how many questions wait, and since when the oldest.

    Raises:
        StoreAwayError: MongoDB does not answer.
    """
    backup = [{"$match": LAST}, {"$project": {"_id": _BACKUP, "value": "$at"}}]
    doubts = [*COUNTED, {"$set": {"_id": _DOUBTS}}]
    stages: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": [_SWEEP, _EVENT]}}},
        {"$unionWith": {"coll": BACKUPS, "pipeline": backup}},
        {"$unionWith": {"coll": DOUBTS, "pipeline": doubts}},
    ]
    found = {one["_id"]: one async for one in await database["cursors_b24"].aggregate(stages)}
    values = {name: one.get("value") for name, one in found.items()}
    run, doubt = reconciled["run"], found.get(_DOUBTS, {})
    latest = Latest(
        sweep=_moment(values.get(_SWEEP)),
        event=_moment(values.get(_EVENT)),
        reconciliation=_moment(run["moved"]) if run and run["step"] == "done" else None,
        backup=_aware(values.get(_BACKUP)),
        differences=reconciled["differing"] if run else 0,
        given_up=_moment(run["moved"]) if run and run["step"] == "failed" else None,
    )
    return latest, (doubt.get("count", 0), _aware(doubt.get("since")))


def _moment(written: str | None) -> datetime | None:
    return _aware(datetime.fromisoformat(written)) if written else None


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment
