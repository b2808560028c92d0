"""Writes a deal's «Обмен с 1С» and «Что мешает», for filters of lists, and shows overwritten figures again."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from services.b24_connector.memory.deal import Deal, DealMemory, has_order
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.vocabulary.exchange import Hindrances, exchange_fields, foreign_fields, unlike
from services.b24_connector.vocabulary.figures import shown_figures
from services.b24_connector.vocabulary.names import DEAL, DealFields
from shared.canon import digest
from shared.process.page_links import NO_LINKS, PageLinks

FieldsOf = Callable[[], DealFields]
SHOWN_AGAIN_EVERY = timedelta(hours=1)
SHOWN_AGAIN_TIMES = 3
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

    async def show_again(self, entity: Deal, deal: str, item: Mapping[str, Any]) -> DealMemory:
        """Show again what somebody has overwritten of an order's figures and of the exchange in its deal.

        A card that was open for long, or an edit of many deals, saves what stood there before. Whoever does it each
        time, or a portal that keeps a value otherwise than it was sent, is answered once an hour and three times.

        Args:
            entity: what is remembered of the deal.
            deal: its id.
            item: its own fields.

        Returns:
            what is to be remembered of it.

        Raises:
            Retryable: the portal does not answer.
        """
        former = entity.fields.get("shown_again")
        changes = overwritten(entity.fields, item, self._fields_of()) if entity.writing is None else {}
        if not changes:
            return {"shown_again": {**former, "times": 0}} if former and former["times"] else {}
        what, now = digest(changes), datetime.now(UTC)
        times = former["times"] if former and former["what"] == what else 0
        if former and (now - former["at"] < SHOWN_AGAIN_EVERY or times >= SHOWN_AGAIN_TIMES):
            return {}
        try:
            written = {"entityTypeId": DEAL, "id": deal, "fields": changes}
            await self._portal.call("crm.item.update", written, write=True)
        except PortalRefusal as refusal:
            log.warning("the deal does not show its order", ref=deal, error=refusal.fault.code)
        return {"shown_again": {"what": what, "at": now, "times": times + 1}}

    def _linked(self, deal: str) -> dict[str, str]:
        """Return a deal's link «Подробнее», which changes every time, so it never makes a write due."""
        name = self._fields_of().names.get("details")
        return {name: self._links.to(f"deal:{deal}")} if name and self._links else {}


def overwritten(memory: DealMemory, item: Mapping[str, Any], fields: DealFields) -> dict[str, Any]:
    """Return the fields of a deal that show an order's figures, or its exchange, otherwise than the bus wrote them.

    Args:
        memory: of the deal.
        item: its own fields.
        fields: how this portal calls our fields.
    """
    shown, names = shown_figures(item, fields), fields.names
    kept = memory.get("figures") or {}
    changes: dict[str, Any] = {names[key]: text for key, text in kept.items() if shown.get(key, text) != text}
    wanted = exchange_fields(memory.get("hindered") or {}, fields, passed=bool(memory.get("ordered")))
    return changes | (unlike(wanted, item) if wanted and memory.get("shown") == digest(wanted) else {})
