"""The topology is applied by one command and checked with a sentence that says what to do."""

import pytest

from sandbox.stack import Broker, free_ports
from shared.bus.bus import Bus
from shared.bus.errors import Retryable, TopologyError
from shared.bus.result import HandlerResult
from shared.bus.topology import DELIVERY_LIMIT, apply_topology, check_topology
from shared.messages.ring.message import Message
from shared.messages.routes import GROUPS
from tests.integration.bus.letters import GROUP, Heard, also, fact, first, lane, touched


async def test_applying_twice_keeps_what_waits_and_then_the_check_is_content(amqp_url: str, channel) -> None:
    await apply_topology(amqp_url)
    async with Bus.connect(amqp_url, service="b24-connector") as bus:
        await bus.publish(touched(41))

    await apply_topology(amqp_url)

    await check_topology(amqp_url)
    assert await first(channel, GROUP)


async def test_a_fresh_broker_is_told_to_be_set_up(amqp_url: str) -> None:
    with pytest.raises(TopologyError, match=r"нет обмена dealbus\.b24-connector: выполните dealbus topo"):
        await check_topology(amqp_url)


@also(*GROUPS)
async def test_a_missing_queue_is_named(url: str, channel) -> None:
    work = await channel.get_queue(f"{GROUP}.retry.10m")
    await work.delete(if_unused=False, if_empty=False)

    with pytest.raises(TopologyError, match=r"нет очереди b24-connector.orders.retry.10m: выполните"):
        await check_topology(url)


async def test_a_queue_made_with_other_settings_is_named(amqp_url: str, broker: Broker) -> None:
    vhost = amqp_url.rsplit("/", 1)[1]
    async with broker.management() as api:
        queue = {"durable": True, "arguments": {"x-queue-type": "quorum"}}
        (await api.put(f"/api/queues/{vhost}/{GROUP}", json=queue)).raise_for_status()

    with pytest.raises(TopologyError, match=r"очередь b24-connector.orders, но с другими аргументами"):
        await apply_topology(amqp_url)


async def test_a_broker_that_does_not_answer_is_named_without_the_password() -> None:
    [port] = free_ports(1)

    with pytest.raises(TopologyError, match=f"Брокер на 127.0.0.1:{port}, .* не отвечает") as refusal:
        await check_topology(f"amqp://user:s3cr3t@127.0.0.1:{port}/x")

    assert "s3cr3t" not in str(refusal.value)


async def test_a_wrong_password_is_told_apart(amqp_url: str) -> None:
    with pytest.raises(TopologyError, match="не пускает этого пользователя"):
        await check_topology(amqp_url.replace("//dealbus:dealbus@", "//dealbus:wrong@"))


@also(*GROUPS)
async def test_the_broker_holds_every_queue_to_its_limits(url: str, broker: Broker) -> None:
    vhost = url.rsplit("/", 1)[1]
    async with broker.management() as api:
        queues = {queue["name"]: queue for queue in (await api.get(f"/api/queues/{vhost}")).json()}

    for group in GROUPS:
        assert queues[group]["arguments"]["x-delivery-limit"] == DELIVERY_LIMIT
        assert queues[group]["arguments"]["x-overflow"] == "reject-publish"
        assert queues[f"{group}.retry.1m"]["arguments"]["x-message-ttl"] == 60_000
        assert queues[f"{group}.retry.1m"]["arguments"]["x-dead-letter-strategy"] == "at-least-once"
    assert {queue["type"] for queue in queues.values()} == {"quorum"}


@also(*GROUPS)
async def test_a_service_needs_no_more_rights_than_its_own_queue_and_exchanges(
    url: str, broker: Broker, bus: Bus, channel
) -> None:
    vhost = url.rsplit("/", 1)[1]
    user = f"reader-{vhost}"
    rights = {"configure": "^$", "write": rf"^(dealbus\.b24-connector|{GROUP}\.retry)$", "read": f"^{GROUP}$"}
    async with broker.management() as api:
        (await api.put(f"/api/users/{user}", json={"password": "p", "tags": ""})).raise_for_status()
        (await api.put(f"/api/permissions/{vhost}/{user}", json=rights)).raise_for_status()
    own_url = url.replace("//dealbus:dealbus@", f"//{user}:p@")

    async def fail_for_one(message: Message) -> HandlerResult:
        if message.subject == "deal:1":
            raise Retryable("503")
        return HandlerResult(publish=[fact(2)])

    await check_topology(own_url)
    await bus.publish(touched(1), touched(2))
    async with Bus.connect(own_url, service="b24-connector") as own, own.serve(lane(Heard(fail_for_one))):
        retried = await first(channel, f"{GROUP}.retry.5s")
        published = await first(channel, "stage-router.orders")
    async with broker.management() as api:
        (await api.delete(f"/api/users/{user}")).raise_for_status()

    assert retried.headers["subject"] == "deal:1"
    assert published.headers["subject"] == "deal:2"
