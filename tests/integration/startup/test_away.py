"""A connector that starts while its peer is away is seen by the alert of a peer that is away."""

import httpx
import pytest

from tests.integration.startup.processes import reasons, started
from tests.integration.startup.troubles import World
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("service", "group"), [("b24_connector", "b24-connector.orders"), ("onec_connector", "onec-connector.orders")]
)
async def test_a_start_into_an_outage_counts_as_paused(world: World, service: str, group: str) -> None:
    address = f"http://127.0.0.1:{world.environment['DEALBUS_HTTP_PORT']}"
    async with (
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
        started(world.environment, service),
    ):

        async def waits() -> bool:
            return any("не читается" in reason for reason in await reasons(client))

        await wait_until(waits, 60)
        figures = (await client.get("/metrics")).text

    assert f'bus_paused_lanes{{group="{group}"}} 1.0' in figures.splitlines()
