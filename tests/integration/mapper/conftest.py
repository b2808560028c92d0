import pytest

from services.mapper.links import Links
from shared.store.connection import connect


@pytest.fixture
async def links(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        links = Links(database)
        await links.prepare()
        yield links
