"""Remembers base prices that a product had before: a deal's row with one of them was typed by nobody."""

from services.b24_connector.memory.price import FormerPrices, ProductPriceEntity
from services.b24_connector.vocabulary.catalogue import Row
from services.b24_connector.vocabulary.prices import PriceValue, read_value

_KEPT = 5
"""A deal in which a price is still open is younger than so many changes."""


def left_behind(
    entity: ProductPriceEntity, product: str, present: Row | None, wanted: PriceValue | None, *, with_vat: bool
) -> FormerPrices | None:
    """Return what is remembered of a product's base price that is about to be replaced; None: nothing new.

    Args:
        entity: what is remembered of the product's prices.
        product: its id.
        present: the base price as the portal has it; None: there is none.
        wanted: the one that is about to be written; None: there is to be none.
        with_vat: the product's prices hold the VAT as they stand, whatever they will.
    """
    value = read_value(present) if present else None
    if value is None or value == wanted:
        return None
    known = entity.fields.get("former")
    prices = (
        [_marked(one, with_vat=with_vat) for one in known["prices"]] if known and known["product"] == product else []
    )
    one = _marked(f"{value.amount} {value.currency}", with_vat=with_vat)
    if prices[-1:] == [one]:
        return None
    return {"product": product, "prices": [*(price for price in prices if price != one), one][-_KEPT:]}


def _marked(price: str, *, with_vat: bool) -> str:
    """Say with a former price whether it holds the VAT; what an earlier release has remembered does not say."""
    return price if len(price.split()) > 2 else f"{price} {'Y' if with_vat else 'N'}"  # noqa: PLR2004 - three words
