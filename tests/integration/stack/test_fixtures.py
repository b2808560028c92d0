import aio_pika
import pytest
from pymongo import AsyncMongoClient

from tests.waiting import wait_until


@pytest.mark.parametrize("_again", range(2))
async def test_each_test_gets_an_empty_virtual_host_of_its_own(amqp_url, _again):
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("mine", durable=True, arguments={"x-queue-type": "quorum"})
        found = queue.declaration_result.message_count

        await channel.default_exchange.publish(aio_pika.Message(b"left behind"), "mine")

    assert found == 0


@pytest.mark.parametrize("_again", range(2))
async def test_each_test_gets_an_empty_database_that_can_do_transactions(mongo_url, mongo_database, _again):
    async with AsyncMongoClient(mongo_url) as client:
        things = client[mongo_database].things
        found = await things.count_documents({})

        async with client.start_session() as session, await session.start_transaction():
            await things.insert_one({"_id": 1}, session=session)

    assert found == 0


async def test_waiting_says_what_was_seen_last():
    numbers = iter(range(100))

    def third_number() -> str:
        return "" if next(numbers) < 2 else "two"

    assert await wait_until(third_number, timeout=5, every=0) == "two"
    with pytest.raises(AssertionError, match=r"not true within 0 s; last seen: \[\]"):
        await wait_until(list, timeout=0)
