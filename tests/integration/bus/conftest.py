"""What the bus's tests share: a bus on a fresh virtual host, messages, and a look into the broker's queues."""

from collections.abc import AsyncIterator

import aio_pika
import pytest

from shared.bus.bus import Bus
from tests.integration.bus.letters import GROUP
from tests.tester import TESTER, apply_groups


@pytest.fixture
def groups() -> tuple[str, ...]:
    """Whose queues are there; a file whose messages go further says so with a fixture of its own."""
    return (GROUP,)


@pytest.fixture
async def url(amqp_url: str, groups: tuple[str, ...]) -> str:
    await apply_groups(amqp_url, groups)
    return amqp_url


@pytest.fixture
async def bus(url: str) -> AsyncIterator[Bus]:
    async with Bus.connect(url, service=TESTER) as bus:
        yield bus


@pytest.fixture
async def channel(url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """An operator's own channel."""
    async with await aio_pika.connect(url) as connection:
        yield await connection.channel()
