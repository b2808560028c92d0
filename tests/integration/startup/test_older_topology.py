"""`dealbus topology apply` over the topology of the first release: one exchange for all becomes one for each."""

import json
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from sandbox.stack import Broker
from shared.bus.bus import Bus
from shared.bus.errors import TopologyError
from shared.bus.ladder import RUNGS
from shared.bus.replay import dead_letters, replay
from shared.bus.topology import check_topology
from shared.messages.envelope import topic_of, wrap
from shared.messages.routes import GROUPS, MESSAGES, ROUTES, publishers_of
from tests.contract.messages.samples import SAMPLES
from tests.integration.bus.letters import GROUP, Heard, depth, lane, touched
from tests.integration.rights.conftest import administrators
from tests.integration.startup.test_broker_fitness import Said, dealbus
from tests.waiting import wait_until

RELEASE = Path(__file__).with_name("topology.a685209.json")
"""What that release's `topology apply` makes, as the broker exports it."""

THEIRS = [one["name"] for one in json.loads(RELEASE.read_text(encoding="utf-8"))["queues"] if one["name"] in GROUPS]
"""The groups of then."""

LONG = [rung for rung, seconds in RUNGS.items() if seconds > 60]
LEFT, REMOVED = "Обмен dealbus прежней версии оставлен", "Обмен dealbus прежней версии убран"


@pytest.fixture
async def older(broker: Broker, amqp_url: str) -> str:
    """The address of a virtual host as the first release left it."""
    async with broker.management() as api:
        definitions = json.loads(RELEASE.read_text(encoding="utf-8"))
        (await api.post(f"/api/definitions/{amqp_url.rsplit('/', 1)[1]}", json=definitions)).raise_for_status()
    return amqp_url


@pytest.fixture
async def channel(older: str):
    async with await aio_pika.connect(older) as connection:
        yield await connection.channel()


@pytest.fixture
def apply(broker: Broker, older: str):
    async def applied(*, with_management: bool = True) -> Said:
        return await dealbus(
            "apply", amqp_url=older, management_url=administrators(broker) if with_management else None
        )

    return applied


async def exchanges(broker: Broker, url: str) -> set[str]:
    async with broker.management() as api:
        found = (await api.get(f"/api/exchanges/{url.rsplit('/', 1)[1]}")).json()
    return {exchange["name"] for exchange in found}


async def connections(broker: Broker, url: str) -> set[str]:
    async with broker.management() as api:
        found = (await api.get(f"/api/vhosts/{url.rsplit('/', 1)[1]}/connections")).json()
    told = (connection.get("client_properties") or {} for connection in found)
    return {one["connection_name"] for one in told if "connection_name" in one}


async def put(channel: AbstractChannel, exchange: str, key: str, number: int, **headers: str) -> None:
    body = wrap(touched(number), source="b24-connector").model_dump_json(exclude_none=True).encode()
    letter = aio_pika.Message(body, headers={"subject": f"deal:{number}", **headers}, delivery_mode=2)
    await (await channel.get_exchange(exchange, ensure=False)).publish(letter, key)


async def depths(channel: AbstractChannel) -> dict[str, int]:
    names = [name for group in THEIRS for name in (group, f"{group}.dead", *(f"{group}.retry.{one}" for one in LONG))]
    return {name: await depth(channel, name) for name in names}


