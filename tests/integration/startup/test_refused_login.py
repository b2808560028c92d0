"""A supervisor starts an ended service again and again; 1C must not lock its user out over that."""

import asyncio

import httpx

from sandbox.people.control import Control
from sandbox.stack.simulators import Simulator
from services.onec_connector.memory.logins import RefusedLogin
from shared.store import connect
from tests.integration.startup.processes import started
from tests.integration.startup.troubles import World, simulator
from tests.waiting import wait_until


async def ended(environment: dict[str, str]) -> tuple[int, str]:
    async with started(environment, "onec_connector") as process:
        return await asyncio.wait_for(process.ended(), 60)


def calls(base: Simulator) -> int:
    with Control(base.control_url) as control:
        return len(control.get("calls", last=5000)["calls"])


async def test_a_login_is_held_at_the_base_that_refused_it_and_only_with_the_password_that_it_refused(
    world: World,
) -> None:
    async with connect(world.environment["DEALBUS_MONGO_URL"], world.environment["DEALBUS_MONGO_DATABASE"]) as database:
        await RefusedLogin(database, "http://one/ut", "Шина", "wrong").remember()

        assert await RefusedLogin(database, "http://one/ut", "Шина", "wrong").held_until()
        assert await RefusedLogin(database, "http://one/ut", "Шина", "right").held_until() is None
        assert await RefusedLogin(database, "http://other/ut", "Шина", "wrong").held_until() is None


async def test_a_refused_password_is_not_shown_to_1c_again_and_a_corrected_one_is(world: World) -> None:
    async with simulator("base", world.folder) as base:
        told = base.told
        login = {"DEALBUS_ONEC_URL": base.address, "DEALBUS_ONEC_USER": str(told["user"])}
        wrong = world.environment | login | {"DEALBUS_ONEC_PASSWORD": "wrong"}

        assert (await ended(wrong))[0] == 2
        asked = calls(base)
        code, said = await ended(wrong)

        assert (asked > 0, calls(base)) == (True, asked)
        assert code == 2
        assert "исправьте DEALBUS_ONEC_USER и DEALBUS_ONEC_PASSWORD" in said
        assert "с теми же данными её не спрашивают" in said

        right = wrong | {"DEALBUS_ONEC_PASSWORD": str(told["password"])}
        health = f"http://127.0.0.1:{right['DEALBUS_HTTP_PORT']}"
        async with (
            httpx.AsyncClient(base_url=health, trust_env=False) as client,
            started(right, "onec_connector") as process,
        ):

            async def is_ready() -> bool:
                try:
                    return (await client.get("/health/ready")).status_code == httpx.codes.OK
                except httpx.TransportError:
                    return False

            await wait_until(is_ready, 60)
            process.terminate()
            code, _ = await asyncio.wait_for(process.ended(), 30)
        assert code == 0
