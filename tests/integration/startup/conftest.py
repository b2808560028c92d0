"""What a service is started with when all is well."""

from pathlib import Path

import pytest

from sandbox.stack import free_ports
from sandbox.stack.services import RULES
from sandbox.stack.simulators import python_environment
from shared.bus.topology import apply_topology
from tests.integration.startup.troubles import World

ONEC = {"DEALBUS_ONEC_URL": "http://127.0.0.1:9/ut", "DEALBUS_ONEC_USER": "u", "DEALBUS_ONEC_PASSWORD": "p"}


@pytest.fixture
async def world(amqp_url: str, mongo_url: str, mongo_database: str, tmp_path: Path) -> World:
    await apply_topology(amqp_url)
    environment = {
        **python_environment(),
        **ONEC,
        "DEALBUS_B24_WEBHOOK": "http://127.0.0.1:9/rest/1/x/",
        "DEALBUS_AMQP_URL": amqp_url,
        "DEALBUS_MONGO_URL": mongo_url,
        "DEALBUS_MONGO_DATABASE": mongo_database,
        "DEALBUS_RULES": str(RULES),
        "DEALBUS_HTTP_PORT": str(free_ports(1)[0]),
    }
    return World(environment, tmp_path)
