"""The portal's catalogue as the items weighed so far would leave it: a code that one of them takes is no other's."""

from collections import defaultdict
from collections.abc import Sequence

from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import Catalogue, folded
from services.b24_connector.vocabulary.catalogue import Row, is_onec_key, type_of
from services.b24_connector.writer.products.refusal import FORESEEN
from shared.messages.ring.commands import ProductUpsert


class ForeseenCatalogue(Catalogue):
    """Answers as the portal's catalogue does, with the products that a trial has foreseen, by their codes.

    Args:
        portal: where to ask.
        codes: properties that the rules name.
    """

    def __init__(self, portal: Portal, codes: Sequence[str] = ()) -> None:
        super().__init__(portal, codes)
        self._taken: dict[str, Row] = {}
        self._coded: defaultdict[tuple[str, str, bool], dict[str, Row]] = defaultdict(dict)

    async def products(
        self, by: str, value: str, properties: Sequence[str] = (), *, variations: bool = False
    ) -> Sequence[Row]:
        """Return the products, or variations, that have a value, and those that will once their items are carried."""
        found = await super().products(by, value, properties, variations=variations)
        rows = {str(row["id"]): row for row in found} | self._coded.get((by, folded(value), variations), {})
        return [self._taken.get(identity, row) for identity, row in rows.items()]

    def foresee(self, command: ProductUpsert, row: Row | None) -> None:
        """Count an item's product, to be created if there is none yet, as holding the item's key and codes."""
        product = command.product
        here = row or {"id": f"new {product.external_code}", "type": type_of(product)}
        if not is_onec_key(here.get("xmlId")):
            here = {**here, "xmlId": product.external_code, FORESEEN: product.name}
            self._taken[str(here["id"])] = here
        codes = ((command.article_property, product.article), (command.barcode_property, product.barcode))
        for name, code in codes:
            if name and code:
                self._coded[name, folded(code), product.parent is not None][str(here["id"])] = here
