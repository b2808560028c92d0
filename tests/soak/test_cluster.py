"""Three broker nodes, replicas, stand-bys, two customers: the node that everybody talks to dies and comes back."""

import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from sandbox.people.control import Control
from sandbox.stack import SERVICES, Database, Peers, Stack, StackPlan, running_stack
from sandbox.stack.cluster import Cluster, local_cluster
from sandbox.stack.rabbitmq import Member
from services.console.broker.management import BrokerError, examine
from services.console.settings import ConsoleSettings
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane, on
from shared.bus.replay import DeadLetter, dead_letters
from shared.bus.result import HandlerResult
from shared.bus.topology import apply_topology
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.routes import GROUPS
from shared.messages.things import Ref
from tests.integration.backup.business import Business
from tests.integration.growing.roles import active_and_waiting, with_stand_bys
from tests.integration.rights.conftest import administrators
from tests.waiting import wait_until

NODES = 3
BEFORE, DURING, AFTER = range(4), range(4, 9), range(9, 12)  # clients whose deals are sold then
TYPED = 3
LETTERS = 100

REPLICAS = 4
LARGE, SMALL = (
    StackPlan(
        services=services,
        portal_options=("--rate", "1000", "--bucket", "100000"),
        environment={
            "b24-connector": {"DEALBUS_B24_RATE": "0", "DEALBUS_B24_SWEEP_S": "5"},
            "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"},
        },
    )
    for services in (with_stand_bys(REPLICAS), SERVICES)
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
async def stacks(cluster: Cluster, database: Database, tmp_path: Path) -> AsyncIterator[tuple[Stack, Stack]]:
    """Two customers, each with a virtual host and a database of its own; the first one has replicas and stand-bys."""
    servers = Peers(cluster.broker, database)
    async with (
        running_stack(tmp_path / "large", LARGE, servers) as large,
        running_stack(tmp_path / "small", SMALL, servers) as small,
    ):
        yield large, small


class Trade(Business):
    """Deals that are sold, and orders that are typed and edited in 1C, at one customer."""

    def __init__(self, stack: Stack, portal: Control, base: Control) -> None:
        super().__init__(stack, portal, base)
        self.amqp_url: str = stack.addresses()["amqp_url"]
        self.vhost = urlsplit(self.amqp_url).path.removeprefix("/")
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

    async def dead(self) -> list[DeadLetter]:
        return [letter for group in GROUPS for letter in await dead_letters(self.amqp_url, group)]


@pytest.fixture
def trades(stacks: tuple[Stack, Stack]) -> Iterator[list[Trade]]:
    with ExitStack() as opened:
        controls = [
            [opened.enter_context(Control(one.control_url)) for one in (stack.portal, stack.base)] for stack in stacks
        ]
        yield [Trade(stack, portal, base) for stack, (portal, base) in zip(stacks, controls, strict=True)]


async def are_equal(trades: list[Trade], timeout_s: float) -> list[str]:
    """Give both sides of all the time to become equal, and return what is not."""
    with suppress(AssertionError):  # the caller tells what stays different
        await wait_until(lambda: not any(trade.unequal() for trade in trades), timeout_s, every=0.5)
    return [f"{trade.vhost}: {words}" for trade in trades for words in trade.unequal()]


async def most_needed(cluster: Cluster, vhosts: set[str]) -> Member:
    """Return the node that leads every queue of these and has all their connections."""

    async def placed() -> list[str]:
        leaders = {queue.get("leader") for vhost in vhosts for queue in await cluster.queues(vhost)}
        links = [link for link in await cluster.connections() if link["vhost"] in vhosts]
        nodes = {link["node"] for link in links}
        told = {link["vhost"] for link in links} == vhosts and leaders == nodes and len(nodes) == 1
        return sorted(nodes) if told else []

    (name,) = await wait_until(placed, 30, every=0.5)
    return cluster.member(name)


async def lacking(cluster: Cluster, vhost: str) -> dict[str, list[str]]:
    """Tell the queues that do not have all three members online."""
    queues = await cluster.queues(vhost)
    assert queues
    return {queue["name"]: queue.get("online", []) for queue in queues if len(queue.get("online", [])) < NODES}


