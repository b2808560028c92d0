"""What a preview says of one deal, and of all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.console.preview.foreseen import ForeseenDeal, counted_by
from services.console.rules_file import RulesFile
from services.console.simulator.cases import Case, simulate
from shared.messages.things import Stage
from shared.process.foreseen import ForeseenOrder, ForeseenRow, ForeseenValue, ForeseenWrite
from shared.process.survey import SeenDeal
from tests.delivered import delivered_rules
from tests.unit.rules.snapshots import BEFORE, NOW, deal, order

RULES = delivered_rules()
ROLES = RULES.pipelines["0"]
SEEN = SeenDeal(id="41", title="Болты", pipeline="0", stage=ROLES.invoice, names={ROLES.paid: "Деньги пришли"})


def previewed(fact, foreseen=None, snapshot=None):
    case = Case("deal:41", snapshot, SEEN)
    return ForeseenDeal(case, fact, foreseen, simulate(case, RulesFile("rules.yaml", RULES), NOW))


def plain(words):
    return [one.replace("\u00a0", " ").replace("\u202f", " ") for one in words]


def test_an_order_to_be_made_is_told_with_its_terms_and_rows():
    foreseen = ForeseenOrder(
        deal="41", would="create", client="Ромашка", new_client=True, organisation="Торговый дом", agreement="Опт",
        warehouse="Главный", manager="Сидоров Иван", total=Decimal("250.5"), currency="RUB",
        rows=(ForeseenRow(name="Болт", quantity=Decimal("2.500"), total=Decimal("250.5"), new=True),),
        told=("Указано вручную.",),
    )  # fmt: skip

    assert plain(previewed(deal(), foreseen).said(RULES)) == [
        (
            "Создать заказ на 250,50 ₽: клиент «Ромашка» (будет создан), организация «Торговый дом», соглашение «Опт», "
            "склад «Главный», менеджер «Сидоров Иван»."
        ),
        "  Болт: 2,5 на 250,50 ₽, товар будет заведён",
        "  Менеджер прочтёт: Указано вручную.",
    ]


@pytest.mark.parametrize(
    ("foreseen", "said"),
    [
        ({"would": "change", "changes": ("добавится строк: 1", "сменился менеджер")},
         "Изменить заказ ТД-1: добавится строк: 1; сменился менеджер."),
        ({"would": "change"}, "Изменить заказ ТД-1: название или комментарий."),
        ({"would": "same"}, "Заказ ТД-1 уже такой."),
        ({"would": "cancel"}, "Отменить заказ ТД-1."),
        ({"would": "refused", "why": "Заказ не изменён: нет товара."}, "Отказ. Заказ не изменён: нет товара."),
    ],
)  # fmt: skip
def test_an_order_that_is_there_is_told_with_what_becomes_of_it(foreseen, said):
    found = previewed(deal(), ForeseenOrder(deal="41", number="ТД-1", **foreseen))

    assert found.said(RULES) == (said,)


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (deal(ROLES.parking), "сделка стоит в «Поступил заказ»"),
        (deal(ROLES.work, semantic="F"), "сделка проиграна или удалена"),
        (deal(ROLES.invoice, dated=BEFORE), "сделка создана раньше, чем начался обмен"),
        (deal(ROLES.invoice, history=((ROLES.parking, NOW),)), "миновала стадию, в которой создаётся заказ"),
        (deal("OTHER"), "в OTHER заказ не создаётся"),
        (
            deal("OTHER", semantic="S", history=((ROLES.parking, NOW),)),
            "сделка выиграна и не была в стадии, в которой создаётся заказ",
        ),
        (deal(ROLES.invoice, history=((ROLES.work, BEFORE),)), "сделка прошла раньше, чем начался обмен (cutoff)"),
        (deal("X", pipeline="77").with_(stage=Stage(pipeline="77", id="X")), "сделка стоит в X"),
    ],
)
def test_a_deal_that_needs_no_order_says_why(fact, why):
    (said,) = previewed(fact).said(RULES)

    assert said.startswith("Заказ не нужен: ")
    assert why in said


def test_an_order_that_was_refused_and_is_not_wanted_any_more_says_why():
    found = previewed(deal(ROLES.parking), ForeseenOrder(deal="41", would="left"))

    assert found.said(RULES) == previewed(deal(ROLES.parking)).said(RULES)


def test_a_deal_that_nobody_has_is_said_to_be_none():
    (said,) = previewed(None).said(RULES)

    assert said.startswith("Такой сделки на портале нет")


def test_the_stage_of_a_deal_with_an_order_is_told():
    found = previewed(deal(ROLES.invoice), None, order("ГотовКОтгрузке", paid=100))

    assert found.moved() == "Стадия: сделка будет передвинута в «Деньги пришли»."
    assert found.as_json(RULES)["stage"]["line"] == 7
    assert previewed(deal()).moved() == ""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (ForeseenWrite(deal="41", groups=("manager", "rows")), ("В сделку из 1С: ответственный, состав.",)),
        (ForeseenWrite(deal="41", why="нет прав"), ("В сделку из 1С: портал не примет: нет прав.",)),
        (ForeseenWrite(deal="41"), ()),
        (None, ()),
    ],
)
def test_what_comes_into_the_deal_is_named_by_groups(written, said):
    assert replace(previewed(deal()), written=written).said_of_deal() == said


def test_all_are_counted_by_what_becomes_of_them():
    some = [previewed(deal(), ForeseenOrder(deal="41", would=would)) for would in ("create", "create", "refused")]

    assert counted_by(some) == "Сделок: 3 (создать заказ: 2, отказ: 1). Ничего не изменено."
    assert counted_by([]) == "Сделок: 0. Ничего не изменено."


def test_what_would_be_written_stands_beside_what_is_there():
    order = ForeseenOrder(
        deal="41", would="change", number="ТД-1", changes=("изменится строк: 1",),
        values=(ForeseenValue(name="склад", before="", after="Главный"),),
    )  # fmt: skip
    written = ForeseenWrite(
        deal="41", groups=("rows",), values=(ForeseenValue(name="сумма", before="100,00 ₽", after="120,00 ₽"),)
    )

    found = replace(previewed(deal(), order), written=written)

    assert found.said(RULES) == ("Изменить заказ ТД-1: изменится строк: 1.", "  склад: пусто → Главный")
    assert found.said_of_deal() == ("В сделку из 1С: состав.", "  сумма: 100,00 ₽ → 120,00 ₽")
