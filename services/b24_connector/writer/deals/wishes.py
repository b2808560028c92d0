"""Ends the wish «Пересчитать цены» of a deal whose rows 1C will not take: the field goes back to «нет»."""

import structlog

from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.vocabulary.names import DEAL
from services.b24_connector.vocabulary.values import is_yes
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.canon import group_digests, renewed
from shared.entities import GroupDoc
from shared.messages.order import OrderGroup

_ROWS = OrderGroup.ROWS
log = structlog.get_logger()


class WishWriter:
    """Clears a deal's wish for new prices that was answered without rows.

    Args:
        portal: where the deals are.
        deals: reads them.
        directory: our fields.
        store: what is remembered of them.
    """

    def __init__(self, portal: Portal, deals: DealSnapshots, directory: Directory, store: DealStore) -> None:
        self._portal = portal
        self._deals = deals
        self._directory = directory
        self._store = store

    async def settle(self, key: str, deal: str, edited: int) -> None:
        """Clear a deal's wish for new prices, unless the rows were edited since: that edit gets an answer of its own.

        Args:
            key: birth key.
            deal: id in the portal.
            edited: number of the edit of rows that was answered.

        Raises:
            Retryable: the deal is half written; uncounted.
        """
        name = self._directory.fields.names.get("reprice", "")
        known = await self._store.get(key)
        if not name or known is None or known.groups.get(_ROWS, GroupDoc()).edited != edited:
            return
        if known.writing is not None and known.writing.step is not None:
            raise Retryable(f"{key} is being written", after_s=5, counted=False)
        entity = await self._store.begin_write(key)
        groups: dict[OrderGroup, GroupDoc] = {}
        try:
            item = await self._deals.header(deal)
            if item is not None:
                order = await self._deals.snapshot(item, parties=False)
                rows = renewed(entity.groups, order).get(_ROWS, GroupDoc())
                if rows.digest == group_digests(order.with_(reprice=True), {_ROWS})[_ROWS]:
                    await self._clear(deal, name, is_set=is_yes(item.get(name)))
                    groups[_ROWS] = rows.holding(group_digests(order.with_(reprice=False), {_ROWS})[_ROWS])
        except PortalRefusal as refusal:
            log.warning("the deal keeps its wish for prices", deal=deal, why=refusal.fault.words)
        except DoubtfulWrite:
            raise  # `writing` stays: whether the wish is cleared is seen by the next run
        except Retryable:
            await self._store.release(key)
            raise
        await self._store.release(key, groups)

    async def _clear(self, deal: str, name: str, *, is_set: bool) -> None:
        """Clear the deal's field «Пересчитать цены», unless a run that was cut short has done so."""
        if is_set:
            params = {"entityTypeId": DEAL, "id": deal, "fields": {name: "N"}}
            await self._portal.call("crm.item.update", params, write=True)
