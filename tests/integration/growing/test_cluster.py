"""Three broker nodes: the one that everybody talks to dies, nothing is lost, and it comes back."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from sandbox.people.control import Control
from sandbox.stack import Database, Peers, Stack, StackPlan, free_ports, running_stack
from sandbox.stack.cluster import Cluster, local_cluster
from sandbox.stack.rabbitmq import Member
from shared.bus.bus import Bus
from shared.bus.done import Done
from shared.bus.errors import Permanent, Retryable, TopologyError
from shared.bus.lane import Lane
from shared.bus.replay import dead_letters
from shared.bus.topology import GROUPS, apply_topology, check_topology
from shared.messages.envelope import Envelope
from shared.messages.order import Ref
from shared.messages.ring import DealTouched, Message
from tests.integration.backup.business import Business
from tests.waiting import wait_until

NODES = 3
BEFORE, DURING, AFTER = range(4), range(4, 9), range(9, 12)  # clients whose deals are sold then
TYPED = 3
LETTERS = 100

PLAN = StackPlan(
    portal_options=("--rate", "1000", "--bucket", "100000"),
    environment={
        "b24-connector": {"DEALBUS_B24_RATE": "0", "DEALBUS_B24_SWEEP_S": "5"},
        "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"},
    },
)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def long_running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cluster]:
    async with local_cluster(tmp_path_factory.mktemp("cluster"), NODES) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def cluster(long_running: Cluster) -> AsyncIterator[Cluster]:
    """The same three nodes for all tests, every one of them back after each."""
    yield long_running
    for member in long_running.members:
        if member.program.pid is None:
            await member.program.start(timeout_s=120)


@pytest_asyncio.fixture(loop_scope="module")
async def stack(cluster: Cluster, database: Database, tmp_path: Path) -> AsyncIterator[Stack]:
    async with running_stack(tmp_path, PLAN, Peers(cluster.broker, database)) as running:
        yield running


class Trade(Business):
    """Deals that are sold, and orders that are typed and edited in 1C."""

    def __init__(self, stack: Stack, portal: Control, base: Control) -> None:
        super().__init__(stack, portal, base)
        self.deals: list[int] = []
        self.typed: list[str] = []

    def sells(self, numbers: range) -> None:
        self.deals += [self.sold(number) for number in numbers]

    def types(self) -> None:
        """Type new orders in 1C."""
        known = [client for client in self.clients if client.known_to_onec]
        for client in known[:TYPED]:
            rows = [{"item": self.items[0].guid, "quantity": 3, "price": 150}]
            self.typed.append(self.accountant.create(client, rows).guid)

    def unequal(self) -> list[str]:
        found = self.differences(self.deals)
        for guid in self.typed:
            amounts = [self.seller.card(deal).amount for deal in self.seller.deals_of(guid)]
            if amounts != [self.accountant.order(guid).total]:
                found.append(f"order {guid}: {self.accountant.order(guid).total}, its deals: {amounts}")
        return found


async def most_needed(cluster: Cluster, vhost: str) -> Member:
    """Return the node that leads most queues, once it is known where everybody is connected."""

    async def placed() -> list[str]:
        leaders = Counter(queue["leader"] for queue in await cluster.queues(vhost) if queue.get("leader"))
        ours = [link["node"] for link in await cluster.connections() if link["vhost"] == vhost]
        (leader, _), *_ = leaders.most_common(1) or [("", 0)]
        return [leader] if len(ours) >= 2 * len(GROUPS) and set(ours) == {leader} else []

    (name,) = await wait_until(placed, 30, every=0.5)
    return cluster.member(name)


async def lacking(cluster: Cluster, vhost: str) -> dict[str, list[str]]:
    """Tell the queues that do not have all three members online."""
    queues = await cluster.queues(vhost)
    assert queues
    return {queue["name"]: queue.get("online", []) for queue in queues if len(queue.get("online", [])) < NODES}


@pytest.mark.timeout(400)
async def test_nothing_is_lost_or_doubled_when_the_node_that_leads_every_queue_is_killed(
    cluster: Cluster, stack: Stack, record_property: Callable[[str, object], None]
) -> None:
    amqp_url = stack.addresses()["amqp_url"]
    vhost = urlsplit(amqp_url).path.removeprefix("/")
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        trade = Trade(stack, portal, base)
        trade.sells(BEFORE)
        await wait_until(lambda: trade.unequal() == [], 60)
        assert all(len(queue["members"]) == NODES for queue in await cluster.queues(vhost))
        node = await most_needed(cluster, vhost)

        trade.sells(DURING)
        trade.types()
        node.program.kill()
        killed = time.monotonic()
        trade.sells(AFTER)
        trade.corrects(trade.deals[0], 7)
        with suppress(AssertionError):  # what stays different is told by the next line
            await wait_until(lambda: trade.unequal() == [], 120, every=0.5)
        assert trade.unequal() == []
        record_property("both sides equal again after s", round(time.monotonic() - killed, 1))
        assert max(trade.quantities(trade.deals[0])) == 7

        assert node.name not in await cluster.running()
        await node.program.start(timeout_s=120)

        async def is_whole() -> bool:
            return not await lacking(cluster, vhost)

        await wait_until(is_whole, 60, every=0.5)
        trade.corrects(trade.deals[1], 9)
        await wait_until(lambda: trade.unequal() == [], 60)
        assert max(trade.quantities(trade.deals[1])) == 9
        assert trade.doubled() == []
        assert [letter for group in GROUPS for letter in await dead_letters(amqp_url, group)] == []


class Stumbling:
    """A handler that fails the first time, and for ever for every fifth deal."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.done: set[str] = set()

    async def touched(self, _: Envelope, message: Message) -> Done:
        assert isinstance(message, DealTouched)
        deal = message.ref.id
        self.tried[deal] += 1
        if int(deal) % 5 == 0:
            raise Permanent("Нет ИНН.", reason="invalid")
        if self.tried[deal] == 1:
            raise Retryable("not yet", after_s=5)
        self.done.add(deal)
        return Done()


