"""Reads old deals, from before the exchange, with what tells their orders, and keeps them as they stand."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

from services.b24_connector.memory.deal import DealMemory, DealStore, standing
from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import COMPANY, DEAL, requisites_of, rows_at
from services.b24_connector.reader.corrections import seen_requisite
from services.b24_connector.reader.snapshots import DealSnapshots, primary_contact
from services.b24_connector.sentences import not_kept
from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.vocabulary.names import DEAL_SELECT
from services.b24_connector.vocabulary.values import guid, identity, is_yes, moment, number
from shared.canon import as_it_stands, group_digests, grown, spoken, told_since
from shared.canon.keys import tax_numbers
from shared.messages.old import OldPair, OldRecord
from shared.messages.order import SalesOrder
from shared.messages.things import Ref
from shared.money import kopecks
from shared.process.answers import UnreadableRecord, reading
from shared.process.quiet import look_until_quiet
from shared.rules import Rules
from shared.store import Into

Row = Mapping[str, Any]
_PAGE: Final = 50
_REQUISITES: Final = requisites_of(COMPANY)
_LONG_AGO: Final = "before"
"""Told of the making of an order that the bus has not made: nobody is to read now that it was."""
_BETWEEN: Final = re.compile(r"[#\s,;|]+")


class OldDeals:
    """The deals that were created before the cut-off.

    Args:
        portal: where they are read.
        deals: reads one of them whole.
        store: what is remembered of deals.
        rules: pipelines and cut-off.
        number: how the portal calls the field that holds the number of the order; None: it has none.
    """

    def __init__(
        self, portal: Portal, deals: DealSnapshots, store: DealStore, rules: Rules, number: str | None
    ) -> None:
        self._portal = portal
        self._deals = deals
        self._store = store
        self._rules = rules
        self._number = number

    async def since(self, moment: datetime) -> AsyncIterator[OldRecord]:
        """Yield what is known of old deals from a date on; lost ones and templates have no order.

        Args:
            moment: in the portal's zone: portals that ignore an offset compare clock times of their own.
        """
        last = 0
        while rows := await self._page(moment, last):
            ours = [row for row in rows if self._is_ours(row)]
            for one in await asyncio.gather(*(self._readable(row) for row in ours)):
                if one is not None:
                    yield one
            last = int(rows[-1]["id"])
            if len(rows) < _PAGE:
                return

    async def keep(self, pair: OldPair) -> OldPair:
        """Store an old deal as it stands, so that only later edits are published to 1C."""
        if pair.why:
            return pair
        known = await self._store.find(pair.deal)
        is_free = known is None or known.key == pair.key
        kept = await look_until_quiet(partial(self._keep, pair)) if is_free else None
        return kept or pair.with_(why=not_kept(pair.deal))

    async def heed(self, pair: OldPair) -> OldPair:
        """Return a linked pair, naming its old deal if people edited that between its keeping and the linking."""
        entity = None if pair.why else await self._store.get(pair.key)
        if entity is None or not told_since(entity.groups, self._deals.published(pair.key), pair.known):
            return pair
        return pair.with_(again=(*pair.again, pair.key))

    async def _keep(self, pair: OldPair) -> OldPair | None:
        """Store an old deal as one look finds it; None: it was written meanwhile."""
        taken = await self._store.take_version(pair.key)
        item = await self._deals.header(pair.deal)
        if item is None:
            return pair.with_(why=not_kept(pair.deal))
        order = await self._deals.snapshot(item)
        is_kept = await self._kept(pair, item, order, taken.version)
        return pair.with_(known=taken.version) if is_kept else None

    async def _kept(self, pair: OldPair, item: Row, order: SalesOrder, version: int) -> bool:
        now = await self._store.unmoved(pair.key, version)
        if now is None:
            return False
        filled = now.fields.get("filled") or ()
        told = spoken(order, filled)
        digests = group_digests(told, self._deals.published(pair.key))
        fields: DealMemory = {
            **standing(item),
            "ordered": True,
            "company": order.customer.ref.id if order.customer and order.customer.ref else None,
            "contact": order.person.ref.id if order.person and order.person.ref else None,
            "requisite": seen_requisite(order),
            "filled": grown(filled, order.extra) or None,
            "told": Into({"created": _LONG_AGO}),
        }
        groups = as_it_stands(now.groups, digests, version)
        await self._store.end_write(pair.key, groups, fields=fields, ref=pair.deal)
        return True

    async def _page(self, since: datetime, last: int) -> Sequence[Row]:
        created = {
            ">=createdTime": _written(since),
            "<createdTime": _written(self._rules.cutoff.astimezone(since.tzinfo)),
        }
        params = {
            "entityTypeId": DEAL,
            "select": [*DEAL_SELECT, "title", *([self._number] if self._number else ())],
            "filter": {**created, ">id": last},
            "order": {"id": "ASC"},
            "start": -1,
        }
        return rows_at("items")((await self._portal.call("crm.item.list", params)).result)

    def _is_ours(self, row: Row) -> bool:
        stage = read_stage(row)
        pipeline = self._rules.pipelines.get(stage.pipeline)
        return pipeline is not None and not pipeline.is_lost(stage) and not is_yes(row.get("isRecurring"))

    async def _readable(self, row: Row) -> OldRecord | None:
        """Return what is known of an old deal; None if it cannot be read, so that it does not hold up others."""
        with suppress(UnreadableRecord), reading(f"deal {row.get('id')} of the portal"):
            return await self._record(row)
        return None

    async def _record(self, row: Row) -> OldRecord | None:
        dated, company, contact = moment(row.get("createdTime")), identity(row.get("companyId")), primary_contact(row)
        if dated is None:
            return None
        kind, client = ("company", company) if company else ("contact", contact)
        title = str(row.get("title") or "").strip()
        deal = identity(row["id"])
        return OldRecord(
            ref=Ref(system="b24", kind="deal", id=deal),
            name=f"Сделка {deal}" + (f" «{title}»" if title else ""),
            dated=dated,
            total=kopecks(number(row.get("opportunity"))),
            currency=str(row.get("currencyId") or "RUB"),
            number=identity(row.get(self._number)) if self._number else "",
            marks=_guids(row.get("originId")),
            client=Ref(system="b24", kind=kind, id=client) if client else None,
            inn=await self._inn(company),
        )

    async def _inn(self, company: str) -> str:
        """Return the one INN of an old deal's company; of several nobody knows which the order was for."""
        rows = await self._portal.gather(_REQUISITES, company) if company else ()
        found = {tax_numbers(str(row.get("RQ_INN") or ""), str(row.get("RQ_KPP") or ""))[0] for row in rows} - {""}
        return found.pop() if len(found) == 1 else ""


def _guids(mark: object) -> tuple[str, ...]:
    """Return the orders' ids in a deal's mark of this exchange or an earlier one: `guid` or `guid#guid`."""
    return tuple(dict.fromkeys(found for part in _BETWEEN.split(str(mark or "")) if (found := guid(part))))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
