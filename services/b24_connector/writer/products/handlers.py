"""Handles `product.upsert` and `section.upsert`: the catalogue as 1C wants it (R18)."""

from functools import partial

from services.b24_connector.memory.price import NO_PRODUCT, ProductPriceStore
from services.b24_connector.memory.product import RecordStore
from services.b24_connector.portal import Portal, PortalRefusal
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.writer.products.awaiting import Awaiting, TooEarly
from services.b24_connector.writer.products.edited import ProductEdits, ProductNotes
from services.b24_connector.writer.products.refusal import ProductRefusal, not_taken
from services.b24_connector.writer.products.repositories import ProductRepository, SectionRepository
from services.b24_connector.writer.products.upserts import Upserts
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.bus.publish import Publish
from shared.bus.result import HandlerResult
from shared.canon import products_edited_in
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.ring.facts import ItemTouched, PriceTouched
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted, SectionUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.rules.directory import ProductRules


class CatalogueWriter:
    """Handles the commands about products and sections.

    Args:
        portal: where.
        products, sections: what is remembered of either.
        prices: of the products, which may have come before them.
        publish: returns after the broker's confirm.
        rules: the groups of a product that people edit in the portal too, and the properties of its codes.
    """

    def __init__(
        self,
        portal: Portal,
        products: RecordStore,
        sections: RecordStore,
        prices: ProductPriceStore,
        publish: Publish,
        rules: ProductRules,
    ) -> None:
        catalogue = Catalogue(portal, rules.codes)
        edits = ProductEdits(portal, catalogue, publish, products_edited_in(rules.edited))
        self._products = Upserts(portal, products, ProductRepository(portal, catalogue, products), edits)
        self._notes = ProductNotes(portal, catalogue)
        self._sections = Upserts(portal, sections, SectionRepository(portal, catalogue))
        self._known_products, self._known_sections = products, sections
        self._prices = prices
        self._awaiting = Awaiting(products, sections)

    def handlers(self) -> Handlers:
        """Return the handlers of `product.upsert`, `section.upsert` and `product.note`."""
        return (on(ProductUpsert, self.product), on(SectionUpsert, self.section), *self._notes.handlers())

    async def product(self, _envelope: Envelope, message: ProductUpsert) -> HandlerResult:
        """Make a product as `product.upsert` wants it, and return the outcome; what waited for it is looked at anew.

        What it needs itself and is not there yet has no outcome: it is noted, and asked for.

        Raises:
            Retryable: a former attempt to create it may still run.
            TwoCounterparts: the product is another item's.
        """
        make = partial(self._products.upsert, message)
        try:
            ref = _ref("product", await self._awaiting.made(message.key, self._known_products, make))
        except TooEarly as error:
            return HandlerResult(self._awaiting.asked(error))
        except ProductRefusal as error:
            return HandlerResult([_refused(message, error)])
        except PortalRefusal as error:
            return HandlerResult([_refused(message, not_taken(message.product, error.fault.words))])
        outcome = ProductUpserted(key=message.key, source=message.source, ref=ref)
        return HandlerResult([outcome, *(await self._behind_product(message) if ref else ())])

    async def section(self, _envelope: Envelope, message: SectionUpsert) -> HandlerResult:
        """Make a section as `section.upsert` wants it, and return the outcome; what waited for it is looked at anew.

        Raises:
            Retryable: the section above still stands below this one.
        """
        make = partial(self._sections.upsert, message)
        try:
            ref = _ref("section", await self._awaiting.made(message.key, self._known_sections, make))
        except TooEarly as error:
            return HandlerResult(self._awaiting.asked(error))
        except PortalRefusal as error:
            # Groups that changed places are told one by one, and the first may not fit before the second has moved.
            raise Retryable(f"section «{message.section.name}»: {error.sentence}") from error
        outcome = SectionUpserted(key=message.key, source=message.source, ref=ref)
        return HandlerResult([outcome, *await self._awaiting.behind(message.key)])

    async def _behind_product(self, message: ProductUpsert) -> list[PriceTouched | ItemTouched]:
        """Return hints to read a new product's variations and prices, if they came before it."""
        prices = Ref(system="onec", kind="price", id=message.source.id)
        known = await self._prices.get(prices.key)
        owed = known is not None and NO_PRODUCT in (known.fields.get("owed") or ())
        return [*await self._awaiting.behind(message.key), *([PriceTouched(ref=prices, force=True)] if owed else ())]


def _ref(kind: str, identity: str) -> Ref | None:
    return Ref(system="b24", kind=kind, id=identity) if identity else None


def _refused(message: ProductUpsert, error: ProductRefusal) -> ProductRefused:
    told = Told(topic="refusal", text=error.sentence)
    return ProductRefused(
        key=message.key, source=message.source, reason=error.reason, told=(told,), doubts=error.doubts
    )
