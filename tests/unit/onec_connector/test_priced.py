"""Whose decision a price is, and what the manager reads of prices."""

from datetime import date
from decimal import Decimal

import pytest

from services.onec_connector.writer.orders.price_sentences import PriceNote, all_typed, frozen, not_limited, prices
from services.onec_connector.writer.orders.priced import is_typed, is_unlisted
from shared.messages.things import Invoice, Line, Thing

FROM_1C = Line(
    quantity=Decimal(1),
    price=Decimal("73.77"),
    vat_rate=Decimal(22),
    vat_included=False,
    price_kind=Thing(name="Оптовая"),
    total=Decimal(90),
)
ON = date(2026, 11, 28)


def row(price, asked=None, **changes) -> Line:
    listed = None if asked is None else Decimal(asked)
    return Line(
        quantity=Decimal(1),
        price=Decimal(price),
        vat_rate=Decimal(22),
        total=Decimal(price),
        list_price=listed,
        **changes,
    )


@pytest.mark.parametrize(
    ("line", "before", "typed"),
    [
        (row("100", "100.00"), None, False),
        (row("100", "99.996"), None, False),
        (row("95", "100"), None, True),
        (row("100", "100", discount_percent=Decimal(5)), None, True),
        (row("100", "100", discount_sum=Decimal(5)), None, True),
        (row("0"), None, False),
        (row("0", "100"), None, True),
        (row("5"), None, True),
        (row("90", "100"), FROM_1C, False),
        (row("91", "100"), FROM_1C, True),
        (row("90", "100"), FROM_1C.with_(price_kind=None), True),
    ],
)
def test_a_price_is_typed_where_neither_the_catalogue_nor_1c_gave_it(line, before, typed):
    assert is_typed(line, before) is typed


@pytest.mark.parametrize(("price", "typed"), [("90", False), ("91", True)])
def test_a_price_that_an_agreement_fixed_is_1cs_though_the_row_names_no_kind(price, typed):
    assert is_typed(row(price, "100"), FROM_1C.with_(price_kind=None), fixed=True) is typed


def test_the_note_names_agreement_kind_day_and_what_lacks_a_price():
    note = PriceNote("№ 12", ON, {"Оптовая": 3}, lacking=["Болт М8"])

    assert prices(note).text == (
        "Цены 1С: соглашение № 12, вид цены «Оптовая» на 28.11.2026: 3 строки; без цены: «Болт М8»."
    )


def test_the_note_tells_kinds_apart_and_warns_of_discounts_that_1c_works_out_itself():
    note = PriceNote("", ON, {"": 1, "Ромашке": 2}, replaced=["Винт", "Гайка", "Шайба", "Болт"], auto=True, card=True)

    assert prices(note).text == (
        "Цены 1С: карточка клиента, цены соглашения: 1 строка, вид цены «Ромашке» на 28.11.2026: 2 строки; "
        "вместо введённых вручную: «Винт», «Гайка», «Шайба» и ещё 1 строка. Автоматические скидки в сумму не вошли. "
        "Если в 1С нажать «Рассчитать скидки», сумма изменится."
    )


def test_a_client_of_whom_1c_says_nothing_has_no_card_that_was_looked_at():
    note = prices(PriceNote("", ON, {}, lacking=["Болт"]))

    assert note.text == (
        "Цены 1С не подставлены: у клиента нет ни соглашения, ни вида цен, цены прежние: «Болт». "
        "Попросите начальника отдела продаж назначить их в 1С, потом поставьте «Пересчитать цены»."
    )


def test_what_is_not_done_says_what_to_do():
    assert "удалите счёт" in frozen(Invoice(number="7", total=Decimal(1))).text
    assert not_limited(["Болт"]).text == "Скидка не проверена, в 1С нет цены: «Болт». Проверьте цену сами."


