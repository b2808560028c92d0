"""One real broker and one real MongoDB for a test run; a fresh virtual host and database for every test.

They start with the first test that asks for them, are shared by the workers of a parallel run, and end with
the run, also with one that was killed. Given ones are used when `DEALBUS_AMQP_URL` (with
`DEALBUS_MANAGEMENT_URL`) and `DEALBUS_MONGO_URL` name them.

The stack is imported where it is started: the fast suite needs none, and its import alone costs half a second.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import secrets
import ssl
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
import hypothesis
import pytest
from tenacity import wait_none

from shared.observe import secrets as learnt
from shared.process import retrying
from tests.suites import AskedOfOnec, SuiteMinutes, place_in_the_run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sandbox.stack import Broker, Database
    from sandbox.stack.peers import Peers

ROOT = Path(__file__).parents[1]

gc.disable()  # until everything is collected: nothing of that is ever let go

# `make test-fast` asks for it; every other run draws hypothesis' own hundred examples of each property.
hypothesis.settings.register_profile("fast", max_examples=5, deadline=None, database=None)
# Elsewhere too no property fails by the clock: two workers share a core.
hypothesis.settings.register_profile("whole", deadline=None)
# `make soak` asks for it, of the round trips alone.
hypothesis.settings.register_profile("many", max_examples=10_000, deadline=None, database=None)
hypothesis.settings.load_profile("whole")


# Programs of ours are forked from one that has imported them: `sandbox/stack/forks.py`.
os.environ.setdefault("STACK_FORKS", "1")


def _draw_no_constants_of_ours() -> None:
    """Spare a few draws of each property from hypothesis' search of all our modules for constants to try."""
    providers = importlib.import_module("hypothesis.internal.conjecture.providers")
    if hasattr(providers, "_get_local_constants"):  # its own affair: without it the tests are only slower
        providers._get_local_constants = lambda: providers._local_constants


def _owner(config: pytest.Config) -> int:
    return getattr(config, "workerinput", {}).get("run_owner", os.getpid())


def _run_folder(owner: int) -> Path:
    return ROOT / ".local" / "test-runs" / str(owner)


def _stack_peers():
    return importlib.import_module("sandbox.stack.peers")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["run_owner"] = os.getpid()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-profile", None) == "fast":
        _draw_no_constants_of_ours()
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SuiteMinutes())
        config.pluginmanager.register(AskedOfOnec())


def pytest_sessionstart() -> None:
    # Not fixtures: each test would ask for them, at a twentieth of a millisecond.
    retrying.pauses = wait_none()
    _read_authorities_once()


def _read_authorities_once() -> None:
    """Spare each HTTP client of this process from reading the same authorities again, for 40 ms of a core."""
    create, once = ssl.create_default_context, cache(ssl.create_default_context)
    usual = ({"cafile": certifi.where()}, {"cafile": os.environ.get("SSL_CERT_FILE")})

    def created(*given: Any, **named: Any) -> ssl.SSLContext:
        return once(**named) if named in usual and not given else create(*given, **named)

    ssl.create_default_context = created


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place_in_the_run)


def pytest_collection_finish() -> None:
    # Modules and collected tests stay to the end; looking through them again and again took a tenth.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        folder = _run_folder(os.getpid())
        if folder.exists():
            _stack_peers().release_peers(folder)


@pytest.fixture(autouse=True)
def _learnt_in_this_test_alone() -> Iterator[None]:
    """A secret of one test would be masked in the pages and log lines of the next."""
    before = dict(learnt._known)
    yield
    learnt._known.clear()
    learnt._known.update(before)


@pytest.fixture(scope="session")
def hub() -> Iterator[None]:
    """What the console starts is forked, as what the tests start: `sandbox/hub.py`."""
    if not os.environ["STACK_FORKS"]:
        yield
        return
    with importlib.import_module("sandbox.hub").running(ROOT) as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def peers(request: pytest.FixtureRequest, hub: None) -> Peers:
    owner = _owner(request.config)
    return _stack_peers().shared_peers(_run_folder(owner), owner)


@pytest.fixture(scope="session")
def broker(peers: Peers) -> Broker:
    """Shared: never stop it; a test that kills its broker starts its own with `local_broker`."""
    return peers.broker


@pytest.fixture(scope="session")
def database(peers: Peers) -> Database:
    """Shared: never stop it; a test that kills its database starts its own with `local_database`."""
    return peers.database


@pytest.fixture(scope="session")
def management_url(broker: Broker) -> str:
    return broker.management_url


@pytest.fixture
async def amqp_url(broker: Broker) -> AsyncIterator[str]:
    """The address of a virtual host that nobody else uses."""
    vhost = f"t-{secrets.token_hex(6)}"
    yield await broker.create_vhost(vhost)
    await broker.delete_vhost(vhost)


@pytest.fixture(scope="module")
def bus_url(broker: Broker) -> Iterator[str]:
    """The address of a virtual host with all queues, for all tests of a file: to make them takes a second of a core."""
    vhost = f"t-{secrets.token_hex(6)}"
    url = asyncio.run(broker.create_vhost(vhost))
    asyncio.run(importlib.import_module("shared.bus.topology").apply_topology(url))
    yield url
    asyncio.run(broker.delete_vhost(vhost))


@pytest.fixture
async def emptied_bus_url(bus_url: str) -> str:
    """The same, with nothing in any queue; what else a test leaves there, the next one finds."""
    tester = importlib.import_module("tests.tester")
    await tester.empty(bus_url, await tester.waiting(bus_url))
    return bus_url


@pytest.fixture(scope="session")
def mongo_url(database: Database) -> str:
    return database.url


@pytest.fixture
async def mongo_database(database: Database) -> AsyncIterator[str]:
    """The name of a database that nobody else uses; it appears with the first write."""
    name = f"t_{secrets.token_hex(6)}"
    yield name
    await database.drop(name)
