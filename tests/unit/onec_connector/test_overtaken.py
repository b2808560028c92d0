"""A command decided while 1C was closed is decided anew, once, whatever clock decided it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.onec_connector.writer.orders.overtaken import Opening
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref

TOUCH = DealTouched(ref=Ref(system="b24", kind="deal", id="41"))


def decided(*, ago: timedelta, cause=None):
    return wrap(TOUCH, source="mapper", cause=cause).with_(time=datetime.now(UTC) - ago)


@pytest.fixture(name="opening")
def _opening():
    opening = Opening()
    opening.opened(datetime.now(UTC))
    return opening


def test_before_1c_was_ever_seen_to_open_nothing_is_overtaken():
    assert not Opening().has_overtaken(decided(ago=timedelta(days=1)))


def test_what_was_decided_after_it_opened_is_not_overtaken(opening):
    assert not opening.has_overtaken(decided(ago=timedelta(seconds=-1)))


def test_what_was_decided_before_is_overtaken_however_often_it_comes(opening):
    command = decided(ago=timedelta(minutes=1))

    assert opening.has_overtaken(command)
    opening.send_back(command)
    assert opening.has_overtaken(command)


def test_the_new_decision_counts_though_the_clock_that_made_it_is_an_hour_behind(opening):
    first = decided(ago=timedelta(hours=1))
    opening.send_back(first)

    assert not opening.has_overtaken(decided(ago=timedelta(hours=1), cause=first))


def test_a_new_decision_is_overtaken_when_1c_has_closed_and_opened_again_since(opening):
    first = decided(ago=timedelta(minutes=2))
    opening.send_back(first)
    second = decided(ago=timedelta(minutes=1), cause=first)

    opening.opened(datetime.now(UTC))

    assert opening.has_overtaken(second)
