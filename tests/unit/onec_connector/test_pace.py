"""A pass over a catalogue leaves room in the lane for what comes behind its hints."""

import asyncio

import pytest

from services.onec_connector.intake.pace import Pace
from shared.bus.errors import BrokerAwayError
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref


class Lane:
    """What the broker holds of a pass's hints."""

    def __init__(self, **words) -> None:
        self.keys: list[str] = []
        self.is_away = False
        self.pace = Pace(self.publish, **words)

    async def publish(self, *hints, **_) -> None:
        if self.is_away:
            raise BrokerAwayError("the broker does not answer")
        self.keys += [one.subject for one in hints]


def hints(*names: str) -> list[ItemTouched]:
    return [ItemTouched(ref=Ref(system="onec", kind="item", id=name)) for name in names]


async def test_the_next_hints_wait_until_all_before_them_are_taken():
    lane = Lane(at_once=2)
    passing = asyncio.create_task(lane.pace.send(hints("a", "b", "c")))
    await asyncio.wait({passing}, timeout=0.01)
    at_first = list(lane.keys)

    lane.pace.taken("item:a")
    await asyncio.wait({passing}, timeout=0.01)
    with_one_left = list(lane.keys)
    lane.pace.taken("item:b")
    await asyncio.wait_for(passing, timeout=10)

    assert at_first == with_one_left == ["item:a", "item:b"]
    assert lane.keys == ["item:a", "item:b", "item:c"]


async def test_hints_that_are_never_seen_again_hold_nothing_up_for_ever():
    lane = Lane(at_once=1, patience_s=0.01)

    await asyncio.wait_for(lane.pace.send(hints("a", "b")), timeout=10)

    assert lane.keys == ["item:a", "item:b"]


async def test_hints_that_could_not_be_published_hold_nothing_up():
    lane = Lane(at_once=2)
    lane.is_away = True
    with pytest.raises(BrokerAwayError):
        await lane.pace.send(hints("a", "b"))
    lane.is_away = False

    await asyncio.wait_for(lane.pace.send(hints("a", "b")), timeout=10)

    assert lane.keys == ["item:a", "item:b"]


async def test_hints_of_others_and_an_empty_pass_change_nothing():
    lane = Lane(at_once=20)

    lane.pace.taken("order:1")
    await lane.pace.send([])
    await asyncio.wait_for(lane.pace.send(hints("a")), timeout=10)

    assert lane.keys == ["item:a"]
