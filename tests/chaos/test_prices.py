"""The checker of prices sees what must not be: each of its rules goes red on a planted violation."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.chaos.directories.pricing import Priced, price_differences, with_vat

PRICE, OTHER = Decimal("120.50"), Decimal("99.00")
PRODUCT = Priced(7, "i", {"retail": PRICE}, {2: OTHER})


def complaints(product: Priced, wanted=None, own=None) -> list[str]:
    return list(price_differences({"i": wanted or {"retail": PRICE}}, [product], {"i": "Болт"}, own or {(7, 2): OTHER}))


def test_two_sides_that_agree_are_no_complaint():
    assert complaints(PRODUCT) == []
    assert complaints(replace(PRODUCT, guid="of nobody's item", amounts={})) == []


@pytest.mark.parametrize("shown", [{}, {"retail": OTHER}, {"retail": PRICE, "wholesale": OTHER}])
def test_a_price_that_is_missing_or_another_or_in_force_no_more_is_a_complaint(shown):
    assert len(complaints(replace(PRODUCT, amounts=shown))) == 1


def test_a_price_that_stands_twice_is_a_complaint():
    assert complaints(replace(PRODUCT, doubled=["retail"])) == ["price retail of Болт stands twice"]


@pytest.mark.parametrize("foreign", [{}, {2: PRICE}])
def test_a_manager_s_own_price_that_is_gone_or_another_is_a_complaint(foreign):
    (found,) = complaints(replace(PRODUCT, foreign=foreign))

    assert found.startswith("product 7: a manager's price 99.00 of type 2 ")


def test_vat_is_added_at_the_rate_of_the_item_and_rounded_to_kopecks():
    assert with_vat(Decimal("99.99"), Decimal(22)) == Decimal("121.99")
    assert with_vat(Decimal("0.25"), Decimal(10)) == Decimal("0.28")
    assert with_vat(Decimal("99.99"), None) == Decimal("99.99")
