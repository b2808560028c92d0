"""A functional option of 1C that is switched while the connector works: orders are written by it from there on."""

import asyncio

import httpx

from sandbox.people.control import Control
from sandbox.stack.simulators import Simulator
from tests.integration.startup.processes import started
from tests.integration.startup.troubles import World, simulator
from tests.waiting import wait_until


def profiles_read(base: Simulator) -> int:
    with Control(base.control_url) as control:
        return sum("$metadata" in call["path"] for call in control.get("calls", last=5000)["calls"])


async def test_the_profile_of_1c_is_read_anew_when_a_switch_has_changed_and_only_then(world: World) -> None:
    async with simulator("base", world.folder) as base:
        environment = world.environment | {
            "DEALBUS_ONEC_URL": base.address,
            "DEALBUS_ONEC_USER": str(base.told["user"]),
            "DEALBUS_ONEC_PASSWORD": str(base.told["password"]),
            "DEALBUS_ONEC_POLL_S": "0.05",
        }
        health = f"http://127.0.0.1:{environment['DEALBUS_HTTP_PORT']}"
        async with (
            httpx.AsyncClient(base_url=health, trust_env=False) as client,
            started(environment, "onec_connector") as process,
        ):

            async def looked_again() -> bool:
                try:
                    figures = (await client.get("/metrics")).text
                except httpx.TransportError:
                    return False
                done = 'bus_poll_rounds_total{outcome="done",ring="switches"} '
                return any(line.startswith(done) and float(line[len(done) :]) >= 3 for line in figures.splitlines())

            async def read_anew() -> bool:
                is_ready = (await client.get("/health/ready")).status_code == httpx.codes.OK
                return is_ready and profiles_read(base) == 2

            await wait_until(looked_again, 60)
            before = profiles_read(base)
            with Control(base.control_url) as control:
                control.post("switches", approval=True)
            await wait_until(read_anew, 60)
            process.terminate()
            code, _ = await asyncio.wait_for(process.ended(), 30)

        assert (before, profiles_read(base), code) == (1, 2, 0)
