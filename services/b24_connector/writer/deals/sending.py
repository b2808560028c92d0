"""Sends groups of a deal, and notes what the portal has taken of them: half of a write is nobody's edit."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial

from services.b24_connector.memory import half
from services.b24_connector.memory.deal import HALF_WRITTEN, DealMemory
from services.b24_connector.portal import PortalRefusal
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.forecast import digests_sent
from services.b24_connector.writer.deals.needed import DealWrite
from services.b24_connector.writer.deals.rows import Listeners, RowWriter, WrittenDeal
from services.b24_connector.writer.parties.making import Tell
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup, SalesOrder
from shared.store import StoreAwayError
from shared.store.promptly import note_forecast


class DealSender:
    """Sends groups of a deal.

    Args:
        flow: what it works with.
    """

    def __init__(self, flow: DealContext) -> None:
        self._store = flow.store
        self._deals, self._directory = flow.deals, flow.directory
        self._rows = RowWriter(flow.portal, flow.deals, flow.directory)

    async def send(
        self,
        write: DealWrite,
        groups: AbstractSet[OrderGroup],
        found: SalesOrder,
        stood: Mapping[OrderGroup, GroupDoc],
        say: Tell,
        *,
        is_held: bool,
    ) -> WrittenDeal:
        """Write some groups of a deal; what the portal takes or has without the rest is noted.

        Args:
            write: with what is to be.
            groups: to be written.
            found: the deal as it was read.
            stood: groups that were as wanted already.
            say: takes a sentence for the manager, before what it tells of is done.
            is_held: an invoice has made the rows other than the order's.

        Raises:
            PortalRefusal, DoubtfulWrite, Retryable: as `RowWriter.write`.
        """
        if not groups and not write.wanted.amount:
            return WrittenDeal(write.item)
        note = partial(self._note_taken, write)
        if write.is_half_written:
            await note(half.memo_for(found, {OrderGroup.ROWS}))  # what ends a write knows digests alone
        if is_held:
            await note(half.sent_memo(write.wanted.lines))
        sent = await digests_sent(write, groups, found, self._deals, self._directory)
        await note_forecast(self._store, write.entity, sent, write.command.order.groups)
        try:
            return await self._written(write, groups, found, Listeners(note, say))
        except DoubtfulWrite:
            with suppress(StoreAwayError):  # nobody ends the write for that
                await self._note_sent(write.entity.key)
            raise
        except (PortalRefusal, Retryable):  # a run before, without an answer, may have written what stood there
            await note({str(group): doc.digest for group, doc in stood.items() if doc.digest is not None})
            raise

    async def _written(
        self, write: DealWrite, groups: AbstractSet[OrderGroup], found: SalesOrder, heard_by: Listeners
    ) -> WrittenDeal:
        try:
            return await self._rows.write(write.item, write.wanted, groups, found, write.linked, heard_by)
        except StoreAwayError as error:  # what the portal has taken could not be noted
            raise DoubtfulWrite(str(error), after_s=error.after_s, counted=error.counted) from error

    async def _note_taken(self, write: DealWrite, memo: Mapping[str, str]) -> None:
        key, version = write.entity.key, write.entity.writing.version if write.entity.writing else 0
        now = await self._store.get(key) or write.entity
        noted = half.noted_beside(now, memo)
        if noted and await self._store.note_step(key, version, step=HALF_WRITTEN, memo=noted):
            fields: DealMemory = {"texts": write.texts} if OrderGroup.HEADER in noted else {}
            await self._store.set_fields(key, fields)

    async def _note_sent(self, key: str) -> None:
        """Note that a deal's write was sent: until a run has looked what became of it, nothing ends it but that run."""
        now = await self._store.get(key)
        if now is not None and now.writing is not None and now.writing.step is None:
            await self._store.note_step(key, now.writing.version, step=half.SEND_STEP)
