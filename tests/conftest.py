"""One real broker and one real MongoDB for a test run; a fresh virtual host and database for every test.

They start with the first test that asks for them, are shared by the workers of a parallel run, and end with
the run, also with one that was killed. Given ones are used when `DEALBUS_AMQP_URL` (with
`DEALBUS_MANAGEMENT_URL`) and `DEALBUS_MONGO_URL` name them.
"""

import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tenacity import wait_none

from sandbox.stack import Broker, Database
from sandbox.stack.peers import Peers, release_peers, shared_peers
from shared.process import retrying

ROOT = Path(__file__).parents[1]


def _owner(config: pytest.Config) -> int:
    return getattr(config, "workerinput", {}).get("run_owner", os.getpid())


def _run_folder(owner: int) -> Path:
    return ROOT / ".local" / "test-runs" / str(owner)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["run_owner"] = os.getpid()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        release_peers(_run_folder(os.getpid()))


@pytest.fixture(autouse=True)
def _no_pauses_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "pauses", wait_none())


@pytest.fixture(scope="session")
def peers(request: pytest.FixtureRequest) -> Peers:
    owner = _owner(request.config)
    return shared_peers(_run_folder(owner), owner)


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


@pytest.fixture(scope="session")
def mongo_url(database: Database) -> str:
    return database.url


@pytest.fixture
async def mongo_database(database: Database) -> AsyncIterator[str]:
    """The name of a database that nobody else uses; it appears with the first write."""
    name = f"t_{secrets.token_hex(6)}"
    yield name
    await database.drop(name)
