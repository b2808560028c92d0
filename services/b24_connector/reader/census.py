"""`deal.census` → `deal.counted`: deals as they stand now, a page at a time, for whoever compares both sides."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog

from services.b24_connector.memory.deal import HINDERED, Deal, DealMemory, DealStore
from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal
from services.b24_connector.portal.lists import DEAL, rows_at
from services.b24_connector.reader.births import without_foreign_origin
from services.b24_connector.reader.snapshots import ROWS, DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.vocabulary.amounts import stated_of
from services.b24_connector.vocabulary.deals import select_of
from services.b24_connector.vocabulary.figures import shown_figures
from services.b24_connector.vocabulary.invoices import INVOICES_OF_DEAL
from services.b24_connector.vocabulary.values import is_yes
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import group_digests, heard, spoken
from shared.entities import stamps_of, untold
from shared.messages.envelope import Envelope
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.census import PAGE, CensusEnded, DealCensus, DealCounted
from shared.messages.things import Ref
from shared.process.answers import UnreadableRecord
from shared.rules import Rules
from shared.russian import invoice_said

log = structlog.get_logger()
Row = Mapping[str, Any]
AT_ONCE = 25
"""Pages of one message; whoever is restarted meanwhile reads them again."""
_ZONES = timedelta(days=1)
"""A portal may read a time without its offset."""
_LOOK = DealCensus(run="look", look=1, since=datetime(2000, 1, 1, tzinfo=UTC))
"""Of no reconciliation."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What was counted of one page of deals, the id of its last deal, and whether none comes after it."""

    counted: Sequence[DealCounted]
    last: str
    is_last: bool


