"""The checker sees what must not be."""

from decimal import Decimal

import pytest

from sandbox.people.accountant import MARKER, Order
from sandbox.people.seller import STAGES, Card
from tests.chaos.checker import complaints
from tests.chaos.company import Company, Pair

WORK, PAID, LOST = (STAGES[name] for name in ("Заказ в работе", "Счет оплачен", "Сделка провалена"))
PAID_STATE = {"Состояние": "ГотовКОтгрузке", "ПроцентОплаты": 100, "ПроцентОтгрузки": 0, "СуммаДолга": 0}


class Sides(Company):
    """One deal and one order that agree, but for what a test has changed."""

    def __init__(self) -> None:
        self.products, self.managers, self.companies = {1: "item"}, {11: "manager"}, {5: "client"}
        self.orders, self.comments, self.history = 1, [], []
        self.deal = {"id": 41, "stageId": WORK, "opportunity": "20", "assignedById": 11, "companyId": 5}
        self.deal["ufCrmDealbusNumber"] = "17"
        self.deal_rows = [{"productId": 1, "quantity": 2, "price": 10}]
        self.order_rows = [{"Номенклатура_Key": "item", "Количество": 2, "СуммаСНДС": "20", "Отменено": False}]
        self.document = {
            "Number": "17",
            "Posted": True,
            "СуммаДокумента": "20",
            "Менеджер_Key": "manager",
            "Партнер_Key": "client",
            "Товары": self.order_rows,
        }
        self.state: dict = {"Состояние": "ОжидаетсяОбеспечение"}
        self.accountant = self.seller = self  # type: ignore[assignment]

    def find_order(self, _):
        return Order({"guid": "g", "document": self.document, "state": self.state}) if self.orders else None

    def find_card(self, _):
        comments = [{"text": text} for text in self.comments]
        return Card({"deal": self.deal, "rows": self.deal_rows, "comments": comments})

    def lines(self):
        return [{MARKER: "B24-41"}] * self.orders

    @property
    def control(self):
        return self

    def get(self, _):
        return {"history": self.history}

    def deals_of(self, _):
        return [41]


def pair(stage=WORK) -> Pair:
    return Pair("pair", "deal", deal=41, order="g", stage=stage, worked=True)


def test_two_sides_that_agree_are_no_complaint():
    assert complaints(Sides(), [pair()]) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sides: setattr(sides, "orders", 0), "no order"),
        (lambda sides: setattr(sides, "orders", 2), "2 orders"),
        (lambda sides: sides.deal_rows[0].update(quantity=3), "rows differ"),
        (lambda sides: sides.deal.update(assignedById=12), "manager differ"),
        (lambda sides: sides.deal.update(companyId=6), "client differ"),
        (lambda sides: sides.deal.update(opportunity="20.01"), "sums differ"),
        (lambda sides: sides.deal.update(ufCrmDealbusNumber=""), "does not name its order"),
        (lambda sides: sides.state.update(PAID_STATE), "stands in"),
        (lambda sides: sides.deal.update(stageId=PAID), "stands in"),
    ],
)
def test_what_differs_is_a_complaint(change, words):
    sides = Sides()
    change(sides)

    (found,) = complaints(sides, [pair()])

    assert words in found


def test_an_edit_that_is_gone_without_a_word_is_a_complaint_and_one_that_was_told_is_none():
    sides, edited = Sides(), pair()
    edited.wish("rows", "order", (("item", Decimal(9), Decimal(90)),))

    (found,) = complaints(sides, [edited])
    sides.comments = ["Состав заказа 17 одновременно изменили в сделке и в 1С."]

    assert "wanted" in found
    assert complaints(sides, [edited]) == []


def test_the_order_of_a_lost_deal_that_is_still_posted_is_a_complaint():
    (found,) = complaints(Sides(), [pair(LOST)])

    assert "lost" in found


@pytest.mark.parametrize(("second", "crossed"), [("22", True), ("23", True), ("24", False)])
def test_only_rows_written_in_the_instant_of_an_edit_are_an_exception(second, crossed):
    sides, edited = Sides(), pair()
    edited.wish("rows", "deal", (("item", Decimal(9), Decimal(90)),))
    sides.history = [
        {"what": "rows", "user": user, "time": f"2026-11-28T16:30:{at}+03:00"} for user, at in ((12, "22"), (7, second))
    ]

    found = complaints(sides, [edited])

    assert (found == [], edited.crossed) == (crossed, crossed)
