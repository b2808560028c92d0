"""What a product of 1C is in the portal's fields, and when a product there is as wanted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.catalogue import (
    LONGEST_NAME,
    UNGROUPED,
    ProductRefs,
    differing,
    fitting_vat,
    is_onec_key,
    product_fields,
    read_vat,
    short_name,
    values_of,
    with_value,
)
from shared.messages.product import Product, ProductGroup

PLACE = ProductRefs(unit="1", vat="7", section="3", article="property101", barcode="property103")
CODES = st.text("ABC-0123456789", max_size=8)
PRODUCTS = st.builds(Product, name=st.text(max_size=300), article=CODES, barcode=CODES, active=st.booleans())


def written(row: dict, fields: dict) -> dict:
    """A record as the portal answers it: ids are numbers, properties have ids of their own."""
    ids = {"measure", "vatId", "iblockSectionId"}
    return row | {name: int(value) if name in ids and value else value for name, value in fields.items()}


@given(PRODUCTS, PRODUCTS)
def test_what_was_written_is_as_wanted_and_what_was_not_is_not(before: Product, after: Product) -> None:
    row: dict = {}
    for product in (before, after):
        for fields in product_fields(product, PLACE, row).values():
            row = written(row, differing(row, fields))

    wanted = product_fields(after, PLACE, row)

    assert all(not differing(row, fields) for fields in wanted.values())


@given(st.text(max_size=300) | st.text(min_size=LONGEST_NAME, max_size=300))
def test_a_name_is_cut_where_the_portal_would_cut_it_and_says_so(name: str) -> None:
    kept = short_name(name)

    assert len(kept) <= LONGEST_NAME
    assert short_name(kept) == kept
    assert kept == name.strip() or kept.endswith("…")


def test_a_property_with_several_values_keeps_those_of_others() -> None:
    held = [{"value": "1", "valueId": "8"}, {"value": "2", "valueId": "9"}]

    assert with_value(held, "3") == [*held, {"value": "3"}]
    assert with_value(held, "2") == with_value(held, "") == held
    assert values_of(with_value({"value": "1", "valueId": "8"}, "2")) == ("2",)


def test_a_service_has_no_unit_in_the_portal() -> None:
    assert product_fields(Product(kind="service"), PLACE, {})[ProductGroup.UNIT] == {}


def test_a_new_product_keeps_its_prices_with_vat_and_one_that_stands_as_it_does():
    cases = ((Product(), {}), (Product(), {"id": 7}), (Product(has_variations=True), {}))

    said = [product_fields(product, PLACE, row)[UNGROUPED].get("vatIncluded") for product, row in cases]

    assert said == ["Y", None, None]


def test_an_answer_that_leaves_a_field_out_says_nothing_of_it() -> None:
    assert differing({"id": 1}, {"name": "Болт"}, told=True) == {}
    assert differing({"id": 1}, {"name": "Болт"}) == {"name": "Болт"}


def test_of_two_rates_alike_a_product_keeps_its_own_and_a_new_one_gets_one_on_offer() -> None:
    rows = [
        {"id": 1, "rate": 20, "excludeVat": "N", "active": "N"},
        {"id": 2, "rate": "20.00", "excludeVat": "N", "active": "Y"},
        {"id": 3, "rate": 20, "active": "Y"},
        {"id": 4, "rate": 0, "excludeVat": "Y", "active": "Y"},
        {"id": 5, "rate": 0, "excludeVat": "N", "active": "Y"},
    ]
    rates = [read_vat(row) for row in rows]

    assert [fitting_vat(rates, Decimal(20), present) for present in ("", "1", "3")] == ["2", "1", "3"]
    assert (fitting_vat(rates, None, ""), fitting_vat(rates, Decimal(0), "")) == ("4", "5")
    assert fitting_vat(rates, Decimal(22), "1") == ""


def test_the_portals_own_outer_key_is_no_key_of_1c() -> None:
    guid = "0a000000-0000-4000-8000-000000000081"

    assert [is_onec_key(one) for one in (guid, f"{guid}#{guid}", guid.upper())] == [True] * 3
    assert [is_onec_key(one) for one in ("501", "", None, "goods")] == [False] * 4


LONG = "Болт М8 оцинкованный с шестигранной головкой и полной резьбой по всей длине стержня, класс прочности 10.9"


@pytest.mark.parametrize(
    ("here", "kept"),
    [
        (LONG, True),  # typed here, and 1C had no room for it
        (f"{LONG}, партия 7", True),
        ("Болт М8", False),
        ("", False),
    ],
)
def test_a_name_that_1c_has_cut_stays_whole_where_it_was_typed(here, kept):
    cut = f"{LONG[:99]}…"

    row = {"id": 7, "name": here}

    wanted = product_fields(Product(name=cut), PLACE, row)[ProductGroup.NAME]

    assert differing(row, wanted) == ({} if kept else {"name": cut})


def test_a_short_name_with_an_ellipsis_of_its_own_is_written():
    row = {"id": 7, "name": "Болт М8"}

    assert differing(row, product_fields(Product(name="Болт…"), PLACE, row)[ProductGroup.NAME]) == {"name": "Болт…"}
