"""Writes a deal's «Обмен с 1С» and «Что мешает», by which lists and kanban can be filtered."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from services.b24_connector.memory.deal import Deal, DealMemory, has_order
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.vocabulary.exchange import Hindrances, exchange_fields, foreign_fields
from services.b24_connector.vocabulary.names import DEAL, DealFields
from shared.canon import digest
from shared.process.page_links import NO_LINKS, PageLinks

FieldsOf = Callable[[], DealFields]
log = structlog.get_logger()


class ExchangeFields:
    """Writes «Обмен с 1С» and «Что мешает» of deals with a hindrance; others get them with the figures.

    Args:
        portal: where the deals are.
        fields_of: how this portal calls our fields now.
        links: to the page of a deal, which «Подробнее» leads to.
    """

    def __init__(self, portal: Portal, fields_of: FieldsOf, links: PageLinks = NO_LINKS) -> None:
        self._portal = portal
        self._fields_of = fields_of
        self._links = links

    def is_due(self, memory: DealMemory, hindrances: Hindrances, *, passed: bool) -> bool:
        """Tell whether a deal's «Обмен с 1С» and «Что мешает» show something else than they are to."""
        wanted, shown = exchange_fields(hindrances, self._fields_of(), passed=passed), memory.get("shown")
        return bool(wanted) and shown != digest(wanted) and bool(shown or hindrances)

    async def show(self, deal: str, memory: DealMemory, hindrances: Hindrances, *, passed: bool) -> str | None:
        """Write a deal's two exchange fields if they are due, and return the mark of what the deal shows.

        Raises:
            Retryable: the portal does not answer.
        """
        if not self.is_due(memory, hindrances, passed=passed):
            return memory.get("shown")
        fields = exchange_fields(hindrances, self._fields_of(), passed=passed)
        written = {"entityTypeId": DEAL, "id": deal, "fields": {**fields, **self._linked(deal)}}
        try:
            await self._portal.call("crm.item.update", written, write=True)
        except PortalRefusal as refusal:  # the comment says the same, and a deal that is gone shows nothing
            log.warning("the deal does not show how its exchange stands", ref=deal, error=refusal.fault.code)
            return memory.get("shown")
        return digest(fields)

    async def clear(self, entity: Deal, deal: str, item: Mapping[str, Any]) -> bool:
        """Empty the fields by which a copied deal shows its original's order and exchange: it has no order itself.

        It is told of nothing yet.

        Args:
            entity: what is remembered of the deal.
            deal: its id.
            item: its own fields.

        Returns:
            whether the portal has taken it; the deal is not to be emptied again, whatever it still shows.

        Raises:
            Retryable: the portal does not answer.
        """
        known = entity.fields
        if known.get("shown") or known.get("hindered") or known.get("emptied") or has_order(entity) or entity.writing:
            return False
        if not (foreign := foreign_fields(item, self._fields_of())):
            return False
        try:
            await self._portal.call("crm.deal.update", {"id": deal, "fields": foreign}, write=True)
        except PortalRefusal as refusal:
            log.warning("the deal shows the order of another", ref=deal, error=refusal.fault.code)
            return False
        return True

    def _linked(self, deal: str) -> dict[str, str]:
        """Return a deal's link «Подробнее», which changes every time, so it never makes a write due."""
        name = self._fields_of().names.get("details")
        return {name: self._links.to(f"deal:{deal}")} if name and self._links else {}
