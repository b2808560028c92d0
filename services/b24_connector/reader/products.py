"""The reader of products that people typed in the portal and 1C does not know (R10)."""

from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import is_typed, read_typed
from services.b24_connector.vocabulary.values import identity
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import ProductChanged, ProductTouched
from shared.rules import Rules


class ProductReader:
    """Publishes new products of the portal.

    Args:
        portal: where.
        catalogue: what they are described by.
        rules: whether they become items at all, and which properties hold their codes.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue, rules: Rules) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._enabled = rules.items.enabled
        self._article = rules.directory.products.article_property or ""
        self._barcode = rules.directory.products.barcode_property or ""

    def handlers(self) -> Handlers:
        """Return the handler of `product.touched`."""
        return (on(ProductTouched, self.touched),)

    async def touched(self, _envelope: Envelope, message: ProductTouched) -> HandlerResult:
        """Read a typed product; one with a key of 1C, variations or a parent, or not offered, is left alone."""
        if not self._enabled:
            return HandlerResult()
        with self._portal.visit(LANE):
            properties = [name for name in (self._article, self._barcode) if name]
            rows = await self._catalogue.products("id", message.ref.id, properties)
            if not rows or not is_typed(rows[0]):
                return HandlerResult()
            row = rows[0]
            unit = await self._catalogue.unit_code(identity(row.get("measure")))
            rate = await self._catalogue.rate(identity(row.get("vatId")))
        product = read_typed(row, unit=unit, rate=rate, article=self._article, barcode=self._barcode)
        return HandlerResult(publish=(ProductChanged(product=product),))
