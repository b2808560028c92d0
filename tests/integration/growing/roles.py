"""Which process of a connector works and which stands by."""

import httpx

from sandbox.stack import Stack, replicas_of
from tests.waiting import wait_until

CONNECTORS = ("b24-connector", "onec-connector")


def with_stand_bys(replicas: int) -> tuple[str, ...]:
    """Name the services of a stack: two of each connector, so many of router and mapper."""
    pairs = [name for service in CONNECTORS for name in replicas_of(service, 2)]
    return (*pairs, *replicas_of("mapper", replicas), *replicas_of("stage-router", replicas))


async def is_active(stack: Stack, service: str, name: str) -> bool:
    """Tell whether this process holds the lease of the service, by what stands in the database."""
    async with stack.database.client() as client:
        lease = await client[stack.surroundings.mongo_database][f"leases_{service}"].find_one({})
    pid = stack.supervisor[name].pid
    return bool(lease and pid and f"-{pid}-" in lease["holder"])


async def active_and_waiting(stack: Stack, service: str) -> tuple[str, str]:
    """Find out which process works and which stands by, both of them ready."""
    one, two = replicas_of(service, 2)

    async def known() -> tuple[str, str] | None:
        if not await is_ready(stack, one) or not await is_ready(stack, two):
            return None
        if await is_active(stack, service, one):
            return one, two
        return (two, one) if await is_active(stack, service, two) else None

    return await wait_until(known, 30)


async def is_ready(stack: Stack, name: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"{stack.services[name].http_url}/health/ready")).is_success
