"""Weighs prices: where 1C's differ from those of the product that stands for the item."""

from collections.abc import AsyncIterator, Mapping

from services.b24_connector.memory.price import ProductPriceEntity, ProductPriceStore
from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.price_types import PriceTypes
from services.b24_connector.vocabulary.catalogue import Row
from services.b24_connector.vocabulary.prices import PriceValue, read_value, wanted_value
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.prices import refusal
from services.b24_connector.writer.prices.refusal import PriceRefusal
from services.b24_connector.writer.prices.repository import (
    PriceRepository,
    call_for,
    holds_vat,
    is_priced,
    is_to_hold_vat,
)
from shared.messages.price import Price, PriceGroup
from shared.messages.ring.commands import PriceUpsert
from shared.messages.ring.directory_census import WeighedRecord
from shared.messages.things import Ref
from shared.russian import money
from shared.store import Claims

_NONE = "нет"
_WITHOUT_VAT = " без НДС"


class PriceScales:
    """Finds and compares prices as their writer does, and writes nothing.

    Args:
        looks: answers as the portal does; nothing is written through it.
        store: what is remembered of prices.
        claims: of price types; none is taken.
        origin: address of the portal.
    """

    def __init__(self, looks: Portal, store: ProductPriceStore, claims: Claims, origin: str) -> None:
        self._types = PriceTypes(looks, claims)
        self._repository = PriceRepository(looks, Catalogue(looks))
        self._store = store
        self._origin = origin

    async def weigh(self, command: PriceUpsert) -> list[WeighedRecord]:
        """Return where a product's prices differ from 1C's; an item without a product has none to compare."""
        product = await self._repository.product(command)
        if product is None or not is_priced(product):
            return []
        known = await self._store.get(command.key) or ProductPriceEntity(command.key)
        identity_ = str(product["id"])
        about = WeighedRecord(
            key=command.key,
            onec=command.source,
            b24=Ref(system="b24", kind="product", id=identity_),
            name=command.prices.name,
            group=str(PriceGroup.PRICES),
            busy=known.writing is not None,
            b24_url=f"{self._origin}/crm/catalog/{identity(product.get('iblockId'))}/product/{identity_}/",
        )
        return [one async for one in self._compared(about, command, product, known)]

    async def _compared(
        self, about: WeighedRecord, command: PriceUpsert, product: Row, known: ProductPriceEntity
    ) -> AsyncIterator[WeighedRecord]:
        present, leaving = await self._repository.present(str(product["id"])), set(known.fields.get("types") or ())
        changes = is_to_hold_vat(product, present, leaving) and not await self._is_kept_back(command, present)
        for price in command.prices.prices:
            try:
                type_ = await self._type(command, price)
            except PriceRefusal as refused:
                yield about.with_(what="standing", of=price.kind.name, note=refused.sentence)
                leaving.discard(await self._types.look(price.kind))  # it stays as it is
                continue
            leaving.discard(type_)
            with_vat = changes or holds_vat(product)
            held, value = present.get(type_), wanted_value(price, command.prices.vat_rate, with_vat=with_vat)
            if call_for(about.key, type_, held, value) is not None:
                said = _said(held) + (_WITHOUT_VAT if changes and held else "")
                yield about.with_(of=price.kind.name, in_b24=said, in_onec=_written(value))
        for type_ in sorted(leaving & present.keys()):
            yield about.with_(of=f"тип цен № {type_}", in_b24=_said(present[type_]), in_onec=_NONE)

    async def _is_kept_back(self, command: PriceUpsert, present: Mapping[str, Row]) -> bool:
        """Tell whether one of a product's standing prices cannot be written, so that all stay without VAT."""
        for price in command.prices.prices:
            try:
                await self._type(command, price)
            except PriceRefusal:
                if await self._types.look(price.kind) in present:
                    return True
        return False

    async def _type(self, command: PriceUpsert, price: Price) -> str:
        """Return the id of the type of a weighed price; empty: it would be created, and no product has such a price."""
        if not price.currency:
            raise refusal.no_currency(command.prices, price.kind)
        if not await self._repository.knows_currency(price.currency):
            raise refusal.unknown_currency(command.prices, price.kind, price.currency)
        found = await self._types.look(price.kind)
        if not found and price.kind.base:
            raise refusal.no_base(command.prices, price.kind)
        return found


def _said(held: Row | None) -> str:
    return _written(read_value(held)) if held else _NONE


def _written(value: PriceValue) -> str:
    return money(value.amount, value.currency)
