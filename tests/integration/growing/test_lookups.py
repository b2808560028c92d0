"""A lookup costs the same with ten pairs and with ten thousand: the server finds it by an index."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.deal import deal_store
from services.mapper.links import Links
from services.onec_connector.memory.order import order_store
from shared.messages.things import Ref
from shared.store import connect

PAIRS = 500
FEW = 20
"""Documents one lookup may look at."""


@pytest.fixture
async def watched(mongo_url: str, mongo_database: str) -> AsyncIterator[AsyncDatabase[dict[str, Any]]]:
    """A database that keeps what every operation cost."""
    async with connect(mongo_url, mongo_database) as database:
        await Links(database).prepare()
        await deal_store(database).prepare()
        await order_store(database).prepare()
        numbers = range(PAIRS)
        await database["links"].insert_many(
            {"_id": f"deal:{n}", "kind": "deal", "b24": str(n), "onec": f"order-{n}"} for n in numbers
        )
        await database["entities_b24"].insert_many({"_id": f"deal:{n}", "ref": str(n), "version": n} for n in numbers)
        await database["entities_onec"].insert_many({"_id": f"deal:{n}", "ref": f"order-{n}"} for n in numbers)
        await database.command("profile", 2)
        yield database
        await database.command("profile", 0)


async def dear(database: AsyncDatabase[dict[str, Any]]) -> list[str]:
    """Operations that looked at many documents."""
    seen = await database["system.profile"].find({"ns": {"$not": {"$regex": "system"}}}).to_list()
    assert seen, "nothing was asked of the database"
    return [f"{one['command']}: {one['planSummary']}" for one in seen if one.get("docsExamined", 0) > FEW]


def deal(number: int) -> Ref:
    return Ref(system="b24", kind="deal", id=str(number))


async def test_a_pair_is_found_by_either_half_without_looking_at_the_others(watched) -> None:
    links = Links(watched)
    order = Ref(system="onec", kind="order", id="order-9")

    found = [await links.resolve(ref, None) for ref in (deal(9), order)]
    newborn = await links.bear(deal(PAIRS))
    completed = await links.resolve(Ref(system="onec", kind="order", id="new"), deal(PAIRS))

    assert [link and link.key for link in (*found, newborn, completed)] == ["deal:9", "deal:9", "deal:500", "deal:500"]
    assert await dear(watched) == []


async def test_the_ids_of_a_whole_order_are_found_without_looking_at_the_others(watched) -> None:
    found = await Links(watched).counterparts(("deal", deal(number)) for number in range(10))

    assert found[("deal", "7")] == "order-7"
    assert await dear(watched) == []


async def test_a_record_is_found_by_its_own_id_without_looking_at_the_others(watched) -> None:
    store = deal_store(watched)

    one, many = await store.find("41"), await store.find_many(["41", "42"])

    assert (one and one.key, sorted(many)) == ("deal:41", ["41", "42"])
    assert await dear(watched) == []


async def test_the_few_orders_that_1c_has_not_recalculated_are_found_without_looking_at_the_others(watched) -> None:
    store = order_store(watched)
    await store.set_fields("deal:41", {"provisional_since": datetime(2026, 3, 5, tzinfo=UTC)})

    found = [entity.key async for entity in store.listing({"fields.provisional_since": {"$exists": True}})]

    assert found == ["deal:41"]
    assert await dear(watched) == []
