"""When a batch leaves: at once for one deal, full for a thousand."""

import pytest

from services.b24_connector.portal.queues import BUSY_INTERVAL_S, BUSY_WINDOW_S, BUSY_WRITES, QUIET_S, CallQueues
from services.b24_connector.portal.slots import BatchCommand, Chain


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queues(clock: Clock) -> CallQueues:
    return CallQueues(spare=True, clock=clock)


def ask(queues: CallQueues, commands: int = 1) -> None:
    slot = Chain([BatchCommand("crm.item.update", {})] * commands)
    queues.add(slot, lane="orders", write=True)
    queues.join(slot)


def wait_s(queues: CallQueues) -> float:
    due = queues.next_due()
    assert due is not None
    return due[0]


async def test_a_single_call_leaves_after_five_milliseconds(queues):
    ask(queues)

    assert wait_s(queues) == pytest.approx(QUIET_S)


async def test_a_full_batch_leaves_at_once_also_under_load(queues):
    for _ in range(max(BUSY_WRITES, 50)):
        ask(queues)

    assert wait_s(queues) == 0


async def test_under_load_a_batch_that_is_not_full_waits_for_the_one_before(queues, clock):
    for _ in range(BUSY_WRITES):
        ask(queues)
    while (due := queues.next_due()) and due[1].commands:
        queues.take(due[1])
    clock.now += 2

    ask(queues)

    assert wait_s(queues) == pytest.approx(BUSY_INTERVAL_S - 2)


async def test_when_the_load_is_over_calls_leave_at_once_again(queues, clock):
    for _ in range(BUSY_WRITES):
        ask(queues)
    while (due := queues.next_due()) and due[1].commands:
        queues.take(due[1])
    clock.now += BUSY_WINDOW_S

    ask(queues)

    assert wait_s(queues) == pytest.approx(QUIET_S)


async def test_load_makes_no_batch_wait_where_the_portal_has_no_limit(clock):
    queues = CallQueues(spare=False, clock=clock)
    for _ in range(BUSY_WRITES):
        ask(queues)
    while (due := queues.next_due()) and due[1].commands:
        queues.take(due[1])

    ask(queues)

    assert wait_s(queues) == pytest.approx(QUIET_S)


@pytest.mark.parametrize(("seconds", "commands"), [(0.2, 50), (0.8, 50), (1.5, 30), (46.0, 1)])
async def test_slow_commands_of_orders_are_fewer_in_a_batch_so_that_the_cloud_ends_no_request(clock, seconds, commands):
    queues = CallQueues(spare=True, cost=lambda _: seconds, clock=clock)
    for _ in range(60):
        ask(queues)

    assert len(queues.take(queues.next_due()[1])) == commands
