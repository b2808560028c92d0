"""Each of these stops a service at its start with one sentence that names setting and remedy; readiness says it too."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from sandbox.stack import free_ports
from sandbox.stack.services import RULES
from sandbox.stack.simulators import ROOT, python_environment
from shared.bus.topology import apply_topology
from tests.integration.startup import troubles
from tests.integration.startup.troubles import Trouble, World, setting
from tests.waiting import wait_until

ONEC = {"DEALBUS_ONEC_URL": "http://127.0.0.1:9/ut", "DEALBUS_ONEC_USER": "u", "DEALBUS_ONEC_PASSWORD": "p"}

TROUBLES: dict[str, tuple[str, Trouble, str]] = {
    "missing setting": ("mapper", setting(AMQP_URL=None), "DEALBUS_AMQP_URL is not set; set it"),
    "missing secret file": (
        "mapper",
        setting(AMQP_URL_FILE="/nowhere/amqp_url"),
        "DEALBUS_AMQP_URL_FILE names /nowhere/amqp_url, which cannot be read",
    ),
    "wrong broker password": (
        "mapper",
        troubles.wrong_broker_password,
        "correct name and password in DEALBUS_AMQP_URL",
    ),
    "wrong database password": ("mapper", troubles.wrong_database_password, "authSource in DEALBUS_MONGO_URL"),
    "no rights": ("mapper", troubles.database_user_without_rights, "run `dealbus rights apply`"),
    "old broker": ("mapper", troubles.old_broker, "let DEALBUS_AMQP_URL name a RabbitMQ 3.10 to 4.x"),
    "database alone": ("mapper", troubles.database_alone, "DEALBUS_MONGO_URL runs alone, not as a replica set"),
    "broken rules": ("mapper", troubles.broken_rules, "rules.yaml: строка"),
    "unknown zone": ("onec_connector", setting(ONEC_TIMEZONE="Europe/Moskow"), "DEALBUS_ONEC_TIMEZONE cannot be used"),
    "unreadable webhook": ("b24_connector", setting(B24_WEBHOOK="company.ru"), "DEALBUS_B24_WEBHOOK cannot be used"),
}

THREE_HOURS_AHEAD = """
import runpy, time
real = time.time
time.time = lambda: real() + 3 * 3600
runpy.run_module("services.mapper", run_name="__main__", alter_sys=True)
"""


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


@asynccontextmanager
async def started(environment: dict[str, str], *argv: str) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *argv, env=environment, cwd=ROOT, stderr=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def reasons(port: str) -> list[str]:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
        except httpx.TransportError:
            return []
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    return answer.json()["reasons"]


async def refusal(environment: dict[str, str], *argv: str) -> tuple[str, str, int]:
    """Return what readiness said, what the log said, and the exit code."""
    async with started(environment, *argv) as process:
        shown = await wait_until(lambda: reasons(environment["DEALBUS_HTTP_PORT"]), 30)
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 20)
        return " ".join(shown), said.decode().strip(), process.returncode or 0


@pytest.mark.parametrize("name", TROUBLES)
async def test_the_service_stops_and_log_and_readiness_name_setting_and_remedy(world: World, name: str) -> None:
    service, trouble, sentence = TROUBLES[name]
    async with trouble(world) as change:
        environment = {key: value for key, value in {**world.environment, **change}.items() if value is not None}

        shown, said, code = await refusal(environment, "-m", f"services.{service}")

    assert sentence in shown
    assert said == shown  # nothing beside it: no traceback
    assert "\n" not in said
    assert code == 2


async def test_a_clock_set_to_local_time_as_utc_is_told(world: World) -> None:
    shown, said, code = await refusal(world.environment, "-c", THREE_HOURS_AHEAD)

    assert "The clock of this machine is 180 min ahead" in shown
    assert "set time and time zone" in said
    assert code == 2


async def test_a_port_in_use_is_told_where_it_can_be(world: World) -> None:
    async with (
        troubles.port_in_use(world) as change,
        started({**world.environment, **change}, "-m", "services.stage_router") as process,
    ):
        _, said = await asyncio.wait_for(process.communicate(), 40)

    assert said.decode().strip().endswith("choose another DEALBUS_HTTP_PORT.")
    assert process.returncode == 2


async def test_a_refusal_does_not_linger_when_nobody_asks(world: World) -> None:
    async with started(
        {**world.environment, "DEALBUS_LOG_LEVEL": "INFO", "DEALBUS_RULES": "/none"}, "-m", "services.mapper"
    ) as process:
        await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 2
