"""CC and BCC name further routing keys, which brokers before 4.0.3 hold to no right; still they reach nothing more."""

import shutil
from collections.abc import AsyncIterator

import aio_pika
import pytest
import pytest_asyncio
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.exceptions import ChannelAccessRefused

from sandbox.stack import Broker
from sandbox.stack.broker import local_broker
from sandbox.stack.installing import find_or_install_newer_rabbitmq
from sandbox.stack.next_release import NotOfferedError
from sandbox.stack.rabbitmq import private_node
from shared.bus.rights import Login, definitions, topics_of
from shared.bus.topology import apply_topology, queues, retry_exchange
from shared.messages.envelope import topic_of
from shared.messages.routes import GROUPS, MESSAGES, ROUTES, SERVICES, exchange_of, groups_of

VHOST = "headers"
QUEUES = [queue.name for queue in queues()]
TOPICS = [topic_of(message.TYPE) for message in MESSAGES]
GROUP_OF = {topic_of(route.message.TYPE): route.to for route in ROUTES}

pytestmark = pytest.mark.timeout(300)  # a first run unpacks the newer server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get to get a RabbitMQ 4.x with")
    try:
        find_or_install_newer_rabbitmq()
    except NotOfferedError as reason:
        pytest.skip(str(reason))
    workdir = tmp_path_factory.mktemp("newer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEALBUS_RABBITMQ", "4.x")
        prepared_node = private_node(workdir)
    async with local_broker(workdir, prepared_node) as broker:
        yield broker


@pytest.fixture(scope="module", params=["broker", "newer"], ids=["usual", "4.x"])
def either(request: pytest.FixtureRequest) -> Broker:
    found: Broker = request.getfixturevalue(request.param)
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def url(either: Broker) -> AsyncIterator[str]:
    """The administrator's address of a virtual host with topology and users; `service:p@` is each user's login.

    Each test leaves its queues empty.
    """
    yield await prepared(either)
    await either.delete_vhost(VHOST)


async def prepared(broker: Broker) -> str:
    url = await broker.create_vhost(VHOST)
    await apply_topology(url)
    logins = {service: Login(f"{service}-cc", "p", VHOST) for service in SERVICES}
    async with broker.management() as api:
        (await api.post("/api/definitions", json=definitions(logins))).raise_for_status()
    return url


async def send(connection: AbstractConnection, exchange: str, key: str, headers: dict[str, list[str]]) -> None:
    """Publish a message that holds its key on a channel of its own; a broker that refuses has let nothing through."""
    channel = await connection.channel()
    try:
        target = await channel.get_exchange(exchange, ensure=False)
        await target.publish(aio_pika.Message(key.encode(), headers=dict(headers)), key)
    except ChannelAccessRefused:
        return
    await channel.close()


async def reached(channel: AbstractChannel) -> set[str]:
    """The groups that have got something, and have it no more."""
    counts = {name: (await (await channel.get_queue(name, ensure=False)).purge()).message_count for name in QUEUES}
    return {group for group in GROUPS for name, count in counts.items() if count and name.startswith(group)}


async def arrived(channel: AbstractChannel) -> dict[str, set[str]]:
    """The keys of all messages that have got somewhere, with the groups that had them and have them no more."""
    found: dict[str, set[str]] = {}
    for name in QUEUES:
        queue = await channel.get_queue(name, ensure=False)
        while message := await queue.get(fail=False, no_ack=True):
            found.setdefault(message.body.decode(), set()).update(group for group in GROUPS if name.startswith(group))
    return found


@pytest.mark.parametrize("header", ["CC", "BCC"])
async def test_a_header_reaches_no_queue_that_the_routing_key_does_not(url: str, header: str) -> None:
    async with await aio_pika.connect(url) as administrator:
        channel = await administrator.channel()
        for service in SERVICES:
            own = topics_of(service)
            foreign = [*(topic for topic in TOPICS if topic not in own), *QUEUES]
            async with await aio_pika.connect(url.replace("//dealbus:dealbus@", f"//{service}-cc:p@")) as user:
                await send(user, exchange_of(service), own[0], {header: foreign})
                assert await reached(channel) <= {GROUP_OF[own[0]]}, service

                for group in groups_of(service):
                    await send(user, retry_exchange(group), f"{group}.dead", {header: foreign})
                    assert await reached(channel) == {group}, service


async def test_a_message_without_such_a_header_arrives(url: str) -> None:
    async with await aio_pika.connect(url) as administrator:
        channel = await administrator.channel()
        for service in SERVICES:
            async with await aio_pika.connect(url.replace("//dealbus:dealbus@", f"//{service}-cc:p@")) as user:
                for topic in topics_of(service):
                    await send(user, exchange_of(service), topic, {})
                assert await arrived(channel) == {topic: {GROUP_OF[topic]} for topic in topics_of(service)}, service
