"""Two processes of each connector: the active one is killed, the other one works within 20 s."""

import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio

from sandbox.people.control import Control
from sandbox.people.seller import STAGES
from sandbox.stack import Peers, Stack, StackPlan, running_stack
from sandbox.stack.simulators import tell_portal_where_to_send
from shared.bus.replay import dead_letters
from shared.messages.routes import GROUPS
from tests.integration.backup.business import Business
from tests.integration.growing.roles import CONNECTORS, active_and_waiting, is_active, with_stand_bys
from tests.waiting import wait_until

TAKEN_OVER_S = 20.0
LEFT_OF_A_LEASE_S = 10.0  # less than is left of one whose holder was killed: 12 s
PAID = STAGES["Счет оплачен"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def long_running(peers: Peers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A stack as customers run it, with a portal's limits, and a second process of each connector."""
    plan = StackPlan(services=with_stand_bys(1))
    async with running_stack(tmp_path_factory.mktemp("stand-by"), plan, peers) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def stack(long_running: Stack) -> AsyncIterator[Stack]:
    """The same one, with everybody back after the test; who is active changes from test to test."""
    yield long_running
    for name in long_running.names:
        if long_running.supervisor[name].pid is None:
            await long_running.start(name)


async def send_events_to(stack: Stack, name: str) -> None:
    """Let the portal know one address alone."""
    async with stack.portal.control() as control:
        await control.delete("webhooks")
    await tell_portal_where_to_send(stack.portal, f"{stack.services[name].http_url}/b24/events")


async def seconds_until(condition: Callable[[], bool], since: float) -> float:
    """Wait for what must be done in time after a kill; return how long it took."""
    await wait_until(condition, TAKEN_OVER_S - (time.monotonic() - since))
    return time.monotonic() - since


class Office(Business):
    """A deal that has its order already, and one that is moved at the worst moment."""

    def opens(self, number: int) -> None:
        """Sell the first deal to a client that other tests do not use."""
        self.number = number
        self.first = self.sold(number)

    def is_open(self) -> bool:
        return self.is_exchanged(self.first)

    def moves_a_deal(self) -> None:
        self.second = self.sold(self.number + 1)

    def takes_money(self) -> None:
        (order,) = self.accountant.orders_of_deal(self.first)
        self.accountant.act(order.guid, "pay")

    def is_ordered(self) -> bool:
        return [order.posted for order in self.accountant.orders_of_deal(self.second)] == [True]

    def is_paid(self) -> bool:
        return self.seller.card(self.first).stage == PAID


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("victims", "number"), [(CONNECTORS[:1], 0), (CONNECTORS[1:], 2), (CONNECTORS, 4)], ids=["b24", "onec", "both"]
)
async def test_a_stand_by_brings_deal_and_payment_across_within_20_s_of_the_kill(
    stack: Stack, victims: tuple[str, ...], number: int, record_property: Callable[[str, object], None]
) -> None:
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        office = Office(stack, portal, base)
        office.opens(number)
        await wait_until(office.is_open, 60)
        roles = {service: await active_and_waiting(stack, service) for service in CONNECTORS}
        await send_events_to(stack, roles["b24-connector"][0])  # what is sent to a dead one is lost, as in life

        for service in victims:
            stack.kill(roles[service][0])
        killed = time.monotonic()
        office.moves_a_deal()
        office.takes_money()
        # One after the other: whichever is slower shows its time in the second figure.
        record_property("order after s", round(await seconds_until(office.is_ordered, killed), 1))
        record_property("stage after s", round(await seconds_until(office.is_paid, killed), 1))

        for service in victims:
            assert await is_active(stack, service, roles[service][1])
        await wait_until(lambda: office.is_exchanged(office.second), 60)
        assert office.doubled() == []
        assert office.differences([office.first, office.second]) == []
        letters = [await dead_letters(stack.addresses()["amqp_url"], group) for group in GROUPS]
        assert letters == [[]] * len(GROUPS)


@pytest.mark.timeout(120)
async def test_a_stand_by_does_not_wait_for_the_end_of_a_lease_that_was_given_back(
    stack: Stack, record_property: Callable[[str, object], None]
) -> None:
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        office = Office(stack, portal, base)
        roles = [await active_and_waiting(stack, service) for service in CONNECTORS]
        office.number = 7

        for active, _ in roles:
            await stack.stop(active)
        stopped = time.monotonic()
        office.moves_a_deal()
        seconds = await seconds_until(office.is_ordered, stopped)

        record_property("order after s", round(seconds, 1))
        assert seconds < LEFT_OF_A_LEASE_S


@pytest.mark.timeout(120)
async def test_events_are_taken_in_by_a_stand_by_before_it_is_the_active_one(stack: Stack) -> None:
    """As behind a balancer that has both addresses."""
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        office = Office(stack, portal, base)
        office.opens(6)
        await wait_until(office.is_open, 60)
        active, waiting = await active_and_waiting(stack, "b24-connector")
        before = await taken_in(stack, waiting)
        await send_events_to(stack, waiting)

        stack.kill(active)
        killed = time.monotonic()
        office.moves_a_deal()

        async def is_taken_in() -> bool:
            return await taken_in(stack, waiting) > before

        await wait_until(is_taken_in, 5)
        assert not await is_active(stack, "b24-connector", waiting)
        await seconds_until(office.is_ordered, killed)
        assert office.doubled() == []


async def taken_in(stack: Stack, name: str) -> float:
    """Count the events that this process has passed on to the broker."""
    async with httpx.AsyncClient(trust_env=False) as client:
        lines = (await client.get(f"{stack.services[name].http_url}/metrics")).text.splitlines()
    taken = 'bus_intake_events_total{outcome="taken",system="b24"}'
    found = [line.split()[-1] for line in lines if line.startswith(taken)]
    return float(found[0]) if found else 0
