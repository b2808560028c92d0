"""Handles `product.upsert` and `section.upsert`: the catalogue as 1C wants it (R18)."""

from services.b24_connector.memory.price import NO_PRODUCT, ProductPriceStore
from services.b24_connector.memory.product import RecordStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.writer.products.refusal import ProductRefusal, not_taken
from services.b24_connector.writer.products.repositories import ProductRepository, SectionAwaited, SectionRepository
from services.b24_connector.writer.products.upserts import STEP, Upserts
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.ring.facts import PriceTouched
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted, SectionUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Ref

_SOON_S = 15.0


class CatalogueWriter:
    """Handles the commands about products and sections.

    Args:
        portal: where.
        products, sections: what is remembered of either.
        prices: of the products, which may have come before them.
    """

    def __init__(self, portal: Portal, products: RecordStore, sections: RecordStore, prices: ProductPriceStore) -> None:
        catalogue = Catalogue(portal)
        self._products = Upserts(portal, products, ProductRepository(portal, catalogue))
        self._sections = Upserts(portal, sections, SectionRepository(portal, catalogue))
        self._known = sections
        self._prices = prices

    def handlers(self) -> Handlers:
        """Return the handlers of `product.upsert` and `section.upsert`."""
        return (on(ProductUpsert, self.product), on(SectionUpsert, self.section))

    async def product(self, _envelope: Envelope, message: ProductUpsert) -> HandlerResult:
        """Make a product as wanted, and return the outcome on every run; prices that waited are read again.

        Raises:
            Retryable: its section is not there yet, or a former attempt to create it may still run.
            TwoPartners: the product is another item's.
        """
        try:
            ref = _ref("product", await self._products.upsert(message))
        except SectionAwaited as error:
            raise await self._waits(error) from error
        except ProductRefusal as error:
            return HandlerResult([_refused(message, error)])
        except PortalRefusal as error:
            return HandlerResult([_refused(message, not_taken(message.product, error.fault.words))])
        outcome = ProductUpserted(key=message.key, source=message.source, ref=ref)
        return HandlerResult([outcome, *(await self._awaited_prices(message.source) if ref else ())])

    async def section(self, _envelope: Envelope, message: SectionUpsert) -> HandlerResult:
        """Make a section as wanted, and return the outcome on every run.

        Raises:
            Retryable: the section above is not there yet, or still stands below this one.
        """
        try:
            ref = _ref("section", await self._sections.upsert(message))
        except SectionAwaited as error:
            await self._known.set_fields(message.key, {"awaits": error.group})
            raise await self._waits(error) from error
        except PortalRefusal as error:
            # Groups that changed places are told one by one, and the first may not fit before the second has moved.
            raise Retryable(f"section «{message.section.name}»: {error.sentence}") from error
        return HandlerResult([SectionUpserted(key=message.key, source=message.source, ref=ref)])

    async def _awaited_prices(self, item: Ref) -> list[PriceTouched]:
        """Return the hint to read an item's prices, if they came before its product."""
        prices = Ref(system="onec", kind="price", id=item.id)
        known = await self._prices.get(prices.key)
        owed = known is not None and NO_PRODUCT in (known.fields.get("owed") or ())
        return [PriceTouched(ref=prices, force=True)] if owed else []

    async def _waits(self, awaited: SectionAwaited) -> Retryable:
        """Say when a product comes back: soon if its section's own command is coming, else by the ladder.

        It is where the making of that section, or of one around it, was left in doubt.
        """
        seen, section = {awaited.group}, await self._known.get(awaited.group)
        while section and not section.ref and (above := section.fields.get("awaits")) and above not in seen:
            seen.add(above)
            section = await self._known.get(above)
        if section is None or section.ref or not section.writing or section.writing.step != STEP:
            return awaited
        return Retryable(str(awaited), after_s=_SOON_S, counted=False)


def _ref(kind: str, identity: str) -> Ref | None:
    return Ref(system="b24", kind=kind, id=identity) if identity else None


def _refused(message: ProductUpsert, error: ProductRefusal) -> ProductRefused:
    told = Told(topic="refusal", text=error.sentence)
    return ProductRefused(
        key=message.key, source=message.source, reason=error.reason, told=(told,), doubts=error.doubts
    )
