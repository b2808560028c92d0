"""No service can read another's queue or collection, nor publish another's type; what it needs it can."""

from collections.abc import AsyncIterator
from secrets import token_hex

import aio_pika
import pytest
import pytest_asyncio
from aiormq.exceptions import ChannelAccessRefused
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from sandbox.stack import Broker
from services.console.broker.rights import apply
from services.console.settings import ConsoleSettings
from shared.bus.rights import topics_of
from shared.bus.topology import apply_topology, queues
from shared.messages.envelope import topic_of
from shared.messages.routes import MESSAGES, PUBLISHERS, SERVICES, exchange_of, groups_of
from shared.store.ownership import COLLECTIONS
from tests.integration.rights.conftest import Addresses, addresses, administrators, forget_users, guarded_database

QUEUES = [queue.name for queue in queues()]
TOPICS = [topic_of(message.TYPE) for message in MESSAGES]
DATABASE = "customer"
UNAUTHORIZED = 13


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def given(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Addresses]:
    """Users with their rights, for all tests of this file: none minds what another has written."""
    folder, vhost = tmp_path_factory.mktemp("rights"), f"t-{token_hex(6)}"
    amqp_url = await broker.create_vhost(vhost)
    await apply_topology(amqp_url)
    async with guarded_database(folder) as guarded:
        found = addresses(folder / "secrets", amqp_url, guarded.url)
        settings = ConsoleSettings(
            amqp_url=amqp_url, management_url=administrators(broker), mongo_url=guarded.url, mongo_database=DATABASE
        )
        await apply(settings, found.folder)
        await apply(settings, found.folder)  # repeatable
        yield found
    await forget_users(broker, found)
    await broker.delete_vhost(vhost)


async def allowed(connection, action) -> bool:
    """Try it on a channel of its own: the broker closes one that oversteps."""
    channel = await connection.channel()
    try:
        await action(channel)
    except ChannelAccessRefused:
        return False
    await channel.close()
    return True


async def readable(connection) -> list[str]:
    async def read(channel, name: str) -> None:
        await (await channel.get_queue(name, ensure=False)).get(fail=False, no_ack=True)

    return [name for name in QUEUES if await allowed(connection, lambda channel, name=name: read(channel, name))]


async def publishable(connection, program: str) -> list[str]:
    """The topics that may be published to a program's exchange."""

    async def publish(channel, topic: str) -> None:
        exchange = await channel.get_exchange(exchange_of(program), ensure=False)
        await exchange.publish(aio_pika.Message(b"{}"), topic)

    return [
        topic for topic in TOPICS if await allowed(connection, lambda channel, topic=topic: publish(channel, topic))
    ]


async def test_each_service_reads_its_own_queues_and_publishes_its_own_types_and_no_others(given: Addresses) -> None:
    for service in SERVICES:
        async with await aio_pika.connect(given.amqp[service]) as connection:
            assert await readable(connection) == groups_of(service), service
            found = {program: sorted(await publishable(connection, program)) for program in PUBLISHERS}
            assert found == {program: topics_of(service) if program == service else [] for program in PUBLISHERS}


async def test_no_service_can_declare_delete_or_send_past_the_exchanges(given: Addresses) -> None:
    async def declare(channel) -> None:
        await channel.declare_queue("mine", durable=True, arguments={"x-queue-type": "quorum"})

    async def declare_exchange(channel) -> None:
        await channel.declare_exchange("mine", "fanout")

    async def send_past(channel) -> None:
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), "mapper.orders")

    async def delete(channel) -> None:
        await channel.queue_delete("mapper.orders")

    async def bind(channel) -> None:
        queue = await channel.get_queue("mapper.orders", ensure=False)
        await queue.bind(exchange_of("mapper"), "deal.touched")

    for service in SERVICES:
        async with await aio_pika.connect(given.amqp[service]) as connection:
            for action in (declare, declare_exchange, send_past, delete, bind):
                assert not await allowed(connection, action), f"{service} {action.__name__}"


async def test_each_service_reads_and_writes_its_own_collections_and_no_others(given: Addresses) -> None:
    everything = [name for owned in COLLECTIONS.values() for name in owned]
    for service, url in given.mongo.items():
        if service not in COLLECTIONS:
            continue  # the console's page: test_page_rights.py
        async with AsyncMongoClient(url) as client:
            database = client[DATABASE]

            async def may(action) -> bool:
                try:
                    await action
                except OperationFailure as refusal:
                    if refusal.code == UNAUTHORIZED:
                        return False
                    raise
                return True

            read = [name for name in everything if await may(database[name].find_one())]
            written = [name for name in everything if await may(database[name].insert_one({"of": "rights"}))]
            elsewhere = await may(client["another_customer"]["links"].find_one())
            dropped = [name for name in everything if await may(database[name].drop())]

        assert (read, written) == (list(COLLECTIONS[service]),) * 2, service
        assert not elsewhere, service
        assert dropped == [], service


def test_no_collection_has_two_owners() -> None:
    everything = [name for owned in COLLECTIONS.values() for name in owned]

    assert len(everything) == len(set(everything))
