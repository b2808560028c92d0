"""Money of product rows: to the kopeck, both ways (docs/money.md)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.b24_connector.vocabulary.rows import (
    CatalogueProduct,
    as_rows,
    read_line,
    write_row,
    write_rows,
)
from shared.canon import lines_equal
from shared.messages.things import Item, Line, Ref, Thing
from shared.money import kopecks, unit_price

BOLT = CatalogueProduct("501", "Болт", external_code="6f1c0000-0000-4000-8000-0000000000e2", article="B-8")

money = st.decimals(min_value="0.01", max_value="999999.99", places=2)
quantities = st.decimals(min_value="0.001", max_value="9999", places=3)
rates = st.sampled_from([None, 0, 5, 7, 10, 20, 22])
percents = st.decimals(min_value=0, max_value=99, places=2)


def portal_row(sent: dict[str, str]) -> dict[str, object]:
    """What the portal keeps of a row: everything it is sent, the rate by its rule, a name from the catalogue."""
    rate = sent["taxRate"]
    return {**sent, "taxRate": None if rate == "" else Decimal(rate), "productName": sent.get("productName", "Болт")}


@given(total=money, quantity=quantities)
def test_the_unit_price_gives_the_total_back_whatever_the_quantity(total, quantity):
    price = unit_price(total, quantity)

    assert kopecks(price * quantity) == total


@pytest.mark.parametrize(
    ("total", "quantity", "price"),
    [("240", "2", "120.00"), ("100", "3", "33.33333333"), ("200.01", "7", "28.573"), ("0.01", "3", "0.003")],
)
def test_a_price_has_no_more_digits_than_it_needs(total, quantity, price):
    found = unit_price(Decimal(total), Decimal(quantity))

    assert kopecks(found * Decimal(quantity)) == Decimal(total)
    assert len(str(found).partition(".")[2]) <= len(price.partition(".")[2])


@given(price=money, quantity=quantities, rate=rates, percent=percents)
def test_a_row_survives_the_way_to_the_bus_and_back(price, quantity, rate, percent):
    row = {
        "productId": 501,
        "price": price,
        "quantity": quantity,
        "discountTypeId": 2,
        "discountRate": percent,
        "taxRate": rate,
        "measureCode": 796,
    }
    line = read_line(row, BOLT)

    written = write_row(line, 10)
    again = read_line(portal_row(written), BOLT)

    assert Decimal(written["price"]) == price
    assert again.total == line.total
    assert lines_equal([line], [again])


@given(totals=st.lists(st.tuples(money, quantities, rates), min_size=1, max_size=5))
def test_an_order_survives_the_way_to_the_deal_and_back(totals):
    item = Item(ref=Ref(system="b24", kind="product", id="501"), name="Болт")
    lines = [
        Line(item=item, quantity=quantity, price=total / quantity, vat_rate=rate, total=total)
        for total, quantity, rate in totals
    ]

    again = [read_line(portal_row(row), BOLT) for row in write_rows(lines)]

    assert lines_equal(lines, again)
    assert sum(line.total for line in again) == sum(line.total for line in lines)


@pytest.mark.parametrize(
    ("row", "before", "total"),
    [
        ({"price": 80000, "taxRate": 20, "discountTypeId": 2, "discountRate": 20}, 100000, 80000),
        ({"price": 90000, "taxRate": 10, "discountTypeId": 2, "discountRate": 10}, 100000, 90000),
        ({"price": "899.1", "taxRate": None, "discountTypeId": 2, "discountRate": 10}, 999, "899.1"),
        ({"price": 100, "taxRate": 20, "discountTypeId": 1, "discountSum": "16.67"}, "120.004", 100),
        ({"price": 100, "taxRate": 0, "discountTypeId": 2, "discountRate": 0}, 100, 100),
    ],
)
def test_the_price_before_discount_follows_from_the_documented_rows(row, before, total):
    line = read_line({"productId": 1, "quantity": 1, **row}, None)

    assert line.price == Decimal(str(before))
    assert line.total == Decimal(str(total))


def test_zero_vat_and_no_vat_are_two_things():
    zero, none = ({"price": 10, "quantity": 1, "taxRate": rate, "productId": 1} for rate in (0, None))

    written = [write_row(read_line(row, None), 10)["taxRate"] for row in (zero, none)]

    assert written == ["0", ""]


def test_a_row_without_a_product_is_free_text():
    line = read_line({"productId": 0, "productName": "Доставка", "price": 500, "quantity": 1}, None)

    assert (line.kind, line.item, line.text) == ("free_text", None, "Доставка")


def test_a_product_brings_its_natural_keys():
    line = read_line({"productId": 501, "productName": "Болт", "price": 1, "quantity": 1}, BOLT)

    assert (line.item.external_code, line.item.article) == (BOLT.external_code, "B-8")


def test_an_item_without_a_pair_becomes_words_and_cancelled_rows_stay_out():
    item = Item(origin=Ref(system="onec", kind="item", id="1"), name="Гайка")
    kept = Line(item=item, characteristic=Thing(name="М8"), quantity=1, price=5, total=5)
    gone = kept.with_(cancelled=True)

    rows = as_rows([kept, gone])

    assert [row.text for row in rows] == ["Гайка, М8"]
    assert write_rows(rows)[0]["productName"] == "Гайка, М8"


def test_a_full_discount_is_written_as_money():
    item = Item(ref=Ref(system="b24", kind="product", id="1"))
    line = Line(item=item, quantity=2, price=122, discount_percent=100, discount_sum=244, vat_rate=22, total=0)

    row = write_row(line, 10)

    assert (row["discountTypeId"], row["discountSum"], row["price"]) == ("1", "100", "0")


@pytest.mark.parametrize(("unit", "written"), [("006", "6"), ("796", "796"), ("²", "²"), ("٣", "٣"), ("", "")])
def test_a_unit_is_written_as_the_code_it_is_or_as_it_stands(unit, written):
    line = Line(item=Item(name="Болт"), quantity=Decimal(1), price=Decimal(1), total=Decimal(1), unit=unit)

    assert write_row(line, 10)["measureCode"] == written


def test_a_row_says_in_which_section_its_product_stands_and_nothing_for_the_root():
    placed, rooted = (read_line({"productId": "501"}, replace(BOLT, section=section)).item for section in ("9", ""))

    assert placed.section.ref == Ref(system="b24", kind="section", id="9")
    assert rooted.section is None