class DealCensusReader:
    """Handles `deal.census`, at the pace of the lane `directory`, so that orders never wait.

    Args:
        portal: where to ask, aside.
        directory: of this room alone, so that what it looks up is asked aside too.
        store: which deals are being written.
        rules: our pipelines.
    """

    def __init__(self, portal: Portal, directory: Directory, store: DealStore, rules: Rules) -> None:
        self._portal = portal
        self._directory = directory
        self._deals = DealSnapshots(portal, directory, invoices=DealInvoices(portal, store))
        self._store = store
        self._rules = rules
        self._known_for = ""

    def handlers(self) -> Handlers:
        """Return the handler of `deal.census`."""
        return (on(DealCensus, self.census),)

    async def census(self, _envelope: Envelope, message: DealCensus) -> HandlerResult:
        """Read and publish one page of deals, and ask for the next page."""
        if self._known_for != message.run:
            await self._directory.refresh()
            self._known_for = message.run
        if message.only:
            with self._portal.visit():
                items = await asyncio.gather(*(self._deals.header(one) for one in message.only))
                return HandlerResult(await self._counted(message, dict(zip(message.only, items, strict=True))))
        pages = await self._pages(message)
        counted = await self._with_invoices([one for page in pages for one in page.counted])
        count = message.counted + len(counted)
        if pages[-1].is_last:
            staff, names = await self._directory.at_work(), self._directory.stage_names
            ended = CensusEnded(run=message.run, look=message.look, side="b24", count=count, staff=staff, stages=names)
            return HandlerResult([*counted, ended])
        return HandlerResult([*counted, _next(message, pages[-1].last, count)])

    async def _pages(self, message: DealCensus) -> list[_Page]:
        """Read some pages of deals, each while the one before is counted: the next list shares a request with its rows.

        Raises:
            Retryable: not even the first page was read; what comes after a good one is left to the next message.
        """
        counting: list[asyncio.Task[_Page]] = []
        try:
            with self._portal.visit():
                await self._begin_pages(message, counting)
            read = await asyncio.gather(*counting, return_exceptions=True)
        finally:
            for task in counting:
                task.cancel()
        good = list(takewhile(lambda one: isinstance(one, _Page), read))
        return [page.result() for page in counting[: len(good)] or counting[:1]]

    async def _begin_pages(self, message: DealCensus, counting: list[asyncio.Task[_Page]]) -> None:
        after, is_last = message.after, False
        while not is_last and len(counting) < AT_ONCE:
            try:
                self._portal.check(ROWS, PAGE)
                page = await self._page(message, after)
            except Retryable:
                if not counting:
                    raise
                return
            is_last = len(page) < PAGE
            after = str(page[-1]["id"]) if page else after
            found = {str(item["id"]): item for item in page if not is_yes(item.get("isRecurring"))}
            known = await self._store.find_many(found)  # before the rows are asked for, lest they leave alone
            counting.append(asyncio.create_task(self._count_page(message, found, known, after, is_last=is_last)))

    async def _count_page(
        self, message: DealCensus, found: Mapping[str, Row], known: Mapping[str, Deal], last: str, *, is_last: bool
    ) -> _Page:
        with self._portal.visit():
            counts = (self._count(message, deal, item, known.get(deal)) for deal, item in found.items())
            return _Page(await asyncio.gather(*counts), last, is_last)

    async def as_it_is(self, deal: str) -> DealCounted:
        """Read one deal as it stands now, as for a reconciliation, for whoever wants to see it."""
        await self._directory.refresh()
        with self._portal.visit():
            (found,) = await self._counted(_LOOK, {deal: await self._deals.header(deal)})
        return found

    async def _page(self, message: DealCensus, after: str) -> Sequence[Row]:
        made_since = (message.since - _ZONES).isoformat(timespec="seconds")
        ours = {"@categoryId": list(self._rules.pipelines), ">=createdTime": made_since, ">id": after or 0}
        params = {
            "entityTypeId": DEAL,
            "select": list(select_of(self._directory.fields)),
            "filter": ours,
            "order": {"id": "ASC"},
            "start": -1,
        }
        page = rows_at("items")((await self._portal.call("crm.item.list", params)).result)
        for item in page:
            await self._directory.learn(item)
        return page

    async def _counted(self, message: DealCensus, items: Mapping[str, Row | None]) -> list[DealCounted]:
        known = await self._store.find_many(items)
        return list(
            await asyncio.gather(*(self._count(message, deal, item, known.get(deal)) for deal, item in items.items()))
        )

    async def _count(self, message: DealCensus, deal: str, item: Row | None, known: Deal | None) -> DealCounted:
        counted = DealCounted(
            run=message.run,
            look=message.look,
            ref=Ref(system="b24", kind="deal", id=deal),
            busy=known is not None and known.writing is not None,
            standing=_refused(known),
        )
        if item is None:
            return counted.with_(gone=known is not None and bool(known.fields.get("gone")))
        try:
            order = await self._deals.snapshot(item, history=bool(message.only))
            if known is not None and known.fields.get("stated") == stated_of(item):
                order = order.with_(stated_total=None)  # an amount the bus has set is nobody's word
        except PortalMissing:
            return counted  # deleted between two waves
        except PortalRefusal as refusal:  # of what the webhook's user may not read
            return counted.with_(unread=refusal.sentence)
        except UnreadableRecord as error:
            return counted.with_(unread=str(error))
        if message.look != 1 and known is not None:
            await self._note_compared(known, order)
        stamps = stamps_of(known.groups if known else {}, OrderGroup)
        invoice = self._invoice_of(order) if INVOICES_OF_DEAL in item else {}
        shown = dict(shown_figures(item, self._directory.fields)) | invoice
        return counted.with_(order=order.with_(groups=stamps), shown=shown)

    async def _with_invoices(self, counted: Sequence[DealCounted]) -> Sequence[DealCounted]:
        """Read the invoices of all counted deals of a message, which costs one request more."""
        known = await self._store.find_many(one.ref.id for one in counted)
        try:
            with self._portal.visit():
                return await asyncio.gather(*(self._with_invoice(one, known.get(one.ref.id)) for one in counted))
        except Retryable as error:  # pages that were read are told all the same
            log.warning("invoices of deals are not compared", deals=len(counted), why=str(error))
            return counted

    async def _with_invoice(self, counted: DealCounted, known: Deal | None) -> DealCounted:
        if counted.order is None:
            return counted
        try:
            order = counted.order.with_(invoice=await self._deals.invoice(counted.ref.id, known))
        except UnreadableRecord as error:
            return counted.with_(order=None, unread=str(error))
        return counted.with_(order=order, shown=counted.shown | self._invoice_of(order))

    def _invoice_of(self, order: SalesOrder) -> dict[str, str]:
        """Return under `invoice` what a deal's order is to say of the deal's invoice; nothing while none is shown."""
        if self._deals.hides_invoices:
            return {}
        invoice = order.invoice
        return {"invoice": invoice_said(invoice.number, invoice.dated) if invoice else ""}

    async def _note_compared(self, known: Deal, order: SalesOrder) -> None:
        """Remember what people have edited in a deal that differs, and nobody was told of, as its reader takes it."""
        told = spoken(await without_foreign_origin(self._store, known, order), known.fields.get("filled") or ())
        digests = group_digests(told, heard(self._deals.published(known.key), told, known.groups))
        await self._store.note_compared(known.key, untold(known.groups, digests))


def _refused(deal: Deal | None) -> str:
    """Return what a deal's manager reads of a write that the portal refuses and that is tried again."""
    fields: DealMemory = deal.fields if deal else {}
    hindrances = fields.get("hindered") or {}
    refused = [hindrances[part]["text"] for name, part in HINDERED.items() if fields.get(name) and part in hindrances]
    return "\n".join(refused)


def _next(message: DealCensus, after: str, counted: int) -> DealCensus:
    return DealCensus(run=message.run, look=message.look, since=message.since, after=after, counted=counted)
