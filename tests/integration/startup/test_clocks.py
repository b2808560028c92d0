"""A clock that no database can be asked about is compared with the messages that come."""

import re
from datetime import timedelta

import aio_pika
import httpx

from sandbox.stack import free_ports
from shared.bus.bus import Bus
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.message import Message
from tests.integration.bus.letters import GROUP, Heard, lane, touched
from tests.integration.startup.processes import reasons, started
from tests.integration.startup.troubles import World, clock_off
from tests.tester import apply_groups
from tests.unit.rules.snapshots import deal
from tests.waiting import wait_until


async def post(amqp_url: str, message: Message, *, queue: str, sender: str, ahead: timedelta) -> None:
    envelope = wrap(message, source=sender)
    body = envelope.model_copy(update={"time": envelope.time + ahead}).model_dump_json().encode()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.default_exchange.publish(aio_pika.Message(body, message_id=envelope.id, delivery_mode=2), queue)


async def is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).is_success
    except httpx.TransportError:
        return False


async def test_a_sender_whose_clock_is_ahead_is_named_until_its_messages_are_of_today(amqp_url: str) -> None:
    await apply_groups(amqp_url, (GROUP,))
    heard = Heard()
    async with Bus.connect(amqp_url, service="test") as bus, bus.serve(lane(heard)) as consumer:
        await post(amqp_url, touched(1), queue=GROUP, sender="mapper", ahead=timedelta(hours=3))
        await post(amqp_url, touched(2), queue=GROUP, sender="onec-connector", ahead=timedelta(seconds=60))
        await post(amqp_url, touched(3), queue=GROUP, sender="stage-router", ahead=-timedelta(days=2))
        await wait_until(lambda: len(heard.messages) == 3)
        [trouble] = consumer.troubles

        await post(amqp_url, touched(4), queue=GROUP, sender="mapper", ahead=timedelta(0))
        await wait_until(lambda: len(heard.messages) == 4)

        assert "Сообщения от mapper приходят из будущего, оно на 180 мин впереди" in trouble
        assert "поставьте на обеих верное время и часовой пояс" in trouble
        assert consumer.troubles == []


async def test_a_router_whose_clock_is_behind_says_so_in_readiness_and_goes_on(world: World) -> None:
    amqp_url = world.environment["DEALBUS_AMQP_URL"]
    (port,) = free_ports(1)
    async with (
        clock_off(hours=-3)(world) as change,
        started({**world.environment, **change, "DEALBUS_HTTP_PORT": str(port)}, "stage_router"),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        Bus.connect(amqp_url, service="b24-connector") as bus,
    ):
        await wait_until(lambda: is_ready(client), 60)

        await bus.publish(DealChanged(order=deal()))
        [reason] = await wait_until(lambda: reasons(client), 30)

        assert re.match(r"Сообщения от b24-connector приходят из будущего, оно на (179|180) мин впереди", reason)
        async with await aio_pika.connect(amqp_url) as connection:
            queue = await (await connection.channel()).get_queue("mapper.orders")
            await wait_until(lambda: queue.get(fail=False, no_ack=True), 30)
