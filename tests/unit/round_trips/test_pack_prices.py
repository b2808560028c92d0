"""A price that 1C keeps for a pack, in the portal's catalogue: rounded once, as a row of an order is."""

from decimal import Decimal
from uuid import UUID

import pytest

from services.b24_connector.vocabulary.prices import wanted_value
from services.onec_connector.objects import price as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.prices import KnownPriceKind, read_prices, scope_of_prices
from services.onec_connector.vocabulary.reference import KnownPack

KIND, ITEM, BOX = (str(UUID(int=n)) for n in (1, 9, 31))


@pytest.mark.parametrize(
    ("asked", "ratio", "included", "with_vat", "amount"),
    [
        ("100.00", 12, False, True, "10.17"),  # 8.3333… and 22 %
        ("100.00", 12, False, False, "8.33"),
        ("100.00", 12, True, True, "8.33"),
        ("100.00", 12, True, False, "6.83"),
        ("100.00", 1, False, True, "122.00"),
    ],
)
def test_a_price_of_a_pack_is_rounded_once_after_vat_is_added_or_taken_out(asked, ratio, included, with_vat, amount):
    scope = scope_of_prices([KnownPriceKind(KIND, "Оптовая", with_vat=included)], (), None)
    row = {names.ITEM: ITEM, names.KIND_OF_PRICE: KIND, names.VALUE: asked, names.PACK: BOX}

    (price,) = read_prices(
        [{**row, names.CURRENCY: standard.NO_REF}], scope, {BOX: KnownPack(BOX, "коробка", Decimal(ratio))}, {}
    )

    assert wanted_value(price, Decimal(22), with_vat=with_vat).amount == Decimal(amount)
