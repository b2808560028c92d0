"""The console's page shows all it has to under a user that can change nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from secrets import token_hex

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused
from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure

from services.console.broker.rights import apply
from services.console.settings import ConsoleSettings
from services.console.web.application import application
from services.console.web.settings import WebSettings
from services.mapper.links import Links
from services.mapper.refusals import RefusalReason
from shared.bus.topology import apply_topology
from shared.messages.routes import GROUPS, exchange_of
from shared.messages.things import Ref
from shared.store import connect
from shared.store.ownership import COLLECTIONS, READER
from tests.contract.console.web.visitor import LINE, RULES, log_in, visitor, words_of
from tests.integration.rights.conftest import Addresses, addresses, administrators, forget_users

DATABASE = "customer"
PAGES = ("/", "/standing", "/failed", "/find?q=41", "/pair/deal:41", "/doubts", "/loads", "/reconciliation", "/rules")
UNAUTHORIZED = 13


@pytest.fixture
async def given(broker, guarded, tmp_path) -> AsyncIterator[Addresses]:
    vhost = f"t-{token_hex(6)}"
    amqp_url = await broker.create_vhost(vhost)
    await apply_topology(amqp_url)
    found = addresses(tmp_path / "secrets", amqp_url, guarded.url)
    settings = ConsoleSettings(
        amqp_url=amqp_url, management_url=administrators(broker), mongo_url=guarded.url, mongo_database=DATABASE
    )
    await apply(settings, found.folder)
    await has_a_standing_deal_and_a_dead_letter(amqp_url, guarded.url)
    yield found
    await forget_users(broker, found)
    await broker.delete_vhost(vhost)


async def has_a_standing_deal_and_a_dead_letter(amqp_url: str, mongo_url: str) -> None:
    async with connect(mongo_url, DATABASE) as database:
        links, deal = Links(database), Ref(system="b24", kind="deal", id="41")
        await links.prepare()
        await links.bear(deal)
        await links.complete(deal.key, None, refusal=RefusalReason("item", "Нет товара «Болт» в 1С."))
        await links.note_peer("onec", is_open=False, since=datetime.now(UTC))
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(b"nonsense", delivery_mode=2), "mapper.orders.dead")


async def test_every_page_is_shown_under_it(given, monkeypatch):
    named = {
        "AMQP_URL": given.amqp[READER],
        "MONGO_URL": given.mongo[READER],
        "MONGO_DATABASE": DATABASE,
        "RULES": str(RULES),
        "CONSOLE_USERS": LINE,
    }
    for name, value in named.items():
        monkeypatch.setenv(f"DEALBUS_{name}", value)
    async with visitor(application(WebSettings.load())) as page:
        await log_in(page)
        answers = {path: await page.get(path) for path in PAGES}

    told = {path: words_of(answer.text) for path, answer in answers.items()}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code not in {200, 303}} == {}
    assert "Нет товара «Болт» в 1С." in told["/standing"]
    assert "mapper.orders" in told["/failed"]
    assert "Нет товара «Болт» в 1С." in told["/pair/deal:41"]


async def test_it_reads_dead_letters_and_no_queue_of_work_and_publishes_nothing(given):
    async def allowed(connection, action) -> bool:
        channel = await connection.channel()
        try:
            await action(channel)
        except ChannelAccessRefused:
            return False
        await channel.close()
        return True

    async def read(channel, name: str) -> None:
        await (await channel.get_queue(name, ensure=False)).get(fail=False, no_ack=False)

    async def publish(channel) -> None:
        exchange = await channel.get_exchange(exchange_of("mapper"), ensure=False)
        await exchange.publish(aio_pika.Message(b"{}"), "deal.note")

    async def declare(channel) -> None:
        await channel.declare_queue("mine", durable=True, arguments={"x-queue-type": "quorum"})

    async def purge(channel) -> None:
        await channel.queue_delete("mapper.orders.dead")

    queues = [name for group in sorted(GROUPS) for name in (group, f"{group}.dead")]
    async with await aio_pika.connect(given.amqp[READER]) as connection:
        readable = [
            name for name in queues if await allowed(connection, lambda channel, name=name: read(channel, name))
        ]
        done = [action.__name__ for action in (publish, declare, purge) if await allowed(connection, action)]

    assert readable == [name for name in queues if name.endswith(".dead")]
    assert done == []


async def test_it_reads_every_collection_and_writes_none(given):
    everything = [name for owned in COLLECTIONS.values() for name in owned]
    async with AsyncMongoClient(given.mongo[READER]) as client:
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
        dropped = [name for name in everything if await may(database[name].drop())]

    assert (read, written, dropped) == (everything, [], [])
