"""Publishing: confirmed or raised, never more than 100 in flight."""

import asyncio
import time

import aio_pika
import pytest
from aiormq.channel import Channel

from sandbox.stack import Broker, free_ports
from shared.bus.bus import Bus
from shared.bus.delivery import BODY_LIMIT
from shared.bus.errors import BrokerAwayError, UnroutedError
from shared.bus.replay import dead_letters
from shared.bus.result import HandlerResult
from shared.messages.envelope import unwrap
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import DealChanged
from shared.messages.ring.message import Message
from shared.messages.routes import exchange_of
from tests.integration.bus.letters import GROUP, ROUTER, Heard, also, deal, depth, fact, first, lane, touched
from tests.tester import TESTER
from tests.waiting import wait_until


async def test_what_operators_see_of_a_message_repeats_its_envelope(bus: Bus, channel) -> None:
    await bus.publish(touched(41))
    delivery = await first(channel, GROUP)
    envelope, _ = unwrap(delivery.body)

    assert delivery.type == "dealbus.deal.touched.v1"
    assert delivery.correlation_id == envelope.correlationid
    assert delivery.content_type == "application/cloudevents+json"
    assert delivery.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert delivery.app_id == "tester"
    assert delivery.headers["subject"] == "deal:41"
    assert delivery.message_id not in {None, envelope.id}
    assert delivery.timestamp


async def test_a_message_no_queue_is_bound_for_is_not_taken_for_published(bus: Bus, channel) -> None:
    work = await channel.get_queue(GROUP)
    await work.unbind(exchange_of(TESTER), "deal.touched")

    with pytest.raises(UnroutedError, match="dealbus topology apply"):
        await bus.publish(touched(41))


async def test_a_full_queue_refuses_instead_of_dropping(bus: Bus, channel, broker: Broker, url: str) -> None:
    vhost = url.rsplit("/", 1)[1]
    policy = {"pattern": r"^b24-connector\.orders$", "definition": {"max-length": 5}, "apply-to": "queues"}
    async with broker.management() as api:
        (await api.put(f"/api/policies/{vhost}/short", json=policy)).raise_for_status()

    async def is_full() -> bool:
        try:
            await bus.publish(*(touched(number) for number in range(20)))
        except UnroutedError:
            return True
        return False

    await wait_until(is_full)


async def test_a_full_queue_that_goes_on_refusing_costs_no_channel_a_message(
    bus: Bus, channel, broker: Broker, url: str
) -> None:
    vhost = url.rsplit("/", 1)[1]
    policy = {"pattern": r"^b24-connector\.orders$", "definition": {"max-length": 1}, "apply-to": "queues"}
    refusals: list[UnroutedError] = []

    async def publish(number: int) -> None:
        await asyncio.sleep(number / 50)  # spread over a second, as the handlers of a lane are
        for _ in range(5):
            try:
                await bus.publish(touched(number))
            except UnroutedError as error:
                refusals.append(error)

    async def channels() -> list[dict[str, object]]:
        found: list[dict[str, object]] = (await api.get(f"/api/vhosts/{vhost}/channels")).json()
        return found

    async with broker.management() as api:
        (await api.put(f"/api/policies/{vhost}/short", json=policy)).raise_for_status()
        await wait_until(channels)
        began = time.monotonic()
        await asyncio.gather(*(publish(number) for number in range(50)))
        seconds = time.monotonic() - began
        open_ones = await channels()

    assert len(refusals) > 100
    # The operator's, the publisher's, and those left: some, since a second try takes another one, and one a second.
    assert 3 <= len(open_ones) <= seconds + 3


async def test_a_thousand_messages_leave_in_order_with_at_most_a_hundred_unconfirmed(
    bus: Bus, channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = most = 0
    ordinary = Channel.basic_publish

    async def counted(self: Channel, *args: object, **settings: object) -> object:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await ordinary(self, *args, **settings)
        finally:
            under_way -= 1

    monkeypatch.setattr(Channel, "basic_publish", counted)

    await bus.publish(*(touched(number) for number in range(1000)))
    numbers = [unwrap((await first(channel, GROUP)).body)[1].subject for _ in range(1000)]

    assert numbers == [f"deal:{number}" for number in range(1000)]
    assert most == 100


async def test_a_broker_that_is_away_is_told_at_once(broker: Broker) -> None:
    [port] = free_ports(1)

    with pytest.raises(BrokerAwayError):
        async with Bus.connect(f"amqp://u:secret@127.0.0.1:{port}/", service="t"):
            pass


async def test_the_publisher_comes_back_after_its_connection_was_closed(bus: Bus, channel, broker: Broker) -> None:
    async def closed() -> bool:
        async with broker.management() as api:
            connections = (await api.get("/api/connections")).json()
            ours = [c["name"] for c in connections if c.get("user_provided_name") == "tester publishes"]
            for name in ours:
                await api.delete(f"/api/connections/{name.replace(' ', '%20').replace('>', '%3E')}")
            return bool(ours)

    await bus.publish(touched(1))
    await wait_until(closed)

    async def published() -> bool:
        try:
            await bus.publish(touched(2))
        except BrokerAwayError:
            return False
        return True

    await wait_until(published)
    assert await depth(channel, GROUP) == 2


@also(ROUTER)
async def test_a_record_too_large_for_a_message_is_given_up_by_name_and_takes_nobody_along(
    bus: Bus, channel, url: str
) -> None:
    large = DealChanged(order=SalesOrder(ref=deal(41), note="x" * BODY_LIMIT))

    async def tell(message: Message) -> HandlerResult:
        return HandlerResult(publish=[large if message.subject == "deal:41" else fact(message.subject.split(":")[1])])

    await bus.publish(*(touched(number) for number in range(40, 60)))
    heard, told = Heard(tell), Heard()
    async with bus.serve(lane(heard)), bus.serve(lane(told, ROUTER)):
        await wait_until(lambda: depth(channel, f"{GROUP}.dead"))
        await wait_until(lambda: len(told.numbers) == 19)
    [delivery] = await dead_letters(url, GROUP)

    assert (delivery.subject, delivery.reason) == ("deal:41", "too-long")
    assert delivery.sentence.startswith("В deal.changed о deal:41 ")
    assert len(heard.messages) == 20
