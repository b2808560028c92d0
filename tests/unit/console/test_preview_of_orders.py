"""What a preview says of an order of 1C that has no deal."""

from decimal import Decimal

import pytest

from services.console.preview import command
from services.console.preview.foreseen import ForeseenDeal, counted_by
from services.console.simulator.cases import Case
from shared.messages.things import Ref
from shared.process.foreseen import ForeseenBirth, ForeseenOrder, ForeseenRow, ForeseenWrite
from shared.rules.model import OrderFilter
from tests.delivered import delivered_rules
from tests.unit.console.test_preview import plain, previewed
from tests.unit.rules.snapshots import BEFORE, ORDER, deal, order

RULES = delivered_rules()
BOLTS = ForeseenRow(name="Болт", quantity=Decimal("2.500"), total=Decimal("250.5"))
BIRTH = ForeseenBirth(
    title="Заказ клиента ТД-1", client="Ромашка", manager="Сидоров Иван", stage="Заказ в работе", rows=(BOLTS,),
    total=Decimal("250.5"), currency="RUB",
)  # fmt: skip


def foreseen(snapshot, **written):
    write = ForeseenWrite(deal="", order=ORDER.id, **written) if written else None
    return ForeseenDeal(Case(ORDER.key, snapshot), None, None, None, write)


def test_a_deal_to_be_made_is_told_with_its_client_stage_and_rows():
    found = foreseen(order(), birth=BIRTH)

    assert plain(found.said(RULES)) == [
        (
            "Создать сделку «Заказ клиента ТД-1» на 250,50 ₽: клиент «Ромашка», ответственный «Сидоров Иван», "
            "стадия «Заказ в работе»."
        ),
        "  Болт: 2,5 на 250,50 ₽",
    ]
    assert found.said_of_deal() == ()
    assert (found.would, found.as_json(RULES)["birth"]["title"]) == ("bear", "Заказ клиента ТД-1")


def test_a_client_that_the_portal_lacks_is_told_to_be_made():
    found = foreseen(order(), birth=BIRTH.model_copy(update={"new_client": True}))

    assert "клиент «Ромашка» (будет создан), ответственный" in found.said(RULES)[0]


def test_who_stands_in_for_a_manager_without_a_counterpart_is_told():
    found = foreseen(order(), birth=BIRTH.model_copy(update={"stand_in": "Петрова Анна"}))

    assert "ответственный «Петрова Анна» вместо «Сидоров Иван»" in found.said(RULES)[0]


def test_what_keeps_the_portal_from_making_the_deal_is_told():
    found = foreseen(order(), why="у заказа уже несколько сделок: 7, 9")

    assert found.said(RULES) == ("Отказ. Сделка не создана: у заказа уже несколько сделок: 7, 9.",)
    assert found.would == "refused"


@pytest.mark.parametrize(
    ("snapshot", "why"),
    [
        (order(phase="cancelled"), "заказ помечен на удаление"),
        (order(posted=False), "заказ не проведён"),
        (order(origin=Ref(system="b24", kind="deal", id="41")), "заказ сделан из сделки 41"),
        (order(dated=BEFORE), "заказ создан раньше, чем начался обмен (cutoff)"),
        (order(), "отбор заказов в правилах (order_filter) его не пропускает"),
    ],
)
def test_an_order_that_makes_no_deal_says_why(snapshot, why):
    rules = RULES.model_copy(update={"order_filter": OrderFilter(managers=["петров@td.example"])})

    found = foreseen(snapshot)

    assert found.said(rules) == (f"Сделка не нужна: {why}.",)
    assert found.would == "unborn"


def test_an_order_that_nobody_has_is_said_to_be_none():
    assert foreseen(None).said(RULES) == ("Такого заказа в 1С нет, или он ещё не проведён.",)


def test_orders_are_counted_beside_deals():
    some = [previewed(deal(), ForeseenOrder(deal="41", would="create")), foreseen(order(), birth=BIRTH), foreseen(None)]

    assert counted_by(some) == (
        "Сделок: 1 (создать заказ: 1). Заказов без сделки: 2 (создать сделку: 1, сделка не нужна: 1). "
        "Ничего не изменено."
    )


@pytest.mark.parametrize(
    ("found", "key"),
    [
        ({"_id": "order:b042", "b24": None, "onec": "b042"}, "order:b042"),
        ({"_id": "order:b042", "b24": "41", "onec": "b042"}, "deal:41"),
    ],
)
def test_a_number_means_the_deal_of_its_order_or_the_order_that_has_none(found, key, monkeypatch):
    async def called(_words: str) -> list[dict]:
        return [found]

    monkeypatch.setattr(command, "pairs_called", called)

    assert command._key("ТД00-000041") == key
