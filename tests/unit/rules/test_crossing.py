"""Whether a deal gets an order (R1–R3) and an order a deal (R14)."""

import pytest

from shared.messages.things import Manager, Organisation
from shared.rules.crossing import birthplace, order_decision
from tests.unit.rules.snapshots import AFTER, BEFORE, CUTOFF, DEAL, deal, order

BEHIND_WORK = ("PREPAYMENT_INVOICE", "EXECUTING", "FINAL_INVOICE", "WON")


def decided(snapshot, rules):
    decision = order_decision(snapshot, rules)
    return decision.wanted, decision.may_create, decision.jumped


@pytest.mark.parametrize(("stage", "pipeline"), [("PREPARATION", "0"), ("C3:PREPARATION", "3")])
def test_a_deal_in_work_gets_an_order(rules, stage, pipeline):
    assert decided(deal(stage, pipeline=pipeline), rules) == ("yes", True, False)


def test_a_parked_deal_is_held(rules):
    assert decided(deal("NEW"), rules) == ("hold", False, False)


@pytest.mark.parametrize(
    "snapshot",
    [
        deal("LOSE", semantic="F"),
        deal("UC_OWN_LOSS", semantic="F"),
        deal("LOSE"),
        deal("PREPARATION", phase="cancelled"),
        deal(None, phase="cancelled"),
        deal("LOSE", semantic="F", dated=BEFORE),
    ],
)
def test_a_lost_or_deleted_deal_cancels_its_order(rules, snapshot):
    assert decided(snapshot, rules) == ("cancelled", False, False)


@pytest.mark.parametrize("snapshot", [deal("C7:NEW", pipeline="7"), deal("C7:LOSE", pipeline="7", semantic="F")])
def test_a_deal_that_went_to_another_pipeline_is_held_whatever_becomes_of_it_there(rules, snapshot):
    assert decided(snapshot, rules) == ("hold", False, False)


def test_a_deal_without_a_stage_that_was_not_deleted_is_left_alone(rules):
    assert order_decision(deal(None), rules) is None


@pytest.mark.parametrize("stage", ["PREPARATION", *BEHIND_WORK])
def test_an_old_deal_creates_nothing_and_says_nothing(rules, stage):
    jumped = deal(stage, dated=BEFORE, history=[("NEW", AFTER)])

    assert decided(jumped, rules) == ("yes", False, False)


def test_a_deal_created_at_the_cutoff_is_new(rules):
    assert decided(deal(dated=CUTOFF), rules) == ("yes", True, False)


def test_a_deal_of_unknown_age_creates_nothing(rules):
    assert decided(deal(dated=None), rules) == ("yes", False, False)


@pytest.mark.parametrize("stage", BEHIND_WORK)
def test_a_deal_that_went_on_while_the_bus_was_down_gets_its_order(rules, stage):
    history = [("NEW", AFTER), ("PREPARATION", AFTER), (stage, AFTER)]

    assert decided(deal(stage, history=history), rules) == ("yes", True, False)


def test_a_deal_that_entered_work_before_the_cutoff_stays_without_an_order(rules):
    history = [("PREPARATION", BEFORE), ("WON", AFTER)]

    assert decided(deal("WON", history=history), rules) == ("yes", False, False)


def test_a_deal_that_entered_work_in_another_of_our_pipelines_gets_its_order(rules):
    wholesale = deal("C3:WON", pipeline="3", history=[("C3:PREPARATION", AFTER)])
    moved = wholesale.with_(stage=deal("WON").stage)

    assert decided(moved, rules) == ("yes", True, False)


@pytest.mark.parametrize("stage", BEHIND_WORK)
def test_a_deal_that_jumped_over_work_creates_nothing_and_is_told(rules, stage):
    snapshot = deal(stage, history=[("NEW", AFTER), (stage, AFTER)])

    assert decided(snapshot, rules) == ("yes", False, True)


@pytest.fixture(name="won_apart")
def _won_apart(rules):
    """Rules of a customer whose orders end in a stage of his own, before the portal's success stage."""
    roles = rules.pipelines["0"].model_copy(update={"done": "DELIVERED", "lost": ("REFUSED",)})
    return rules.model_copy(update={"pipelines": {**rules.pipelines, "0": roles}})


def test_a_deal_that_was_won_while_the_bus_was_down_gets_its_order_though_no_role_names_that_stage(won_apart):
    history = [("NEW", AFTER), ("PREPARATION", AFTER), ("WON", AFTER)]

    assert decided(deal("WON", semantic="S", history=history), won_apart) == ("yes", True, False)


@pytest.mark.parametrize("history", [[], [("NEW", AFTER), ("WON", AFTER)], [("PREPARATION", BEFORE), ("WON", AFTER)]])
def test_a_deal_won_in_a_stage_no_role_names_that_never_was_in_work_creates_nothing_and_is_not_told(won_apart, history):
    assert decided(deal("WON", semantic="S", history=history), won_apart) == ("yes", False, False)


@pytest.mark.parametrize(
    ("stage", "wanted"), [("NEW", ("hold", False, False)), ("REFUSED", ("cancelled", False, False))]
)
def test_a_role_says_more_than_the_portals_mark_of_success(won_apart, stage, wanted):
    history = [("PREPARATION", AFTER), (stage, AFTER)]

    assert decided(deal(stage, semantic="S", history=history), won_apart) == wanted
    assert not won_apart.is_behind_work(deal(stage, semantic="S").stage)


@pytest.mark.parametrize("stage", BEHIND_WORK)
def test_edits_of_a_deal_behind_work_reach_its_order(rules, stage):
    assert decided(deal(stage), rules) == ("yes", False, False)


def test_a_stage_nobody_named_creates_nothing_and_is_not_called_a_jump(rules):
    snapshot = deal("UC_OWN", history=[("NEW", AFTER), ("UC_OWN", AFTER)])

    assert decided(snapshot, rules) == ("yes", False, False)


def test_a_posted_order_becomes_a_deal_in_work(rules):
    born = birthplace(order(), rules)

    assert (born.pipeline, born.stage) == ("0", "PREPARATION")


@pytest.mark.parametrize(
    "snapshot",
    [
        order(posted=False),
        order(posted=None),
        order(posted=True, phase="cancelled"),
        order(dated=BEFORE),
        order(dated=None),
        order(origin=DEAL),
    ],
)
def test_a_draft_an_old_order_and_one_made_from_a_deal_become_no_deal(rules, snapshot):
    assert birthplace(snapshot, rules) is None


@pytest.mark.parametrize(
    ("organisation", "passes"),
    [(Organisation(inn="7701310010"), True), (Organisation(inn="7802310024"), False), (None, False)],
)
def test_only_orders_of_the_named_organisations_become_deals(rules, organisation, passes):
    strict = rules.order_filter.model_copy(update={"organisations": ("7701310010",)})
    chosen = rules.model_copy(update={"order_filter": strict})

    assert passes == (birthplace(order(organisation=organisation), chosen) is not None)


@pytest.mark.parametrize(
    ("manager", "passes"),
    [
        (Manager(name="Сидоров Иван"), True),
        (Manager(name="Белова Анна", email="Belova@td.example"), True),
        (Manager(name="Орлова Мария", email="orlova@td.example"), False),
        (None, False),
    ],
)
def test_only_orders_of_the_named_managers_become_deals(rules, manager, passes):
    strict = rules.order_filter.model_copy(update={"managers": ("сидоров иван", "belova@td.example")})
    chosen = rules.model_copy(update={"order_filter": strict})

    assert passes == (birthplace(order(manager=manager), chosen) is not None)
