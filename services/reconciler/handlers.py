"""The handlers of `reconciler.census`: begin a reconciliation, store what the connectors counted and weighed."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from services.reconciler.columns import Columns
from services.reconciler.directories import subjects_of
from services.reconciler.runs import Runs
from services.reconciler.weighed import WeighedPages
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.census import CensusEnded, PairCounted, ReconcileWanted
from shared.messages.ring.directory_census import RecordsWeighed
from shared.rules import Rules

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Stores what is counted; the `Looker` decides what to do with it."""

    runs: Runs
    columns: Columns
    weighed: WeighedPages
    rules: Rules

    def handlers(self) -> Handlers:
        """Return the handler of each message of a reconciliation."""
        return (
            on(ReconcileWanted, self.reconcile_wanted),
            on(PairCounted, self.pair_counted),
            on(CensusEnded, self.census_ended),
            on(RecordsWeighed, self.records_weighed),
        )

    async def reconcile_wanted(self, _envelope: Envelope, message: ReconcileWanted) -> HandlerResult:
        """Begin a reconciliation, unless one is under way."""
        since, now = message.since or self.rules.cutoff, datetime.now(UTC)
        subjects = subjects_of(self.rules, message.only)
        if not await self.runs.begin(message.run, since, now, is_whole=message.since is None, subjects=subjects):
            log.info("another reconciliation is under way", wanted=message.run)
        return HandlerResult()

    async def pair_counted(self, _envelope: Envelope, message: PairCounted) -> HandlerResult:
        """Store one counted deal or order; of a finished reconciliation nobody asks any more."""
        present = await self.runs.present()
        if present is not None and present.name == message.run:
            await self.columns.note(message)
        return HandlerResult()

    async def census_ended(self, _envelope: Envelope, message: CensusEnded) -> HandlerResult:
        """Store how many records a side has told in a census."""
        await self.runs.note_end(message)
        return HandlerResult()

    async def records_weighed(self, _envelope: Envelope, message: RecordsWeighed) -> HandlerResult:
        """Store a weighed page of a directory for the reconciliation under way."""
        present = await self.runs.present()
        if present is not None and present.name == message.run:
            await self.weighed.note(message)
        return HandlerResult()
