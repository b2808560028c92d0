"""The oldest message a lane knows of grows old also while the lane gets none."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.waiting import Waiting

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def waiting(clock: Clock) -> Waiting:
    found = Waiting(clock)
    found.begins()
    found.began()
    return found


def test_a_lane_that_holds_nothing_has_nobody_waiting(waiting: Waiting) -> None:
    assert waiting.age_s() == 0


def test_the_oldest_of_what_is_in_hand_counts_until_it_is_settled(waiting: Waiting, clock: Clock) -> None:
    old = waiting.took(NOON - timedelta(minutes=10))
    waiting.took(NOON)
    clock.after(5)

    before = waiting.age_s()
    waiting.settled(old)

    assert (before, waiting.age_s()) == (605, 5)


def test_a_paused_lane_keeps_growing_although_its_messages_were_handed_back(waiting: Waiting, clock: Clock) -> None:
    for minutes in (1, 3, 2):
        ticket = waiting.took(NOON - timedelta(minutes=minutes))
        waiting.handed_back(ticket)
        waiting.settled(ticket)
    clock.after(3600)

    assert waiting.age_s() == 3600 + 180


def test_what_was_handed_back_is_forgotten_when_the_lane_consumes_and_not_when_it_only_tries(
    waiting: Waiting, clock: Clock
) -> None:
    ticket = waiting.took(NOON)
    waiting.handed_back(ticket)
    waiting.settled(ticket)
    clock.after(60)

    waiting.begins()
    tried = waiting.age_s()
    waiting.began()

    assert (tried, waiting.age_s()) == (60, 0)


def test_a_message_of_a_lost_channel_that_ends_late_is_not_waited_for_twice(waiting: Waiting, clock: Clock) -> None:
    late = waiting.took(NOON)
    waiting.begins()
    waiting.began()
    waiting.handed_back(late)
    waiting.settled(late)
    clock.after(60)

    assert waiting.age_s() == 0


def test_a_message_that_came_before_the_broker_said_yes_is_known_when_it_is_handed_back(
    waiting: Waiting, clock: Clock
) -> None:
    waiting.begins()
    early = waiting.took(NOON)
    waiting.began()
    waiting.handed_back(early)
    waiting.settled(early)
    clock.after(60)

    assert waiting.age_s() == 60


def test_a_process_that_serves_the_lane_no_more_says_nothing_of_it(waiting: Waiting, clock: Clock) -> None:
    ticket = waiting.took(NOON)
    waiting.handed_back(ticket)
    waiting.settled(ticket)
    clock.after(60)

    waiting.left()

    assert waiting.age_s() == 0
