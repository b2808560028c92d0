"""A program that may publish every message, as no service may: tests play all of them."""

import aio_pika

from shared.messages.envelope import topic_of
from shared.messages.routes import ROUTES, exchange_of

TESTER = "tester"


async def admit_tester(amqp_url: str) -> None:
    """Bind every queue to an exchange of the tester's; the topology must be there."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        exchange = await channel.declare_exchange(exchange_of(TESTER), "topic", durable=True)
        for route in ROUTES:
            queue = await channel.get_queue(route.to, ensure=False)
            await queue.bind(exchange, topic_of(route.message.TYPE))
