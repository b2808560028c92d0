"""Reads orders of 1C (document, row of states, what they refer to) and translates them into the canonical model."""

import asyncio
import copy
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, is_order
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import agreement, standard, state
from services.onec_connector.objects import order as names
from services.onec_connector.objects.declared import Function
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.parties import PartyCatalogue
from services.onec_connector.vocabulary.extra import OrderExtra
from services.onec_connector.vocabulary.orders import BaseLocation, published, read_order
from services.onec_connector.vocabulary.reference import KnownEntity, Named, ReferenceData, ref, refs
from shared.messages.order import OrderGroup, SalesOrder
from shared.process.answers import reading
from shared.process.lookups import Cache
from shared.rules.fields import FieldTable

_CATALOGUED = (names.ORGANISATION, names.MANAGER, names.WAREHOUSE, names.CURRENCY)
PASS_S = 6 * 3600
"""Longer no pass over all orders takes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one read of a 1C order brought."""

    document: Row
    register: Row | None

    @property
    def posted(self) -> bool:
        """Whether the 1C order is posted."""
        return bool(self.document[names.POSTED])

    @property
    def version(self) -> str:
        """`DataVersion` of the 1C order."""
        return str(self.document[standard.VERSION])


class OrderSnapshots:
    """Reads orders of 1C and translates them into the canonical model."""

    def __init__(
        self, base: Base, place: BaseLocation, table: FieldTable | None = None, *, off: Collection[Function] = ()
    ) -> None:
        self.base = base
        self.place = place
        self._extra = OrderExtra(table or {})
        self.dictionaries = Dictionaries(base, off)
        self.catalogue = ItemCatalogue(base)
        self.parties = PartyCatalogue(base, self.dictionaries)
        self._agreements = Cache(lambda keys: self._load_named(agreement.SET, keys), ttl_s=600)

    def of_a_pass(self, aside: BaseAside) -> "OrderSnapshots":
        """Return the order reader for a pass over many 1C orders: what they refer to is read once, aside."""
        copied = copy.copy(self)
        copied.catalogue = ItemCatalogue(aside, kept_s=PASS_S)
        copied.parties = PartyCatalogue(aside, self.dictionaries, kept_s=PASS_S)
        copied._agreements = Cache(  # noqa: SLF001 - of its own kind
            lambda keys: self._load_named(agreement.SET, keys, aside), ttl_s=PASS_S
        )
        return copied

    async def see(self, order: str) -> Seen | None:
        """Read an order of 1C; None if there is none."""
        document, register = await asyncio.gather(self.base.read(names.SET, order), self._register(order))
        return Seen(document, register) if document is not None else None

    async def has_any(self, orders: Iterable[str]) -> bool:
        """Tell whether 1C has at least one of these orders."""
        conditions = [f"{standard.REF} eq {guid(order)}" for order in orders]
        return bool(await self.base.any_of(names.SET, conditions, (standard.REF,)))

    async def warm(self, documents: Sequence[Row]) -> None:
        """Look up at once what many 1C orders refer to, so that translating each asks 1C nothing more."""
        rows = [row for document in documents for row in document.get(names.LINES, ())]
        await asyncio.gather(
            self.catalogue.rows_of(rows, names.ITEM, names.CHARACTERISTIC, names.PACK),
            self.parties.partners(refs(documents, names.PARTNER)),
            self.parties.entities(refs(documents, names.LEGAL_ENTITY)),
            self.parties.persons(refs(documents, names.CONTACT_PERSON)),
            self._agreements.get(refs(documents, names.AGREEMENT)),
        )

    async def tell(self, seen: Seen, *, provisional_since: datetime | None = None, whole: bool = False) -> SalesOrder:
        """Read what an order of 1C refers to, its parties, items and terms, and translate it with that.

        Args:
            seen: what was looked at.
            provisional_since: see `OrderState`.
            whole: with names and contacts of the parties; without them the digests are the same.

        Raises:
            UnreadableRecord: it holds what no message can.
        """
        with reading(f"order {seen.document[standard.REF]} of 1C"):
            return await self._told(seen, provisional_since, whole=whole)

    async def _told(self, seen: Seen, provisional_since: datetime | None, *, whole: bool) -> SalesOrder:
        reference = await self.reference(seen.document)
        if whole:
            reference = await self._with_parties(reference, seen.document)
        return read_order(
            seen.document,
            seen.register,
            reference,
            self.place,
            provisional_since=provisional_since,
            extra=await self.extra(),
        )

    def published(self, key: str) -> frozenset[OrderGroup]:
        """Return the groups of a 1C order that are published for a pair with this birth key."""
        return published(key, self._extra)

    async def extra(self) -> OrderExtra:
        """Return the customer's extra fields of a 1C order as this base has them."""
        if not any(row.additional for row in self._extra.rows.values()):
            return self._extra
        return replace(self._extra, properties=await self.dictionaries.properties())

    async def reference(self, document: Row) -> ReferenceData:
        """Gather what a 1C order and its rows refer to, and the small catalogs."""
        rows = document.get(names.LINES, [])
        named = (*refs([document], *_CATALOGUED), *refs(rows, names.VAT_RATE, names.WAREHOUSE))
        await self.dictionaries.learn(named)
        found, rates, organisations, users, warehouses, currencies = await asyncio.gather(
            self.catalogue.rows_of(rows, names.ITEM, names.CHARACTERISTIC, names.PACK),
            self.dictionaries.vat_rates(),
            self.dictionaries.organisations(),
            self.dictionaries.users(),
            self.dictionaries.warehouses(),
            self.dictionaries.currencies(),
        )
        items, characteristics, packs = found
        return ReferenceData(
            items=items,
            characteristics=characteristics,
            packs=packs,
            vat_rates=rates,
            organisations=organisations,
            users=users,
            named=warehouses,
            currencies=currencies,
        )

    async def named_in(self, *headers: Row) -> ReferenceData:
        """Gather what headers of 1C orders name that people are to see: warehouses and agreements."""
        warehouses, agreements = await asyncio.gather(
            self.dictionaries.warehouses(), self._agreements.get(refs(headers, names.AGREEMENT))
        )
        return ReferenceData(named={**warehouses, **agreements})

    async def _with_parties(self, reference: ReferenceData, document: Row) -> ReferenceData:
        partners, entities, persons, agreements = await asyncio.gather(
            self.parties.partners(refs([document], names.PARTNER)),
            self.parties.entities(refs([document], names.LEGAL_ENTITY)),
            self.parties.persons(refs([document], names.CONTACT_PERSON)),
            self._agreements.get(refs([document], names.AGREEMENT)),
        )
        named = {**reference.named, **agreements}
        strange = await self._strange(document, entities.values())
        return replace(reference, partners=partners, entities=entities, strange=strange, persons=persons, named=named)

    async def _strange(self, document: Row, entities: Iterable[KnownEntity]) -> frozenset[str]:
        """Return the legal entities of a 1C order that its partner may not buy by: neither his nor of one above him."""
        buyer, of_others = ref(document[names.PARTNER]), [one for one in entities if ref(one.partner)]
        buys = [buyer in {"", one.partner} or await self.parties.is_part(buyer, one.partner) for one in of_others]
        return frozenset(one.guid for one, may in zip(of_others, buys, strict=True) if not may)

    async def _register(self, order: str) -> Row | None:
        query = Query(is_order(state.ORDER, order), state.FIGURES)
        return next(iter(await self.base.listing(state.SET, query)), None)

    async def _load_named(self, name: str, keys: list[str], asked: Base | BaseAside | None = None) -> dict[str, Named]:
        select = (standard.REF, standard.DESCRIPTION)
        rows = await (asked or self.base).any_of(name, [f"Ref_Key eq {guid(key)}" for key in keys], select)
        return {row[standard.REF]: Named(row[standard.REF], row[standard.DESCRIPTION]) for row in rows}
