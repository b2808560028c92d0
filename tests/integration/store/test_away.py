"""A database that is away."""

import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import AutoReconnect, PyMongoError

from services.onec_connector.memory.seen import SeenOrders
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.memory.waits import Waits
from shared.bus.errors import Retryable
from shared.canon import ORDERS
from shared.messages.things import Ref
from shared.store import Claims, Cursors, EntityStore

DEAL = Ref(system="b24", kind="deal", id="41")


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
        lambda db: anext(EntityStore(db, "b24", ORDERS).listing({})),
        lambda db: Waits(db).put(DEAL, [{"kind": "item"}]),
        lambda db: SeenOrders(db).told("1", None),
        lambda db: anext(SeenMarks(db, "items").all_keys()),
    ],
    ids=["take_version", "end_write", "cursor", "claim", "listing", "wait", "seen order", "seen marks"],
)
async def test_no_attempt_of_a_message_is_spent_on_a_database_that_is_away(away, ask):
    with pytest.raises(Retryable) as caught:
        await ask(away)

    assert caught.value.counted is False
    assert isinstance(caught.value, PyMongoError)


async def test_what_was_done_under_a_claim_counts_though_the_database_goes_away_at_its_end(db, monkeypatch):
    async def is_away(*_, **__):
        raise AutoReconnect

    monkeypatch.setattr(AsyncCollection, "delete_one", is_away)
    found = ""
    async with Claims(db).claim("b24:party"):
        found = "77"

    assert found == "77"
