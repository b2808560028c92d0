from collections.abc import AsyncIterator

import pytest

from shared.canon import ORDERS
from shared.store import EntityStore, connect


@pytest.fixture
async def db(mongo_url: str, mongo_database: str) -> AsyncIterator:
    async with connect(mongo_url, mongo_database) as database:
        yield database


@pytest.fixture
async def store(db) -> EntityStore:
    found = EntityStore(db, "b24", ORDERS)
    await found.prepare()
    return found


@pytest.fixture
def documents(db):
    return db["entities_b24"]
