"""What a price of 1C is in the portal's terms."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.prices import (
    PriceType,
    PriceValue,
    latin_name,
    read_type,
    read_value,
    wanted_value,
)
from shared.messages.price import Price, PriceKind

GUID = "0a000000-0000-4000-8000-0000000000f1"


def price(value, *, included=True):
    return Price(kind=PriceKind(name="Опт"), currency="RUB", vat_included=included, value=Decimal(value))


@pytest.mark.parametrize(
    ("included", "with_vat", "rate", "amount"),
    [
        (True, True, 22, "122"),
        (False, False, 22, "122"),
        (False, True, 22, "148.84"),
        (True, False, 22, "100"),
        (False, True, None, "122"),
        (False, True, 0, "122"),
    ],
)
def test_a_price_is_told_as_the_product_keeps_it(included, with_vat, rate, amount):
    rate = None if rate is None else Decimal(rate)

    assert wanted_value(price("122", included=included), rate, with_vat=with_vat).amount == Decimal(amount)


@given(
    st.decimals("0.01", 10**9, places=2), st.sampled_from([None, Decimal(0), Decimal(10), Decimal(22)]), st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_what_was_written_reads_as_what_is_wanted(value, rate, included, with_vat):
    wanted = wanted_value(price(value, included=included), rate, with_vat=with_vat)

    assert read_value({"price": float(wanted.amount), "currency": "RUB"}) == wanted
    assert read_value({"price": f"{wanted.amount:f}00", "currency": "RUB"}) == wanted


@given(st.uuids(), st.uuids())
def test_the_portals_name_of_a_kind_has_latin_letters_alone_and_is_its_own(one, other):
    names = {latin_name(str(guid)) for guid in (one, other)}

    assert len(names) == len({one, other})
    assert all(name.isascii() and name.isalpha() for name in names)


def test_types_are_read_with_the_kind_they_stand_for():
    ours = read_type({"id": 5, "name": latin_name(GUID), "xmlId": GUID.upper(), "base": "N"})
    base = read_type({"id": "1", "name": "BASE", "xmlId": "BASE", "base": "Y"})

    assert ours == PriceType(id="5", kind=GUID, base=False, ours=True, name=latin_name(GUID))
    assert base == PriceType(id="1", kind="", base=True, ours=False, name="BASE")


def test_a_price_of_the_portal_is_read_to_the_kopeck():
    assert read_value({"price": 12.3, "currency": "RUB"}) == PriceValue(Decimal("12.30"), "RUB")
