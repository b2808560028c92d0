"""What a service is started with when all is well."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sandbox.stack import Broker, free_ports
from sandbox.stack.services import RULES
from sandbox.stack.simulators import python_environment
from shared.bus.topology import apply_topology
from tests.integration.startup.troubles import World
from tests.tester import empty, waiting

ONEC = {"DEALBUS_ONEC_URL": "http://127.0.0.1:9/ut", "DEALBUS_ONEC_USER": "u", "DEALBUS_ONEC_PASSWORD": "p"}


@pytest.fixture(scope="module")
def standing_url(broker: Broker) -> Iterator[str]:
    """A virtual host with all queues, one for a file; each of its tests finds it empty."""
    vhost = f"t-{secrets.token_hex(6)}"
    url = asyncio.run(broker.create_vhost(vhost))
    asyncio.run(apply_topology(url))
    yield url
    asyncio.run(broker.delete_vhost(vhost))


@pytest.fixture
async def world(standing_url: str, mongo_url: str, mongo_database: str, tmp_path: Path) -> AsyncIterator[World]:
    assert await waiting(standing_url) == {}, "left by an earlier test of this file"
    environment = {
        **python_environment(),
        **ONEC,
        "DEALBUS_B24_WEBHOOK": "http://127.0.0.1:9/rest/1/x/",
        "DEALBUS_AMQP_URL": standing_url,
        "DEALBUS_MONGO_URL": mongo_url,
        "DEALBUS_MONGO_DATABASE": mongo_database,
        "DEALBUS_RULES": str(RULES),
        "DEALBUS_HTTP_PORT": str(free_ports(1)[0]),
    }
    yield World(environment, tmp_path)
    await empty(standing_url, await waiting(standing_url))  # a connector that starts says whether its peer is there