@pytest.mark.timeout(240)
async def test_what_waits_on_a_rung_comes_back_and_dead_letters_stay_when_their_node_is_killed(
    cluster: Cluster,
) -> None:
    group, wanted = "b24-connector.orders", {str(number) for number in range(1, LETTERS + 1)}
    amqp_url = await cluster.broker.create_vhost("rungs")
    await apply_topology(amqp_url)
    handler = Stumbling()
    lane = Lane(group=group, handlers={DealTouched: handler.touched}, prefetch=50)

    async def is_settled() -> bool:
        return {queue.get("leader") for queue in await cluster.queues("rungs")} == {cluster.members[0].name}

    await wait_until(is_settled, 30, every=0.5)
    async with Bus.connect(amqp_url, service="b24-connector") as bus, bus.serve(lane) as consumer:
        await bus.publish(*(DealTouched(ref=Ref(system="b24", kind="deal", id=deal)) for deal in sorted(wanted)))
        await wait_until(lambda: set(handler.tried) == wanted and not consumer.in_flight, 4)  # before any comes back

        cluster.members[0].program.kill()

        await wait_until(lambda: len(handler.done) == LETTERS - LETTERS // 5, 60)

    dead = [letter.subject for letter in await dead_letters(amqp_url, group)]
    assert sorted(dead) == sorted(f"deal:{number}" for number in range(5, LETTERS + 1, 5))


@pytest.mark.asyncio(loop_scope="function")
async def test_a_node_that_is_away_is_passed_over(amqp_url: str) -> None:
    await apply_topology(amqp_url)
    (nobody,) = free_ports(1)
    address = amqp_url.replace("@", f"@127.0.0.1:{nobody},")

    await check_topology(address)
    async with Bus.connect(address, service="test") as bus:
        await bus.publish(DealTouched(ref=Ref(system="b24", kind="deal", id="41")))


async def test_an_address_none_of_whose_nodes_answers_is_told_with_all_of_them() -> None:
    one, two = free_ports(2)

    with pytest.raises(TopologyError, match=f"127.0.0.1:{one} or 127.0.0.1:{two}"):
        await check_topology(f"amqp://guest:guest@127.0.0.1:{one},127.0.0.1:{two}/")
