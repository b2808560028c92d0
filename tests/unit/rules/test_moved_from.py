"""From which stages a deal is moved, and where to in its own pipeline."""

import pytest

from shared.rules.stages import moves_to


def test_a_deal_of_another_pipeline_goes_to_that_pipelines_stage(rules):
    moves = moves_to("done", rules)

    assert {"0", "3"} == set(moves)
    assert moves["3"].to == "C3:WON"
    assert moves["3"].only_from == ("C3:PREPARATION", "C3:PREPAYMENT_INVOICE")
    assert moves["3"].default_back == "C3:PREPARATION"


def test_the_bus_never_moves_from_the_parking_stage_nor_tells_there(rules):
    move = moves_to("done", rules)["0"]

    assert move.only_from == ("PREPARATION", "PREPAYMENT_INVOICE")
    assert move.tell_in == ("EXECUTING", "FINAL_INVOICE")


def test_a_deal_is_moved_from_the_customers_own_stages_behind_work(rules):
    pipeline = rules.pipelines["0"].model_copy(update={"later": ("ASSEMBLY", "PACKED")})
    chosen = rules.model_copy(update={"pipelines": {"0": pipeline}})

    assert moves_to("paid", chosen)["0"].only_from == ("PREPARATION", "PREPAYMENT_INVOICE", "ASSEMBLY", "PACKED")


@pytest.mark.parametrize(
    ("role", "told_in"), [("paid", ("P", "S")), ("shipped", ("P", "S")), ("done", ("P",)), (None, ())]
)
def test_a_stage_the_rules_do_not_name_contradicts_figures_that_ask_for_a_move(rules, role, told_in):
    pipeline = rules.pipelines["0"].model_copy(update={"later": ("ASSEMBLY",), "lost": ("JUNK",)})
    chosen = rules.model_copy(update={"pipelines": {"0": pipeline}})

    move = moves_to(role, chosen)["0"]

    assert move.tell_unnamed == told_in
    assert {"NEW", "PREPARATION", "WON", "ASSEMBLY", "JUNK"} <= set(move.named)
