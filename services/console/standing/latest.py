"""When sweep, portal event, reconciliation and backup were last: what stopped quietly is seen by its age."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from shared.store.backups import last_backup
from shared.store.cursors import Cursors

_SWEEP, _EVENT = "deals", "event"
"""The b24-connector's cursors: up to when deals were swept, when the portal's last event came."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What was done last, and what the last reconciliation has found; None: never, or not known.

    Args:
        sweep: up to when the portal was asked which deals have changed.
        event: of the portal, when it was accepted.
        reconciliation: when it came to its end.
        backup: when it was saved.
        differences: that count, of the last reconciliation.
    """

    sweep: datetime | None = None
    event: datetime | None = None
    reconciliation: datetime | None = None
    backup: datetime | None = None
    differences: int = 0

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


async def read_latest(database: AsyncDatabase[dict[str, Any]], reconciled: Mapping[str, Any]) -> Latest:
    """Read when sweep, portal event, reconciliation and backup were last.

    Args:
        database: of the exchange.
        reconciled: `run` and `differing`, as the reconciler tells them of its last comparison.

    Raises:
        StoreAwayError: MongoDB does not answer.
    """
    run, cursors = reconciled["run"], await Cursors(database, "b24").several(_SWEEP, _EVENT)
    return Latest(
        sweep=_moment(cursors.get(_SWEEP)),
        event=_moment(cursors.get(_EVENT)),
        reconciliation=_moment(run["moved"]) if run and run["step"] == "done" else None,
        backup=await last_backup(database),
        differences=reconciled["differing"] if run else 0,
    )


def _moment(written: str | None) -> datetime | None:
    if not written:
        return None
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
