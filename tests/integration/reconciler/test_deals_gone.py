"""A deal that is gone, and the orders that name it; over a real database."""

from datetime import timedelta

import pytest

from services.reconciler.looking import BETWEEN_LOOKS
from services.reconciler.state import state
from shared.messages.ring.census import CensusEnded, DealCensus, OrderCensus
from shared.messages.things import OrderState, Ref
from tests.integration.reconciler.test_looking import DAY, night
from tests.unit.reconciler.pairs import deal, order

__all__ = ["night"]

PAID = order(state=OrderState(name="ГотовКОтгрузке", paid_percent=100))
SECOND = Ref(system="onec", kind="order", id="5b1d6e0a-0000-4000-8000-0000000000c2")


async def ends(night, deals: int, orders: int) -> None:
    """Both sides have told what there is; the looker goes on to the second look."""
    counts = (("b24", deals), ("onec", orders))
    await night.hear(*(CensusEnded(run="mine", side=side, count=count) for side, count in counts))
    await night.step()
    await night.step(BETWEEN_LOOKS)


async def found(night) -> list[tuple[str, str, str]]:
    assert (await night.step()).step == "done"
    return [(one.key, one.difference.what, one.apart) for one in await night.memory.findings.all()]


def second(night, look=1, record=None):
    alone = {"key": SECOND.key, "deal_id": "", "order_id": ""}
    return night.counted(record or order(ref=SECOND), look, side="onec", **alone).with_(ref=SECOND)


async def test_a_deal_that_was_deleted_unheard_is_found_though_its_order_is_paid(night):
    await night.begin()
    await night.hear(night.counted(PAID, side="onec"))
    await ends(night, 0, 1)

    await night.hear(night.counted(None, 2), night.counted(PAID, 2, side="onec"))

    assert await found(night) == [("deal:41", "no_deal", "")]


async def test_a_deal_whose_deletion_was_told_stands_while_its_paid_order_stays(night):
    await night.begin()
    await night.hear(night.counted(PAID, side="onec"))
    await ends(night, 0, 1)

    await night.hear(night.counted(None, 2, gone=True), night.counted(PAID, 2, side="onec"))

    assert await found(night) == [("deal:41", "no_deal", "standing")]
    (told,) = (await state(night.memory))["differences"]
    assert "остаётся" in told["note"]


async def test_an_order_that_was_to_be_withdrawn_does_not_stand_for_its_deal_being_told_of(night):
    await night.begin()
    await night.hear(night.counted(order(), side="onec"))
    await ends(night, 0, 1)

    await night.hear(night.counted(None, 2, gone=True), night.counted(order(), 2, side="onec"))

    assert await found(night) == [("deal:41", "no_deal", "")]


async def test_a_withdrawn_order_of_a_deal_that_is_gone_is_no_difference(night):
    await night.begin()
    await night.hear(night.counted(order(posted=False), side="onec"))
    await night.hear(CensusEnded(run="mine", side="b24", count=0), CensusEnded(run="mine", side="onec", count=1))

    assert await found(night) == []


async def test_a_second_order_of_a_deal_that_is_gone_is_found(night):
    withdrawn = night.counted(order(posted=False), side="onec")
    await night.begin()
    await night.hear(withdrawn, second(night))
    await ends(night, 0, 2)

    asked = {type(one): one.only for one in night.published[2:]}
    await night.hear(night.counted(None, 2, gone=True), second(night, 2))

    assert asked == {DealCensus: ("41",), OrderCensus: (SECOND.id,)}
    assert await found(night) == [(SECOND.key, "second_order", "")]


async def test_two_orders_of_a_deal_that_is_gone_ask_for_it_once(night):
    await night.begin()
    await night.hear(night.counted(order(), side="onec"), second(night))
    await ends(night, 0, 2)
    assert [one.only for one in night.published[2:] if isinstance(one, DealCensus)] == [("41",)]

    await night.hear(night.counted(None, 2), night.counted(order(), 2, side="onec"), second(night, 2))

    assert await found(night) == [("deal:41", "no_deal", ""), (SECOND.key, "second_order", "")]


async def test_an_order_that_names_a_deal_without_a_pair_has_no_deal_if_that_is_gone(night):
    await night.begin()
    await night.hear(second(night))
    await ends(night, 0, 1)

    await night.hear(night.counted(None, 2, deal_id="", order_id=""), second(night, 2))

    assert await found(night) == [(SECOND.key, "no_deal", "")]


@pytest.mark.parametrize("words", [{"unread": "Доступ запрещен"}, {}])
async def test_an_order_that_names_a_deal_which_is_there_or_hidden_is_left_alone(night, words):
    old = {"key": "deal:41", "deal_id": "", "order_id": ""}
    await night.begin()
    await night.hear(second(night))
    await ends(night, 0, 1)

    there = None if words else deal(dated=DAY - timedelta(days=900))
    await night.hear(night.counted(there, 2, **old, **words), second(night, 2))

    assert await found(night) == []


async def test_a_second_order_made_since_is_found_though_its_deal_is_older(night):
    await night.begin(since=DAY)
    await night.hear(second(night))
    await ends(night, 0, 1)

    await night.hear(night.counted(deal(), 2), second(night, 2))

    assert await found(night) == [(SECOND.key, "second_order", "")]


async def test_a_draft_that_names_a_deal_is_not_asked_about(night):
    await night.begin()
    await night.hear(second(night, record=order(ref=SECOND, posted=False)))
    await night.hear(CensusEnded(run="mine", side="b24", count=0), CensusEnded(run="mine", side="onec", count=1))

    assert await found(night) == []


async def test_a_copied_deal_is_a_second_one_though_the_order_whose_mark_it_bears_is_older(night):
    copy = Ref(system="b24", kind="deal", id="42")
    counted = night.counted(deal(), key="deal:42", deal_id="", order_id="").with_(ref=copy, bears=order().ref.id)
    await night.begin(since=DAY)
    await night.hear(counted)
    await ends(night, 1, 0)

    await night.hear(counted.with_(look=2), night.counted(order(), 2, side="onec"))

    assert await found(night) == [("deal:42", "second_deal", "")]
