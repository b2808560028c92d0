"""Lets the portal compute a deal's amount again, where the bus had set it (docs/money.md)."""

import structlog

from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.vocabulary.names import DEAL

log = structlog.get_logger()


class AmountWriter:
    """Removes amounts of deals that the bus has set.

    Args:
        portal: where the deals are.
        store: remembers which amounts the bus has set.
    """

    def __init__(self, portal: Portal, store: DealStore) -> None:
        self._portal = portal
        self._store = store

    async def unset(self, key: str, deal: str) -> None:
        """Let the portal add up a deal's rows that were edited under an amount the bus has set.

        Args:
            key: birth key.
            deal: id in the portal.
        """
        params = {"entityTypeId": DEAL, "id": deal, "fields": {"isManualOpportunity": "N"}}
        try:
            await self._portal.call("crm.item.update", params, write=True)
        except PortalRefusal as refusal:
            log.warning("the deal keeps the amount it had", deal=deal, why=refusal.fault.words)
        await self._store.set_fields(key, {"stated": None})
