"""The checker of invoices sees what must not be: each of its rules goes red on a planted violation."""

import pytest

from tests.chaos.checker import complaints
from tests.chaos.history import BUS
from tests.chaos.test_checker import MANAGER, Sides, at, in_base, in_portal, note, pair

CHEAP = [{"productId": 1, "quantity": 2, "price": 9}]
DEAR = [{"productId": 1, "quantity": 2, "price": 10}]
HELD = "Цены, изменённые в заказе 17, в сделку не перенесены: по ней выставлен счёт № 7."


def invoiced(seconds: float):
    return pair(invoice=3, invoiced=at(seconds))


@pytest.mark.parametrize(("user", "seconds", "found"), [(BUS, 60, True), (BUS, 2, False), (MANAGER, 60, False)])
def test_a_price_that_the_bus_changes_under_an_invoice_is_a_complaint(user, seconds, found):
    sides = Sides()
    sides.history = [in_portal(MANAGER, -9, rows=CHEAP), in_portal(user, seconds, rows=DEAR)]

    assert any("of an invoiced deal" in text for text in complaints(sides, [invoiced(0)])) == found


def test_a_wish_for_new_prices_that_nobody_answers_is_a_complaint():
    sides = Sides()
    sides.deal["ufCrmDealbusReprice"] = "Y"

    assert any("Пересчитать цены" in text for text in complaints(sides, [pair()]))


@pytest.mark.parametrize("is_told", [True, False])
def test_rows_that_an_invoice_keeps_apart_are_none_only_where_that_is_told(is_told):
    sides = Sides()
    sides.edits = [in_base("Иванова", 5)]
    sides.document["Товары"][0]["СуммаСНДС"] = 18
    sides.notes += [note(HELD, 9)] if is_told else []

    assert any("rows differ" in text for text in complaints(sides, [invoiced(0)])) != is_told


@pytest.mark.parametrize("has_client_prices", [True, False])
def test_a_price_that_1c_names_in_place_of_the_managers_is_none_only_by_the_rules(has_client_prices):
    sides = Sides()
    sides.has_client_prices = has_client_prices
    sides.history = [in_portal(MANAGER, 0, rows=CHEAP), in_portal(BUS, 20, rows=DEAR)]
    sides.edits = [in_base("odata", 9)]

    assert any("rows" in text for text in complaints(sides, [pair()])) != has_client_prices
