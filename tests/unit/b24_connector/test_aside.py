"""The lane `directory` takes what orders leave: of the bucket, of the batches, of a method's time."""

import pytest

from services.b24_connector.portal.aside import AT_ONCE, BATCH_S, LEFT_FOR_ORDERS, SHARE_S, Aside
from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import Operating
from services.b24_connector.portal.queues import BUSY_WRITES, QUIET_S, CallQueues
from services.b24_connector.portal.slots import BatchCommand, Chain
from shared.bus.errors import Retryable
from tests.unit.b24_connector.test_queues import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> Budget:
    """An empty bucket of fifty."""
    budget = Budget(rate=2, bucket=50, clock=clock)
    clock.now += 60
    return budget


@pytest.fixture
def aside(budget: Budget, clock: Clock) -> Aside:
    return Aside(budget, Operating(clock=clock), clock=clock)


def ask(queues: CallQueues, lane: str, *, write: bool = True, times: int = 1) -> None:
    for _ in range(times):
        slot = Chain([BatchCommand("catalog.product.update", {})])
        queues.add(slot, lane=lane, write=write)
        queues.join(slot)


async def test_the_directory_waits_until_enough_of_the_bucket_is_left(aside, budget, clock):
    budget.pour(30)

    wait_s = aside.wait_s()
    clock.now += wait_s

    assert wait_s > 0
    assert budget.left == pytest.approx(LEFT_FOR_ORDERS)
    assert aside.wait_s() == pytest.approx(0)


async def test_where_so_much_is_never_left_the_directory_has_a_request_now_and_then(aside, budget, clock):
    budget.pour(47)
    aside.left("directory")
    aside.came("directory")

    waits = aside.wait_s()
    clock.now += SHARE_S
    budget.pour(SHARE_S * 1.96 - 1)

    assert (waits, aside.wait_s()) == (pytest.approx(SHARE_S), pytest.approx(0))
    assert budget.left < LEFT_FOR_ORDERS


async def test_its_share_waits_until_one_request_fits(aside, budget, clock):
    clock.now += SHARE_S
    budget.pour(47)

    assert aside.wait_s() == pytest.approx(budget.wait_s()) == pytest.approx(1 / 1.96)


async def test_a_small_bucket_or_none_does_not_shut_the_directory_out_for_ever(clock):
    small, none = Budget(rate=2, bucket=20, clock=clock), Budget(rate=0, bucket=50, clock=clock)
    clock.now += 60

    assert [Aside(one, Operating()).wait_s() for one in (small, none)] == [0, 0]


async def test_only_so_many_batches_of_the_directory_are_away_at_once(aside):
    for _ in range(AT_ONCE):
        aside.left("directory")
    waits = aside.wait_s()
    aside.came("directory")

    assert (waits > 0, aside.wait_s()) == (True, 0)


async def test_batches_of_orders_do_not_count(aside):
    for _ in range(AT_ONCE):
        aside.left("orders")

    assert aside.wait_s() == 0


@pytest.mark.parametrize(("seconds", "commands"), [(0.76, 6), (0.35, 14), (0.011, 50), (9.0, 1)])
async def test_a_batch_of_the_directory_keeps_the_portal_at_work_for_five_seconds(clock, seconds, commands):
    queues = CallQueues(spare=True, cost=lambda _: seconds, clock=clock)
    ask(queues, "directory", times=60)

    assert len(queues.take(queues.next_due()[1])) == commands
    assert commands == 1 or commands * seconds <= BATCH_S


async def test_a_batch_of_the_directory_does_not_wait_for_more_than_fits(clock):
    queues = CallQueues(spare=True, cost=lambda _: 1.0, clock=clock)
    with queues.visit("directory"):
        ask(queues, "directory", times=5)

        assert queues.next_due()[0] == 0


async def test_an_order_goes_before_whatever_of_the_directory_was_due_sooner(clock):
    queues = CallQueues(spare=True, clock=clock)
    ask(queues, "directory")
    clock.now += 1
    ask(queues, "orders")
    clock.now += 1

    assert queues.next_due()[1].lane == "orders"


async def test_an_order_does_not_wait_while_the_directory_may_not_send(clock):
    queues = CallQueues(spare=True, aside=lambda: 60.0, clock=clock)
    ask(queues, "directory", times=60)
    alone = queues.next_due()[0]
    ask(queues, "orders")

    assert alone == 60
    assert queues.next_due()[0] == pytest.approx(QUIET_S)


async def test_a_load_of_the_catalogue_does_not_make_deals_wait_for_full_batches(clock):
    queues = CallQueues(spare=True, clock=clock)
    ask(queues, "directory", times=BUSY_WRITES * 2)
    while (due := queues.next_due()) and due[1].commands:
        queues.take(due[1])
    ask(queues, "orders")

    assert queues.next_due()[0] == pytest.approx(QUIET_S)


async def test_the_last_fifth_of_a_methods_time_is_for_orders(budget, clock):
    operating = Operating(limit_s=100, clock=clock)
    aside = Aside(budget, operating)
    operating.note("catalog.product.list", {"operating": 81.0})

    with pytest.raises(Retryable), aside.share(["catalog.product.list"], "directory"):
        pass
    with aside.share(["catalog.product.list"], "orders"), aside.share(["catalog.product.add"], "directory"):
        pass


async def test_of_a_method_that_no_order_calls_the_directory_has_nearly_all(budget, clock):
    operating = Operating(limit_s=100, clock=clock)
    operating.note("catalog.product.add", {"operating": 97.0})

    aside = Aside(budget, operating)

    with aside.share(["catalog.product.add"], "directory"):
        pass
    operating.note("catalog.product.add", {"operating": 100.0})
    with pytest.raises(Retryable), aside.share(["catalog.product.add"], "directory"):
        pass


async def test_who_comes_to_a_method_that_is_used_up_waits_outside_and_then_makes_room_for_others(budget, clock):
    operating = Operating(limit_s=100, clock=clock)
    operating.note("catalog.product.add", {"operating": 99.0})
    clock.now += 595

    with pytest.raises(Retryable) as told:
        async with Aside(budget, operating, patience_s=0).turn("catalog.product.add"):
            pass
    assert (told.value.after_s, told.value.counted) == (pytest.approx(5), False)


async def test_no_more_are_let_in_than_fit(budget, clock):
    operating = Operating(limit_s=100, clock=clock)
    aside = Aside(budget, operating, patience_s=0)
    operating.note("catalog.product.add", {"operating": 97.0})

    async with aside.turn("catalog.product.add"):
        with pytest.raises(Retryable):
            await aside.turn("catalog.product.add").__aenter__()
    async with aside.turn("catalog.product.add"):
        pass


async def test_a_call_that_is_under_way_takes_its_room_once(budget, clock):
    operating = Operating(limit_s=100, clock=clock)
    aside = Aside(budget, operating, patience_s=0)
    operating.note("catalog.product.add", {"operating": 96.6})

    async with aside.turn("catalog.product.add"):
        with aside.share(["catalog.product.add"], "directory"):
            async with aside.turn("catalog.product.add"):
                with pytest.raises(Retryable):
                    await aside.turn("catalog.product.add").__aenter__()