@pytest.mark.timeout(600)
async def test_nothing_is_lost_or_doubled_when_the_node_that_leads_every_queue_is_killed(
    cluster: Cluster,
    stacks: tuple[Stack, Stack],
    trades: list[Trade],
    record_property: Callable[[str, object], None],
) -> None:
    vhosts = {trade.vhost for trade in trades}
    for trade in trades:
        trade.sells(BEFORE)
    assert await are_equal(trades, 90) == []
    assert {len(queue["members"]) for vhost in vhosts for queue in await cluster.queues(vhost)} == {NODES}
    node = await most_needed(cluster, vhosts)
    active, _ = await active_and_waiting(stacks[0], "onec-connector")

    for trade in trades:
        trade.sells(DURING)
        trade.types()
    node.program.kill()
    stacks[0].kill(active)
    killed = time.monotonic()
    for trade in trades:
        trade.sells(AFTER)
        trade.corrects(trade.deals[0], 7)
    assert await are_equal(trades[1:], 120) == []
    record_property("both sides equal again after s", round(time.monotonic() - killed, 1))
    assert await are_equal(trades, 240) == []
    record_property("with a stand-by that took over after s", round(time.monotonic() - killed, 1))

    assert node.name not in await cluster.running()
    await node.program.start(timeout_s=120)

    async def is_whole() -> bool:
        return not any([await lacking(cluster, vhost) for vhost in vhosts])

    await wait_until(is_whole, 60, every=0.5)
    for trade in trades:
        trade.corrects(trade.deals[1], 9)
    assert await are_equal(trades, 60) == []
    assert [[max(trade.quantities(deal)) for deal in trade.deals[:2]] for trade in trades] == [[7, 9], [7, 9]]
    assert [(trade.doubled(), await trade.dead()) for trade in trades] == [([], []), ([], [])]


class Stumbling:
    """A handler that fails the first time, and for ever for every fifth deal."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.done: set[str] = set()

    async def touched(self, _: Envelope, message: Message) -> HandlerResult:
        assert isinstance(message, DealTouched)
        deal = message.ref.id
        self.tried[deal] += 1
        if int(deal) % 5 == 0:
            raise Permanent("Нет ИНН.", reason="invalid")
        if self.tried[deal] == 1:
            raise Retryable("not yet", after_s=5)
        self.done.add(deal)
        return HandlerResult()


@pytest.mark.timeout(240)
async def test_what_waits_on_a_rung_comes_back_and_dead_letters_stay_when_their_node_is_killed(
    cluster: Cluster,
) -> None:
    group, wanted = "b24-connector.orders", {str(number) for number in range(1, LETTERS + 1)}
    amqp_url = await cluster.broker.create_vhost("rungs")
    await apply_topology(amqp_url)
    handler = Stumbling()
    lane = Lane(group=group, handlers=[on(DealTouched, handler.touched)], prefetch=50)

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


@pytest.mark.timeout(240)
async def test_a_node_that_joined_too_late_to_get_queues_is_told_with_the_command_that_mends_it(
    cluster: Cluster,
) -> None:
    amqp_url = await cluster.broker.create_vhost("born")
    await apply_topology(amqp_url)
    late = cluster.members[1]
    assert run_tool(late, f"rabbitmq-queues shrink {late.name}").returncode == 0  # as one that joins afterwards
    settings = ConsoleSettings(amqp_url=amqp_url, management_url=administrators(cluster.broker))

    async def told() -> str:
        try:
            await examine(settings)
        except BrokerError as error:
            return str(error)
        return ""

    sentence = await wait_until(told, 30, every=0.5)
    command = f"rabbitmq-queues grow {late.name} all"
    assert f"На узле брокера {late.name} нет" in sentence
    assert sentence.endswith(f"; выполните {command}.")
    assert len(sentence.splitlines()) == 1
    assert run_tool(late, command).returncode == 0

    async def is_mended() -> bool:
        return not await told()

    await wait_until(is_mended, 30, every=0.5)
    assert await lacking(cluster, "born") == {}


def run_tool(member: Member, command: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of the broker's own tools as the administrator of its machine does."""
    node = member.program.command
    tool, *arguments = command.split()
    argv = [str(Path(node.argv[0]).parent / tool), "-n", member.name, *arguments]
    return subprocess.run(argv, env=dict(node.environment), cwd=node.cwd, capture_output=True, check=False, timeout=120)
