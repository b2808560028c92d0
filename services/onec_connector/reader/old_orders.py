"""Reads 1C's old orders, of the time before the exchange: recognises their deals, keeps them as they stand."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Final

from services.onec_connector.base.query import Query
from services.onec_connector.base.query import moment as written
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.order import Order, OrderMemory, OrderStore
from services.onec_connector.memory.seen import SeenOrders, looked_at
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reader.orders import provisional_since
from services.onec_connector.reader.snapshots import OrderSnapshots, Seen
from services.onec_connector.sentences import not_kept
from services.onec_connector.vocabulary.clock import read_moment
from services.onec_connector.vocabulary.header import title
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.orders import deal_of
from services.onec_connector.vocabulary.reference import is_empty
from shared.canon import as_it_stands, group_digests, grown, spoken, told_since
from shared.messages.old import OldPair, OldRecord
from shared.messages.things import Ref
from shared.process.answers import UnreadableRecord, reading
from shared.process.quiet import look_until_quiet
from shared.rules import Rules

_FIELDS: Final = (
    *(standard.REF, names.NUMBER, names.DATE, names.TOTAL, names.CURRENCY),
    *(names.PARTNER, names.LEGAL_ENTITY, names.COMMENT, names.MARKER),
)
_TOGETHER: Final = 200
_DEAL: Final = re.compile(
    r"(?:сделк[аеиу]|deal)(?:\s+(?:в\s+)?(?:битрикс\s?24|bitrix\s?24|б24|b24))?\s*(?:№|#|:|n)?\s*([0-9]{1,18})\b"
    r"|/crm/deal/(?:details|show)/([0-9]{1,18})\b",
    re.IGNORECASE,
)


class OldOrders:
    """The orders of 1C that are dated before the cut-off.

    Args:
        snapshots: reads orders and what they name.
        store: what is remembered of orders.
        seen: what polling saw of them.
        rules: cut-off.
    """

    def __init__(self, snapshots: OrderSnapshots, store: OrderStore, seen: SeenOrders, rules: Rules) -> None:
        self._snapshots = snapshots
        self._store = store
        self._seen = seen
        self._rules = rules

    async def since(self, moment: datetime) -> AsyncIterator[OldRecord]:
        """Yield what is known of 1C's old orders from a date on; those marked for deletion have no deal."""
        zone = self._snapshots.place.zone
        first, end = (one.astimezone(zone).replace(tzinfo=None) for one in (moment, self._rules.cutoff))
        within = f"{names.DATE} ge {written(first)} and {names.DATE} lt {written(end)}"
        query = Query(f"{within} and {standard.MARKED} eq false", _FIELDS, order_by=standard.REF)
        waiting: list[Row] = []
        async for row in self._snapshots.base.pages(names.SET, query):
            waiting.append(row)
            if len(waiting) >= _TOGETHER:
                for one in await self._records(waiting):
                    yield one
                waiting = []
        for one in await self._records(waiting):
            yield one

    async def keep(self, pair: OldPair) -> OldPair:
        """Store an old order of 1C as it stands, so that only later edits are published to the portal."""
        if pair.why or not await self._is_free(pair):
            return pair if pair.why else pair.with_(why=not_kept(pair.deal))
        kept = await look_until_quiet(partial(self._look_and_keep, pair))
        return kept or pair.with_(why=not_kept(pair.deal))

    async def _look_and_keep(self, pair: OldPair) -> OldPair | None:
        """Store an old order of 1C as one look finds it; None: it was written meanwhile."""
        taken = await self._store.take_version(pair.key, ref=pair.order)
        seen = await self._snapshots.see(pair.order)
        if seen is None:
            return pair.with_(why=not_kept(pair.deal))
        now = await self._store.unmoved(pair.key, taken.version)
        if now is None:
            return None
        await self._keep(pair, seen, now)
        return pair.with_(kept=taken.version)

    async def heed(self, pair: OldPair) -> OldPair:
        """Return a linked pair, naming its old 1C order if people edited that between its keeping and the linking."""
        entity = None if pair.why else await self._store.get(pair.key)
        if entity is None or not told_since(entity.groups, self._snapshots.published(pair.key), pair.kept):
            return pair
        return pair.with_(again=(*pair.again, f"order:{pair.order}"))

    async def _is_free(self, pair: OldPair) -> bool:
        """Tell whether an old order of 1C can take this deal; one that has another deal stays with it."""
        known, own = await self._store.find(pair.order), await self._store.get(pair.key)
        if own is not None and own.ref not in (None, pair.order):
            return False
        if known is not None and known.key == f"order:{pair.order}":
            await self._store.unbind(known.key, pair.order)
            return True
        return known is None or known.key == pair.key

    async def _keep(self, pair: OldPair, seen: Seen, now: Order) -> None:
        since = provisional_since(now, seen, self._rules)
        order = await self._snapshots.tell(seen, provisional_since=since)
        filled = now.fields.get("filled") or ()
        told = spoken(order, filled)
        digests = group_digests(told, self._snapshots.published(pair.key))
        fields: OrderMemory = {
            "posted": True,  # were it not, an order that people have left unposted would be taken for one 1C refused
            "provisional_since": since,
            "provisional_told": since,
            "filled": grown(filled, order.extra) or None,
        }
        groups = as_it_stands(now.groups, digests, pair.known)
        await self._store.end_write(pair.key, groups, fields=fields, ref=pair.order)
        polled = {"version": seen.version, "dated": seen.document[names.DATE], "ignored": False}
        await self._seen.note({pair.order: {**polled, **looked_at(seen.register)}}, moved=False)

    async def _records(self, rows: list[Row]) -> list[OldRecord]:
        entities = {str(row[names.LEGAL_ENTITY]) for row in rows if not is_empty(row[names.LEGAL_ENTITY])}
        known, currencies = await asyncio.gather(
            self._snapshots.parties.entities(entities), self._snapshots.dictionaries.currencies()
        )
        inns = {one.guid: one.inn for one in known.values()}
        found = [self._readable(row, inns, currencies) for row in rows]
        return [one for one in found if one is not None]

    def _readable(self, row: Row, inns: Mapping[str, str], currencies: Mapping[str, str]) -> OldRecord | None:
        """Return what is known of an old 1C order; None if it cannot be read, so that it does not hold up others."""
        with suppress(UnreadableRecord), reading(f"order {row.get(standard.REF)} of 1C"):
            return self._record(row, inns, currencies)
        return None

    def _record(self, row: Row, inns: Mapping[str, str], currencies: Mapping[str, str]) -> OldRecord | None:
        dated, deal = read_moment(row[names.DATE], self._snapshots.place.zone), deal_of(row)
        if dated is None:
            return None
        partner = None if is_empty(row[names.PARTNER]) else str(row[names.PARTNER])
        return OldRecord(
            ref=Ref(system="onec", kind="order", id=str(row[standard.REF])),
            name=title(row),
            dated=dated,
            total=number(row[names.TOTAL]),
            currency=currencies.get(str(row[names.CURRENCY]), "RUB"),
            number=str(row[names.NUMBER] or "").strip(),
            marks=(deal.id,) if deal else (),
            named=deals_in(str(row[names.COMMENT] or "")),
            client=Ref(system="onec", kind="partner", id=partner) if partner else None,
            inn=inns.get(str(row[names.LEGAL_ENTITY]), ""),
        )


def deals_in(comment: str) -> tuple[str, ...]:
    """Return the ids of deals that an old order's comment names: «Сделка Битрикс24 № 41», or the card's link."""
    found = (one[1] or one[2] for one in _DEAL.finditer(comment))
    return tuple(dict.fromkeys(str(int(one)) for one in found))
