"""What is not the same in a deal and its order; and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reconciler.comparing import Couple, compare
from shared.messages.order import SalesOrder
from shared.messages.things import (
    Item,
    Line,
    OrderState,
    Ref,
    Stage,
)

from .pairs import ITEMS, NOW, RULES, WORK, couple, deal, line, onec, order

PIPELINE = RULES.pipelines["0"]
PAID = OrderState(name="ГотовКОтгрузке", paid_percent=Decimal(100))
BY_CONTRACT = OrderState(name="ГотовКЗакрытию", by_order=False)


def kinds(*pair: SalesOrder, **words) -> list[str]:
    return [one.what for one in compare(couple(*pair, **words), RULES, NOW)]


@st.composite
def rows(draw) -> list[Line]:
    places = draw(st.lists(st.integers(0, len(ITEMS) - 1), min_size=1, max_size=6))
    amounts = st.tuples(st.integers(1, 500), st.integers(1, 5_000_000), st.sampled_from(("22", "10", "0", None)))
    return [
        line(place, str(quantity), str(Decimal(price) / 100), vat)
        for place in places
        for quantity, price, vat in [draw(amounts)]
    ]


@given(rows(), st.randoms())
def test_equal_pairs_agree_in_whatever_order_their_rows_stand(lines, chance):
    mixed = list(lines)
    chance.shuffle(mixed)

    assert kinds(deal(lines), order(mixed)) == []


@given(rows(), st.data())
def test_every_change_of_a_row_is_found_on_either_side(lines, data):
    place = data.draw(st.integers(0, len(lines) - 1))
    old = lines[place]
    change = data.draw(
        st.sampled_from(
            (
                None,
                old.with_(quantity=old.quantity + 1, total=old.total),
                old.with_(total=old.total + Decimal(1000)),
                old.with_(vat_rate=Decimal(7)),
                old.with_(item=Item(ref=onec("item", "another"), name="Гайка")),
            )
        )
    )
    edited = [*lines[:place], *([change] if change else []), *lines[place + 1 :]]

    assert "row" in kinds(deal(edited), order(lines))
    assert "row" in kinds(deal(lines), order(edited))


@given(rows(), rows())
def test_both_directions_find_the_same_rows(ours, theirs):
    assert kinds(deal(ours), order(theirs)).count("row") == kinds(deal(theirs), order(ours)).count("row")


def test_rows_of_one_name_stay_apart():
    found = compare(couple(deal([line(0), line(0, "7")]), order([line(1)])), RULES, NOW)

    assert [one.of for one in found if one.what == "row"] == ["Болт 0", "Болт 0 (2)", "Болт 1"]


def test_a_discount_that_moves_the_sum_of_a_row_is_told_with_both_sums():
    cheaper = line(0).with_(discount_percent=Decimal(10), total=Decimal("216.00"))

    (total, row) = compare(couple(deal([cheaper]), order([line(0)])), RULES, NOW)

    assert (total.what, row.what, row.of) == ("sum", "row", "Болт 0")
    assert "216,00" in row.deal
    assert "240,00" in row.order


def test_a_total_that_a_unit_price_of_two_digits_cannot_make_is_no_difference():
    exact = line(0, "3", "33.33").with_(total=Decimal("100.00"))

    assert kinds(deal([exact]), order([line(0, "3", "33.33")])) == []


def test_a_sum_typed_by_hand_is_found_and_1c_can_put_it_right():
    (typed,) = compare(couple(deal(stated_total=Decimal(1)), order()), RULES, NOW)
    (follows, *_) = compare(couple(deal([line(0)]), order([line(0, "3")])), RULES, NOW)

    assert (typed.what, typed.group) == ("sum", "rows")
    assert (follows.what, follows.group) == ("sum", "")


def test_another_currency_is_found():
    assert kinds(deal(currency="USD"), order()) == ["currency"]


@pytest.mark.parametrize("known_by", [{"external_code": f"{ITEMS[0]}#c-1"}, {"ref": onec("item", f"{ITEMS[0]}#c-1")}])
def test_a_variation_is_the_item_in_its_characteristic(known_by):
    product = Item(origin=Ref(system="b24", kind="product", id="5"), name="Болт", **known_by)
    theirs = line(0).with_(characteristic={"ref": onec("characteristic", "c-1"), "name": "синий"})

    assert kinds(deal([line(0).with_(item=product)]), order([theirs])) == []
    assert "row" in kinds(deal([line(0).with_(item=product)]), order([line(0)]))


def test_a_cancelled_row_is_none():
    assert kinds(deal([line(0)]), order([line(0), line(1).with_(cancelled=True)], total=line(0).total)) == []


@pytest.mark.parametrize("figure", ["number", "url", "paid", "shipped", "state"])
def test_a_figure_wiped_in_the_deal_is_found(figure):
    shown = {**couple().shown, figure: ""}

    (found,) = compare(couple(shown=shown), RULES, NOW)

    assert (found.what, found.of) == ("figure", figure)


def test_a_portal_without_the_field_shows_nothing_and_owes_nothing():
    assert kinds(shown={}) == []


def test_a_field_of_the_customers_table_that_both_have_is_compared():
    assert kinds(deal(extra={"цвет": "синий"}), order(extra={"цвет": "белый"})) == ["field"]
    assert kinds(deal(extra={"цвет": "синий"}), order()) == []


@pytest.mark.parametrize(
    ("stage", "state", "what"),
    [
        (PIPELINE.paid, PAID, []),
        (WORK, PAID, ["stage"]),
        (PIPELINE.invoice, PAID, ["stage"]),
        (PIPELINE.done, PAID, ["stage"]),
        (PIPELINE.parking, PAID, []),
        (PIPELINE.paid, OrderState(name="ГотовКОтгрузке"), ["ahead"]),
        (PIPELINE.invoice, OrderState(name="ГотовКОтгрузке"), []),
        (WORK, OrderState(name="ГотовКОтгрузке"), []),
    ],
)
def test_a_stage_the_figures_do_not_lead_to_is_found(stage, state, what):
    assert kinds(deal(stage=Stage(pipeline="0", id=stage)), order(state=state)) == what


def test_a_pipeline_of_nobodys_business_is_left_alone():
    assert kinds(deal(stage=Stage(pipeline="77", id="C77:NEW"), lines=[]), order()) == []


def test_an_order_that_was_unposted_or_marked_is_found_while_the_deal_is_at_work():
    assert kinds(deal(), order(posted=False)) == ["withdrawn"]
    assert kinds(deal(), order(phase="cancelled")) == ["withdrawn"]


def test_an_order_that_is_gone_is_found():
    found = compare(Couple(deal=deal(), order=None), RULES, NOW)

    assert [one.what for one in found] == ["no_order"]


def test_a_deal_that_is_parked_or_lost_misses_no_order():
    for stage in (PIPELINE.parking, next(iter(PIPELINE.lost), "LOSE")):
        semantic = "P" if stage == PIPELINE.parking else "F"
        alone = Couple(deal=deal(stage=Stage(pipeline="0", id=stage, semantic=semantic)), order=None)
        assert compare(alone, RULES, NOW) == []


def test_a_deal_in_work_that_was_never_paired_misses_its_order():
    assert [one.what for one in compare(Couple(deal(), None, linked=False), RULES, NOW)] == ["no_order"]
    invoiced = deal(stage=Stage(pipeline="0", id=PIPELINE.invoice))
    assert compare(Couple(invoiced, None, linked=False), RULES, NOW) == []  # nobody knows that it was ever in work


def test_the_order_of_a_deal_that_is_gone_is_found_until_it_is_withdrawn_paid_or_shipped():
    gone = SalesOrder(ref=deal().ref, phase="cancelled", deleted=True)
    lost = deal(stage=Stage(pipeline="0", id="LOSE", semantic="F"))

    for side in (gone, lost):
        assert kinds(side, order()) == ["not_withdrawn"]
        assert kinds(side, order(posted=False)) == []
        assert kinds(side, order(state=PAID)) == []
        assert kinds(side, order(state=BY_CONTRACT)) == []
        assert kinds(side, order([], state=BY_CONTRACT)) == ["not_withdrawn"]  # nothing ordered, nothing shipped


def test_an_order_without_a_deal_is_found_where_the_rules_make_one():
    born_here = order(origin=None)
    assert [one.what for one in compare(Couple(None, born_here, linked=False), RULES, NOW)] == ["no_deal"]
    assert compare(Couple(None, order(origin=None, posted=False), linked=False), RULES, NOW) == []


def test_a_second_order_of_one_deal_is_found():
    second = Couple(None, order(), linked=False, of_another=True)
    assert [one.what for one in compare(second, RULES, NOW)] == ["second_order"]


def test_a_second_deal_of_one_order_is_found_and_one_that_asks_for_no_order_is_not():
    second = Couple(deal(), None, linked=False, of_another=True)
    parked = Couple(deal(stage=Stage(pipeline="0", id=PIPELINE.parking)), None, linked=False, of_another=True)

    assert [one.what for one in compare(second, RULES, NOW)] == ["second_deal"]
    assert compare(parked, RULES, NOW) == []
