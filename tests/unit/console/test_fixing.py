"""What `dealbus reconcile --fix` sends, and what it leaves to people."""

from services.console.reconcile.fixing import by_hand, touches
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched, OrderTouched


def difference(what: str, group: str | None = None, **words) -> dict:
    usual = {
        "key": "deal:41",
        "deal_id": "41",
        "order_id": "5b1d6e0a-0000-5000-8000-00000000b042",
        "what": what,
        "group": group,
        "edited": {"b24": 7, "onec": 9},
        "apart": "",
    }
    return usual | words


ROW = difference("row", OrderGroup.ROWS)


def test_each_side_is_told_with_the_number_of_the_edit_it_is_decided_against():
    (deal,) = touches([ROW, difference("manager", OrderGroup.MANAGER)], "b24")
    (order,) = touches([ROW], "onec")

    assert isinstance(deal, DealTouched)
    assert (deal.ref.id, deal.force, deal.asserted) == ("41", True, {"rows": 9, "manager": 9})
    assert isinstance(order, OrderTouched)
    assert (order.force, order.asserted) == (True, {"rows": 7})


def test_figures_and_stages_are_told_anew_by_1c_whichever_side_is_named():
    for side in ("b24", "onec"):
        (hint,) = touches([difference("figure")], side)
        assert isinstance(hint, OrderTouched)
        assert (hint.force, hint.asserted) == (True, {})


def test_pairs_apart_and_pairs_of_one_record_are_left_alone():
    alone = difference("no_order", order_id="")

    assert touches([difference("row", OrderGroup.ROWS, apart="moving"), alone], "b24") == []
    assert by_hand([alone]) == [alone]


def test_a_sum_follows_its_rows_and_alone_it_is_a_persons_business():
    total = difference("sum")

    assert by_hand([total, ROW]) == []
    assert by_hand([total]) == [total]
