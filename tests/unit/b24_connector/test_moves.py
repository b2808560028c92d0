"""Where an order's state puts its deal."""

import pytest

from services.b24_connector.vocabulary.names import USER_FIELDS, DealFields, ListField, Option
from services.b24_connector.writer.stages.plan import differing_figures, missing_organisation, plan_move
from services.b24_connector.writer.unread import choose
from services.stage_router.table import stage_rule
from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import Move, StageRule
from shared.messages.ring.told import Told
from shared.messages.things import OrderState, Organisation, Stage
from shared.rules.figures import state_name
from tests.delivered import delivered_rules
from tests.unit.rules.snapshots import NOW, order

MOVE = Move(to="PAID", only_from=("WORK", "INVOICE"), default_back="WORK", tell_in=("SHIPPED",))
RULE = StageRule(
    moves={"0": MOVE},
    action="move",
    why="Сделка передвинута в «{stage}».",
    otherwise="Сделка стоит в «{stage}», а отгрузки не было.",
)


def plan(rule=RULE, stage="WORK", bus=None, manual=None, pipeline="0", semantic="P"):
    return plan_move(
        rule,
        Stage(pipeline=pipeline, id=stage, semantic=semantic),
        bus_stage=bus,
        manual_stage=manual,
        name_of=str.title,
    )


def test_a_deal_is_moved_from_a_stage_of_people_and_the_sentence_names_the_stage():
    found = plan()

    assert (found.to, found.why) == ("PAID", "Сделка передвинута в «Paid».")


@pytest.mark.parametrize("stage", ["PARKED", "SHIPPED", "PAID"])
def test_a_deal_is_not_moved_from_any_other_stage(stage):
    assert plan(stage=stage).to is None


def test_a_stage_the_bus_itself_set_may_be_left():
    assert plan(stage="SHIPPED", bus="SHIPPED").to == "PAID"


def test_a_deal_where_the_figures_do_not_agree_is_told_by_the_stage_it_stands_in():
    assert [one.text for one in plan(stage="SHIPPED").told] == ["Сделка стоит в «Shipped», а отгрузки не было."]


def test_the_stage_the_figures_ask_for_has_the_portals_name_in_the_deals_own_pipeline():
    other = MOVE.with_(to="C3:PAID", tell_in=("C3:SHIPPED",))
    rule = RULE.with_(moves={"0": MOVE, "3": other}, otherwise="Не передвинута в «{target}».")

    here, there = plan(rule, stage="SHIPPED"), plan(rule, stage="C3:SHIPPED", pipeline="3")

    assert [one.text for one in (*here.told, *there.told)] == [
        "Не передвинута в «Paid».",
        "Не передвинута в «C3:Paid».",
    ]


def test_a_parked_deal_is_not_even_told():
    assert plan(stage="PARKED").told == ()


@pytest.mark.parametrize(
    ("stage", "semantic", "told_in", "is_told"),
    [
        ("LEGAL", "P", ("P", "S"), True),
        ("LEGAL", "P", (), False),
        ("CLOSED", "S", ("P", "S"), True),
        ("CLOSED", "S", ("P",), False),
        ("APOLOGY", "F", ("P", "S"), False),
        ("PARKED", "P", ("P", "S"), False),
    ],
)
def test_a_deal_in_a_stage_the_rules_do_not_name_is_left_and_told(stage, semantic, told_in, is_told):
    move = MOVE.with_(named=("PARKED", "WORK", "INVOICE", "SHIPPED", "PAID"), tell_unnamed=told_in)

    found = plan(RULE.with_(moves={"0": move}), stage=stage, semantic=semantic)

    assert (found.to, bool(found.told)) == (None, is_told)


