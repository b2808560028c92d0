"""A 1C base as a program, a real MongoDB, and the connector's rooms between them; no broker."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from sandbox.dataset import Dataset, build_dataset
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base import Base
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import Place
from shared.store.connection import connect
from tests.integration.onec_connector.connector import Connector, Onec

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def onec() -> AsyncIterator[Onec]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.base", "--port", "0", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        async with httpx.AsyncClient(base_url=told["control"], timeout=30, trust_env=False) as control:
            yield Onec(told["address"], told["user"], told["password"], control)
    finally:
        process.terminate()
        await process.wait()


@pytest.fixture(scope="session")
def company() -> Dataset:
    return build_dataset()


@pytest.fixture
async def connector(onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[Connector]:
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        place = Place(ZoneInfo("Europe/Moscow"), onec.address.removesuffix("/odata/standard.odata"))
        site = Site(place, "portal-1", await read_profile(base))
        published: list = []

        async def publish(*messages) -> None:
            published.extend(messages)

        rooms = assemble(base, site, database, publish)
        await rooms.store.prepare()
        yield Connector(rooms, onec, published)