async def test_what_waits_in_queues_on_rungs_and_among_dead_letters_is_there_and_taken(
    apply, broker: Broker, older: str, channel: AbstractChannel
) -> None:
    for number, group in enumerate(THEIRS):
        await put(channel, "dealbus", next(topic_of(r.message.TYPE) for r in ROUTES if r.to == group), 10 + number)
        for rung in RUNGS:
            await put(channel, f"{group}.retry", f"{group}.retry.{rung}", 20 + number)
        await put(channel, f"{group}.retry", f"{group}.dead", 30 + number, **{"dealbus-dead": "2026-01-01T00:00:00"})
        await put(channel, f"{group}.retry", f"{group}.replay", 40 + number)
    expected = {name: 3 if name in THEIRS else 1 for name in await depths(channel)}
    await wait_until(lambda: _are(expected, channel), 30)  # the queue's own, what was replayed, what was 5 s on a rung

    said = await apply()

    assert (said.code, said.lines) == (0, [])
    assert said.out.splitlines()[0] == "Очереди и обмены на месте."
    assert said.out.splitlines()[1].startswith(REMOVED)
    assert await depths(channel) == expected
    assert "dealbus" not in await exchanges(broker, older)
    heard = Heard()
    async with Bus.connect(older, service="b24-connector") as bus, bus.serve(lane(heard)):
        assert await replay(older, GROUP, where=lambda _: True) == 1
        await bus.publish(touched(50))
        await wait_until(lambda: {"10", "20", "30", "40", "50"} <= set(heard.numbers), 30)
    assert await dead_letters(older, GROUP) == []


async def _are(expected: dict[str, int], channel: AbstractChannel) -> bool:
    return await depths(channel) == expected


async def test_every_message_arrives_through_its_publishers_exchange_and_a_second_run_does_nothing(
    apply, broker: Broker, older: str
) -> None:
    first, second = await apply(), await apply()

    await check_topology(older)
    for sample in SAMPLES:
        for program in publishers_of(type(sample)):
            async with Bus.connect(older, service=program) as bus:
                await bus.publish(sample)  # refused where no queue is bound
    assert {type(sample) for sample in SAMPLES} == set(MESSAGES)
    assert REMOVED in first.out
    assert second == Said(0, "Очереди и обмены на месте.\n", [])
    assert "dealbus" not in await exchanges(broker, older)


async def test_a_service_of_the_former_release_that_still_publishes_keeps_its_exchange_until_it_is_gone(
    apply, broker: Broker, older: str, channel: AbstractChannel
) -> None:
    # A service of that release names its connection so, and no exchange.
    former = await aio_pika.connect(older, client_properties={"connection_name": "mapper publishes"})
    await wait_until(lambda: connections(broker, older), 30)  # the management interface is seconds behind

    said = await apply()
    await put(await former.channel(), "dealbus", "deal.touched", 41)

    assert said.code == 0
    assert said.out.splitlines()[1] == (
        f"{LEFT}: через него публикует прежняя версия (mapper). "
        "Обновите эти сервисы и выполните dealbus topology apply ещё раз."
    )
    assert await depth(channel, GROUP) == 1
    await former.close()
    async with Bus.connect(older, service="mapper"):  # one of today's does not need it

        async def is_removed() -> bool:
            return REMOVED in (await apply()).out

        await wait_until(is_removed, 30)
    assert await depth(channel, GROUP) == 1


async def test_without_the_management_interface_the_former_exchange_stays_and_that_is_told(apply, older: str) -> None:
    said = await apply(with_management=False)

    assert said.out.splitlines()[1] == (
        f"{LEFT}: не видно, публикует ли через него кто-нибудь. "
        "Назовите управление брокером в DEALBUS_MANAGEMENT_URL и выполните dealbus topology apply ещё раз."
    )


async def test_a_strangers_queue_on_the_former_exchange_is_named_and_goes_on_listening(
    apply, broker: Broker, older: str, channel: AbstractChannel
) -> None:
    await (await channel.declare_queue("audit", durable=True)).bind("dealbus", "#")

    said = await apply()

    assert said.out.splitlines()[1].startswith(f"{LEFT}: к нему привязано чужое (audit).")
    assert "dealbus" in await exchanges(broker, older)


async def test_a_service_started_before_the_command_says_which_one_to_run(older: str) -> None:
    with pytest.raises(TopologyError, match=r"dealbus\.b24-connector: выполните dealbus topology apply"):
        await check_topology(older)