def of_1c(price, quantity, total, **changes) -> Line:
    """A row of an order that 1C has priced."""
    figures = {"price": Decimal(price), "quantity": Decimal(quantity), "total": Decimal(total)}
    return FROM_1C.with_(vat_included=True, **figures).with_(**changes)


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (of_1c("10.02", "4", "48.90", vat_included=False), "12.225"),
        (of_1c("10.02", "4", "48.90", vat_included=False), "12.2244"),
        (of_1c("99.99", "0.5", "50.00"), "99.99"),
        (of_1c("99.99", "0.5", "50.00"), "100"),
        (of_1c("1234.56", "0.001", "1.23"), "1230"),
        (of_1c("0.014", "5000", "70.00"), "0.014"),
        (of_1c("0.014", "5000", "70.00"), "0.01"),
        (of_1c("8.33333333", "12", "100.00"), "8.333"),
        (of_1c("99.99", "0", "0"), "99.99"),
        (of_1c("100", "2", "180.00", discount_sum=Decimal(20)), "100"),
    ],
)
def test_what_rounding_leaves_of_1cs_price_in_the_deal_is_nobodys_decision(before, shown):
    assert not is_typed(row(shown), before)


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (of_1c("10.02", "4", "48.90", vat_included=False), "12.25"),
        (of_1c("99.99", "0.5", "50.00"), "100.01"),
        (of_1c("99.99", "0.5", "50.00"), "99.98"),
        (of_1c("1234.56", "0.001", "1.23"), "1226"),
        (of_1c("0.014", "5000", "70.00"), "0.02"),
        (of_1c("0.014", "5000", "70.00"), "0.012"),
        (of_1c("100", "1", "100.00"), "100.01"),
        (of_1c("99.99", "0", "0"), "100"),
        (of_1c("100", "2", "180.00", discount_sum=Decimal(20)), "90"),
    ],
)
def test_what_no_rounding_makes_of_1cs_price_is_typed(before, shown):
    assert is_typed(row(shown), before)


def test_rows_whose_typed_price_stands_are_named_and_how_1cs_are_had():
    note = prices(PriceNote("№ 12", ON, {"Оптовая": 1}, kept=["Винт"]))

    assert "оставлены введённые вручную: «Винт»" in note.text
    assert all_typed(["Винт", "Гайка"]).text == (
        "Цены 1С не подставлены, оставлены введённые вручную: «Винт», «Гайка». "
        "Чтобы взять цены 1С, поставьте «Пересчитать цены»."
    )


@pytest.mark.parametrize(
    ("line", "before", "unlisted"),
    [
        (row("5"), None, True),
        (row("5", "100"), None, False),
        (row("5", discount_percent=Decimal(5)), None, False),
        (row("5", discount_sum=Decimal(5)), None, False),
        (row("91"), FROM_1C, False),
        (row("91"), FROM_1C.with_(price_kind=None), True),
    ],
)
def test_a_price_that_nothing_can_be_compared_with_is_not_said_to_be_typed(line, before, unlisted):
    assert is_unlisted(line, before) is unlisted


def test_rows_of_a_deal_in_another_currency_than_the_catalogues_are_named_with_the_cause():
    kept = PriceNote("№ 12", ON, {}, kept=["Винт"], unlisted_kept=["Болт"], currency="USD")
    replaced = PriceNote("№ 12", ON, {"Оптовая": 1}, unlisted_replaced=["Болт"], currency="USD")
    why = "оставлены цены сделки, потому что у товаров нет цены каталога в USD: «Болт»"

    assert prices(kept).text == f"Цены 1С: соглашение № 12; оставлены введённые вручную: «Винт»; {why}."
    assert prices(replaced).text.endswith(": 1 строка; вместо цен сделки: «Болт».")
    assert all_typed([], ["Болт"], "USD").text == (
        f"Цены 1С не подставлены, {why}. Чтобы взять цены 1С, поставьте «Пересчитать цены»."
    )
