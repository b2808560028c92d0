"""Handles `price.upsert`: the catalogue's prices as 1C wants them (R20)."""

from services.b24_connector.memory.price import ProductPriceStore
from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.price_types import PriceTypes
from services.b24_connector.writer.prices.owed import OwedPrices
from services.b24_connector.writer.prices.repository import PriceRepository
from services.b24_connector.writer.prices.upserts import PriceUpserts
from shared.bus.lane import Handlers, on
from shared.bus.publish import Publish
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import PriceUpsert
from shared.messages.ring.outcomes import PriceRefused, PriceUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.store import Claims


class PriceWriter:
    """Handles the commands about the portal's prices.

    Args:
        portal: where.
        store: what is remembered of them.
        claims: one creator of a price type at a time.
        publish: returns after the broker's confirm.
    """

    def __init__(self, portal: Portal, store: ProductPriceStore, claims: Claims, publish: Publish) -> None:
        repository = PriceRepository(portal, Catalogue(portal))
        self._upserts = PriceUpserts(portal, store, PriceTypes(portal, claims), repository)
        self._owed = OwedPrices(store, publish)

    def handlers(self) -> Handlers:
        """Return the handler of `price.upsert`."""
        return (on(PriceUpsert, self.price),)

    async def price(self, _envelope: Envelope, message: PriceUpsert) -> HandlerResult:
        """Make a product's prices as wanted, and return the outcome on every run, refused prices included.

        Raises:
            Retryable: a price type is being made just now.
        """
        written = await self._upserts.upsert(message)
        await self._owed.settle(written.open, written.refused)
        ref = Ref(system="b24", kind="product", id=written.product) if written.product else None
        told = tuple(Told(topic="refusal", text=str(one)) for one in self._owed.news(written.refused))
        if not told:
            return HandlerResult([PriceUpserted(key=message.key, source=message.source, ref=ref)])
        return HandlerResult([PriceRefused(key=message.key, source=message.source, ref=ref, reason="price", told=told)])
