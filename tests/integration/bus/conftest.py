"""What the bus's tests share: a bus on a fresh virtual host, messages, and a look into the broker's queues."""

from collections.abc import AsyncIterator

import aio_pika
import pytest

from shared.bus.bus import Bus
from shared.bus.topology import apply_topology
from tests.tester import TESTER, admit_tester


@pytest.fixture
async def url(amqp_url: str) -> str:
    await apply_topology(amqp_url)
    await admit_tester(amqp_url)
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