@pytest.mark.parametrize(("stage", "semantic"), [("LOSE", "F"), ("REFUSED", "P")])
def test_that_the_order_of_a_lost_deal_is_unposted_is_not_told_a_second_time(stage, semantic):
    """The bus has just told that it took the order back; this sentence would send the manager to the accountant."""
    listed = delivered_rules().pipelines["0"].model_copy(update={"lost": ("REFUSED",)})
    rules = delivered_rules().model_copy(update={"pipelines": {"0": listed}})
    unposted = stage_rule(order(posted=False), rules, NOW)

    assert plan(unposted, stage=stage, semantic=semantic).told == ()
    assert len(plan(unposted, stage=listed.work).told) == 1


def test_a_deal_of_another_pipeline_is_left_alone():
    found = plan(pipeline="7")

    assert (found.to, found.told) == (None, ())


@pytest.mark.parametrize(("manual", "target"), [("INVOICE", "INVOICE"), (None, "WORK"), ("PAID", "WORK")])
def test_back_leads_to_the_stage_a_person_had_last_set_else_to_the_default(manual, target):
    back = RULE.with_(action="back")

    assert plan(back, stage="PAID", bus="PAID", manual=manual).to == target


def test_back_leaves_a_stage_that_a_person_set():
    assert plan(RULE.with_(action="back"), stage="INVOICE", manual="INVOICE").to is None


def test_the_sentence_may_depend_on_the_stage_that_is_left():
    rule = RULE.with_(why_leaving={"WORK": "Сразу оплачен: «{stage}»."})

    assert plan(rule).why == "Сразу оплачен: «Paid»."


def test_only_figures_that_differ_are_written():
    names = {key: field.upper for key, field in USER_FIELDS.items()}
    order = SalesOrder(number="7", url="", posted=True, state=OrderState(name="ГотовКОтгрузке", paid_percent="99.5"))
    item = {names["number"]: "7", names["paid"]: 99.5, names["shipped"]: 0, names["state"]: None}

    found = differing_figures(order, item, DealFields(names))

    assert found == {names["state"]: "Готов к отгрузке"}


@pytest.mark.parametrize(
    ("order", "name"),
    [
        (SalesOrder(posted=False, state=OrderState(name="Закрыт")), "Не проведён"),
        (SalesOrder(posted=False, state=OrderState(marked=True)), "Помечен на удаление"),
        (SalesOrder(posted=False, deleted=True, state=OrderState()), "Удалён из 1С"),
        (SalesOrder(posted=True), ""),
        (SalesOrder(posted=True, state=OrderState(name="НовоеСостояние")), "НовоеСостояние"),
    ],
)
def test_a_state_is_shown_as_people_read_it(order, name):
    assert state_name(order) == name


def told(text, topic="refusal", **more):
    return Told(topic=topic, text=text, **more)


def test_a_sentence_equal_to_the_last_one_of_its_topic_is_not_repeated():
    left = choose([told("Нет ИНН.")], {"refusal": digest("Нет ИНН.")})

    assert left.told == ()


def test_what_is_told_once_is_not_told_with_other_words():
    left = choose([told("Иначе.", once=True)], {"refusal": digest("Нет ИНН.")})

    assert left.told == ()


def test_a_settled_topic_may_be_told_again():
    left = choose(
        [told("Создан.", topic="created", clears=("refusal",)), told("Нет ИНН.")], {"refusal": digest("Нет ИНН.")}
    )

    assert [one.text for one in left.told] == ["Создан.", "Нет ИНН."]


@pytest.mark.parametrize(
    ("shown", "written"),
    [(None, {"ufOrg": "71"}), ("", {"ufOrg": "71"}), (72, {}), (70, {"ufOrg": "71"})],
    ids=["empty", "emptied", "another one", "deleted from the list"],
)
def test_our_organisation_is_shown_where_the_deal_names_none(shown, written):
    options = Option("71", "7707083893", "ООО Ромашка"), Option("72", "502431000309", "ИП Ковалёв")
    fields = DealFields({"organisation": "ufOrg"}, {"organisation": ListField("7", options)})
    order = SalesOrder(organisation=Organisation(inn="7707083893"))

    assert missing_organisation(order, {"ufOrg": shown}, fields) == written
