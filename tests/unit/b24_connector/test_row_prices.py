"""Prices, discounts and words of product rows, case by case (docs/money.md)."""

from decimal import Decimal

import pytest

from services.b24_connector.vocabulary.rows import CatalogueProduct, free_text, read_line, write_row
from shared.messages.things import Item, Line, Ref, Thing
from shared.money import unit_price

BOLT = Item(ref=Ref(system="b24", kind="product", id="501"), name="Болт М8")


def line(**fields) -> Line:
    numbers = {name: Decimal(value) if isinstance(value, str) else value for name, value in fields.items()}
    return Line(**{"item": BOLT, "quantity": Decimal(2), "price": Decimal(120), "total": Decimal(240), **numbers})


@pytest.mark.parametrize(
    ("total", "quantity", "price"),
    [
        ("0", "5", "0.00"),
        ("240", "0", "0"),
        ("240", "2", "120.00"),
        ("0.01", "1", "0.01"),
        ("0.01", "3", "0.003"),
        ("100", "3", "33.333"),
        ("200.01", "7", "28.573"),
        ("1000", "7", "142.857"),
        ("999.99", "1000", "0.99999"),
        ("1234567.89", "1", "1234567.89"),
        ("10000000", "3", "3333333.333"),
        ("1", "0.001", "1000.00"),
        ("99.99", "0.333", "300.27"),
        ("0.07", "1000", "0.00007"),
        ("50000", "1500", "33.33333"),
    ],
)
def test_a_unit_price_has_as_few_digits_as_give_the_total_back(total, quantity, price):
    found = unit_price(Decimal(total), Decimal(quantity))

    assert price == str(found)


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({"price": "99.99", "quantity": "0.5", "total": "50.00"}, "99.99"),
        ({"price": "1234.56", "quantity": "0.001", "total": "1.23"}, "1234.56"),
        ({"price": "19.99", "quantity": "0.25", "total": "5.00"}, "19.99"),
        ({"price": "8.33333333", "quantity": "12", "total": "100.00"}, "8.33333333"),
        ({"price": "73.77", "quantity": "1", "total": "90", "vat_rate": "22", "vat_included": False}, "90"),
        ({"price": "10.02", "quantity": "7", "total": "85.57", "vat_rate": "22", "vat_included": False}, "12.224"),
        ({"price": "73.77", "quantity": "0.5", "total": "45.01", "vat_rate": "22", "vat_included": False}, "90.02"),
        ({"price": "10.02", "quantity": "4", "total": "48.90", "vat_rate": "22", "vat_included": False}, "12.225"),
        ({"price": "99.99", "quantity": "0.5", "total": "47.5", "discount_percent": "5"}, "94.99"),
        ({"price": "99.99", "quantity": "0.5", "total": "45", "discount_sum": "5"}, "89.99"),
        ({"price": "120.004", "quantity": "3", "total": "300", "discount_sum": "60.01"}, "100"),
        (
            {"price": "100", "quantity": "0.5", "total": "54.90", "discount_percent": "10", "discount_sum": "5"}
            | {"vat_rate": "22", "vat_included": False},
            "109.8",
        ),
        ({"price": "100", "quantity": "3", "total": "100", "discount_percent": "66.67"}, "33.333"),
        ({"price": "100", "quantity": "2", "total": "0", "discount_percent": "100"}, "0"),
        ({"price": "100", "quantity": "2", "total": "210", "discount_percent": "-5"}, "105"),
        ({"price": "0", "quantity": "2", "total": "30"}, "15"),
    ],
)
def test_a_row_shows_its_own_price_after_discount_where_that_gives_the_total(fields, price):
    assert write_row(line(**fields), 10)["price"] == price


@pytest.mark.parametrize(
    ("row", "price", "percent", "discount", "total"),
    [
        ({"price": "120", "quantity": "2"}, "120", "0", "0", "240.00"),
        ({"price": "90", "quantity": "2", "discountTypeId": 2, "discountRate": "10"}, "100", "10", "20", "180.00"),
        ({"price": "0", "quantity": "2", "discountTypeId": 2, "discountRate": "100"}, "0", "100", "0", "0.00"),
        ({"price": "100", "quantity": "3", "discountTypeId": 1, "discountSum": "20"}, "120", "0", "60", "300.00"),
        (
            {"price": "122", "quantity": "1", "discountTypeId": 1, "discountSum": "100", "taxRate": "22"},
            "244",
            "0",
            "122",
            "122.00",
        ),
        ({"price": "33.33333333", "quantity": "3"}, "33.33333333", "0", "0", "100.00"),
        ({"price": "", "quantity": None}, "0", "0", "0", "0.00"),
        ({"price": 0.1, "quantity": 3}, "0.1", "0", "0", "0.30"),
    ],
)
def test_a_row_is_read_with_its_price_before_discount(row, price, percent, discount, total):
    found = read_line({"productId": "501", "productName": "Болт", **row}, None)

    assert (Decimal(price), Decimal(percent)) == (found.price, found.discount_percent)
    assert (Decimal(discount), Decimal(total)) == (found.discount_sum, found.total)


