"""Trial of the writer of prices: what would become of prices of 1C; nothing is written."""

from typing import cast

from services.b24_connector.memory.price import ProductPriceEntity, ProductPriceStore
from services.b24_connector.portal import Portal
from services.b24_connector.portal.whole_lists import WholeLists
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.price_types import PriceTypes
from services.b24_connector.vocabulary.catalogue import Row
from services.b24_connector.vocabulary.prices import wanted_value
from services.b24_connector.writer.prices import refusal
from services.b24_connector.writer.prices.refusal import PriceRefusal
from services.b24_connector.writer.prices.repository import (
    PriceRepository,
    call_for,
    holds_vat,
    is_priced,
    is_to_hold_vat,
)
from shared.entities import GroupDoc
from shared.messages.price import Price
from shared.messages.ring.commands import PriceUpsert
from shared.process.asking import Weighed
from shared.store import Claims


class PriceTrial:
    """Finds and compares prices and writes nothing; lists of the portal are read whole.

    Args:
        portal: where.
        store: what is remembered of prices.
        claims: of price types; none is taken.
    """

    def __init__(self, portal: Portal, store: ProductPriceStore, claims: Claims) -> None:
        looks = cast("Portal", WholeLists(portal, lambda _kind, _parent: None))
        self._store = store
        self._types = PriceTypes(looks, claims)
        self._repository = PriceRepository(looks, Catalogue(looks))

    async def prices(self, command: PriceUpsert) -> Weighed:
        """Say what the writer of prices would do with the prices of an item of 1C."""
        key, name = command.key, command.prices.name
        entity = await self._store.get(key) or ProductPriceEntity(key)
        groups = command.prices.groups.items()
        if all(stamp.edited <= entity.groups.get(group, GroupDoc()).known for group, stamp in groups):
            return Weighed(key, name, "same")
        product = await self._repository.product(command)
        if product is None:
            return Weighed(key, name, "refused", refusal.no_product(command.prices))
        if not is_priced(product):
            return Weighed(key, name, "same")
        try:
            methods = await self._methods(command, entity, product)
        except PriceRefusal as refused:
            return Weighed(key, name, "refused", str(refused))
        if not methods:
            return Weighed(key, name, "same")
        return Weighed(key, name, "create" if methods == {"catalog.price.add"} else "change")

    async def _methods(self, command: PriceUpsert, entity: ProductPriceEntity, product: Row) -> set[str]:
        """Return the portal methods that would be called for prices; a missing price type would be created."""
        identity = str(product["id"])
        present, leaving = await self._repository.present(identity), set(entity.fields.get("types") or ())
        with_vat = holds_vat(product) or is_to_hold_vat(product, present.keys(), leaving)
        calls = []
        for price in command.prices.prices:
            type_ = await self._type(command, price)
            leaving.discard(type_)
            value = wanted_value(price, command.prices.vat_rate, with_vat=with_vat)
            calls.append(call_for(identity, type_, present.get(type_), value))
        calls += [call_for(identity, type_, present.get(type_), None) for type_ in sorted(leaving)]
        return {call[0] for call in calls if call is not None}

    async def _type(self, command: PriceUpsert, price: Price) -> str:
        if not price.currency:
            raise refusal.no_currency(command.prices, price.kind)
        if not await self._repository.knows_currency(price.currency):
            raise refusal.unknown_currency(command.prices, price.kind, price.currency)
        found = await self._types.look(price.kind)
        if not found and price.kind.base:
            raise refusal.no_base(command.prices, price.kind)
        return found
