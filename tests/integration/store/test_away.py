"""A database that is away."""

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from shared.bus.errors import Retryable
from shared.canon import ORDERS
from shared.store import Claims, Cursors, EntityStore


@pytest.fixture
async def away():
    client = AsyncMongoClient("mongodb://127.0.0.1:9", serverSelectionTimeoutMS=50)
    yield client["dealbus"]
    await client.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda db: EntityStore(db, "b24", ORDERS).take_version("deal:41"),
        lambda db: EntityStore(db, "b24", ORDERS).end_write("deal:41", {}),
        lambda db: Cursors(db, "b24").get("sweep"),
        lambda db: Claims(db).claim("party").__aenter__(),
    ],
    ids=["take_version", "end_write", "cursor", "claim"],
)
async def test_no_attempt_of_a_message_is_spent_on_a_database_that_is_away(away, ask):
    with pytest.raises(Retryable) as caught:
        await ask(away)

    assert caught.value.counted is False
    assert isinstance(caught.value, PyMongoError)