@pytest.mark.parametrize(("written", "rate"), [(None, None), ("", None), ("0", 0), (0, 0), ("10", 10), ("22", 22)])
def test_no_vat_is_no_rate_and_zero_is_one(written, rate):
    assert read_line({"price": "1", "quantity": "1", "taxRate": written}, None).vat_rate == rate


@pytest.mark.parametrize(("code", "unit"), [(796, "796"), ("6", "006"), ("", "796"), (None, "796"), ("0", "796")])
def test_a_unit_has_three_digits_and_a_piece_is_meant_where_there_is_none(code, unit):
    assert read_line({"price": "1", "quantity": "1", "measureCode": code}, None).unit == unit


@pytest.mark.parametrize(
    ("product", "kind_of_row", "kind"),
    [("501", 1, "goods"), ("501", 2, "set"), ("501", 7, "service"), ("501", None, "goods"), ("0", 1, "free_text")],
)
def test_a_row_is_of_its_products_kind(product, kind_of_row, kind):
    assert read_line({"productId": product, "type": kind_of_row}, None).kind == kind


def test_the_catalogue_knows_an_item_better_than_its_row():
    product = CatalogueProduct("501", "Болт М8", external_code="guid", article="B-8", barcode="46")

    item = read_line({"productId": "501", "productName": "болт"}, product).item

    assert (item.name, item.external_code, item.article, item.barcode) == ("Болт М8", "guid", "B-8", "46")


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ({}, {"discountTypeId": "2", "discountRate": "0"}),
        ({"discount_percent": "5"}, {"discountTypeId": "2", "discountRate": "5"}),
        ({"discount_percent": "12.50"}, {"discountTypeId": "2", "discountRate": "12.5"}),
        ({"discount_percent": "100", "discount_sum": "240"}, {"discountTypeId": "1", "discountSum": "120"}),
        ({"discount_percent": "100"}, {"discountTypeId": "2", "discountRate": "0"}),
        ({"discount_sum": "60"}, {"discountTypeId": "1", "discountSum": "30"}),
        ({"discount_sum": "61", "vat_rate": Decimal(22)}, {"discountTypeId": "1", "discountSum": "25"}),
        (
            {"discount_sum": "60", "vat_rate": Decimal(22), "vat_included": False},
            {"discountTypeId": "1", "discountSum": "30"},
        ),
        ({"discount_sum": "60", "quantity": "0"}, {"discountTypeId": "2", "discountRate": "0"}),
        ({"discount_sum": "-60"}, {"discountTypeId": "2", "discountRate": "0"}),
    ],
)
def test_a_discount_says_what_the_price_was_before(fields, written):
    row = write_row(line(**fields), 10)

    assert written == {name: value for name, value in row.items() if name.startswith("discount")}


@pytest.mark.parametrize(
    ("fields", "name", "expected"),
    [
        ({}, "productId", "501"),
        ({}, "taxRate", ""),
        ({"vat_rate": Decimal(0)}, "taxRate", "0"),
        ({"vat_rate": Decimal(22)}, "taxRate", "22"),
        ({}, "taxIncluded", "Y"),
        ({"vat_included": False}, "taxIncluded", "N"),
        ({"unit": "006"}, "measureCode", "6"),
        ({"unit": "796"}, "measureCode", "796"),
        ({"quantity": "2.500"}, "quantity", "2.5"),
        ({"quantity": "1E+3"}, "quantity", "1000"),
        ({"item": None, "text": "Доставка"}, "productName", "Доставка"),
    ],
)
def test_a_row_is_written_as_text_without_needless_digits(fields, name, expected):
    text, quantity = fields.pop("text", ""), fields.pop("quantity", None)
    unit = fields.pop("unit", "796")
    given = line(**fields).with_(text=text, unit=unit)
    given = given.with_(quantity=Decimal(quantity)) if quantity else given

    assert expected == write_row(given, 10)[name]


@pytest.mark.parametrize(
    ("text", "item", "variant", "expected"),
    [
        ("Доставка", None, "", "Доставка"),
        ("", None, "", "Без названия"),
        ("", "Болт", "", "Болт"),
        ("", "Болт", "оцинкованный", "Болт, оцинкованный"),
        ("", "Болт оцинкованный", "оцинкованный", "Болт оцинкованный"),
        ("Доставка", None, "оцинкованный", "Доставка"),
        ("Своими словами", "Болт", "М8", "Своими словами, М8"),
    ],
)
def test_a_row_without_a_product_is_told_in_words(text, item, variant, expected):
    given = line(item=Item(name=item) if item else None).with_(
        text=text, characteristic=Thing(name=variant) if variant else None
    )

    assert expected == free_text(given)
