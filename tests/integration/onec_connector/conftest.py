"""A 1C base as a program, a real MongoDB, and the connector's rooms between them; no broker."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from sandbox.base.releases.table import NEWEST
from sandbox.dataset import Dataset, build_dataset
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_partners, assemble_persons
from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.profile import metadata, reading
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.rules.directory import CompanyRules, DirectoryRules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import RULES, Connector, Onec
from tests.integration.onec_connector.party_directory import PartyDirectory
from tests.integration.onec_connector.person_directory import PersonDirectory

ROOT = Path(__file__).parents[3]
RELEASE = os.environ.get("ONEC_RELEASE") or NEWEST


@contextmanager
def started_base(release: str, *options: str) -> Iterator[dict]:
    words = [sys.executable, "-m", "sandbox.base", "--port", "0", "--release", release, *options]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def running_base() -> Iterator[dict]:
    with started_base(RELEASE) as told:
        yield told


@pytest.fixture
async def onec(running_base: dict) -> AsyncIterator[Onec]:
    """One base for all tests, as new for each."""
    told = running_base
    async with httpx.AsyncClient(base_url=told["control"], timeout=30, trust_env=False) as control:
        usual = (await control.get("switches")).json()
        await control.post("reset")
        yield Onec(told["address"], told["user"], told["password"], control)
        await control.post("switches", json=usual)
        await control.post("faults", json={"faults": []})
        await control.post("unlock")


@pytest.fixture(autouse=True, scope="session")
def _metadata_read_once() -> Iterator[None]:
    """A page of metadata is 100 ms of a core, and all tests look at the same few."""
    once = cache(metadata.read_metadata)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_metadata", lambda page, names: once(page, frozenset(names)))
        yield


@pytest.fixture(scope="session")
def company() -> Dataset:
    return build_dataset()


@pytest.fixture
async def connector(onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[Connector]:
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        place = BaseLocation(ZoneInfo("Europe/Moscow"), onec.address.removesuffix("/odata/standard.odata"))
        site = Site(place, "portal-1", await read_profile(base), RULES)
        published: list = []

        async def publish(*messages) -> None:
            published.extend(messages)

        flow = assemble(base, site, database, publish)
        await flow.store.prepare()
        yield Connector(flow, onec, published)


@pytest.fixture
async def database_of(mongo_url: str, mongo_database: str) -> AsyncIterator:
    async with connect(mongo_url, mongo_database) as database:
        yield database


@pytest.fixture
async def party_directory(request, onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[PartyDirectory]:
    """Both directions, without private persons; a parameter: another direction, or other rules."""
    rules = getattr(request, "param", "both")
    if isinstance(rules, str):
        rules = DirectoryRules(companies=CompanyRules(direction=rules))
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        hints: list = []

        async def publish(*messages) -> None:
            hints.extend(messages)
            for one in messages:
                flow.pace.taken(one.subject)

        changed = RULES.model_copy(update={"directory": rules})
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), changed)
        orders = assemble(base, site, database, publish)
        flow = assemble_partners(orders, BaseAside(base), base, site, database, publish)
        await flow.store.prepare()
        yield PartyDirectory(
            flow, orders, onec, hints, Awaited(orders.snapshots, orders.waits, publish, orders.context.terms.kinds)
        )


@pytest.fixture
async def person_directory(request, onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[PersonDirectory]:
    """Both directions; a parameter False: contact persons are not told to the portal."""
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        hints: list = []

        async def publish(*messages) -> None:
            hints.extend(messages)
            for one in messages:
                partners.pace.taken(one.subject)
                flow.pace.taken(one.subject)

        directory = DirectoryRules(companies=CompanyRules(direction="both"))
        changed = RULES.model_copy(update={"directory": directory})
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), changed)
        orders, aside = assemble(base, site, database, publish), BaseAside(base)
        partners = assemble_partners(orders, aside, base, site, database, publish)
        tells = getattr(request, "param", True)
        flow = assemble_persons(orders.context, aside, base, database, tells=tells)
        await flow.store.prepare()
        yield PersonDirectory(flow, partners, orders, onec, hints)
