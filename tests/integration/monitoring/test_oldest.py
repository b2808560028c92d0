"""While a lane is paused or has no broker, the age of what waits for it goes on growing, and Prometheus is told."""

import asyncio
from datetime import UTC, datetime, timedelta

import aio_pika
import pytest
from prometheus_client import REGISTRY

from sandbox.stack import local_broker
from sandbox.stack.rabbitmq import private_node
from shared.bus import peer
from shared.bus.bus import Bus
from shared.bus.errors import Retryable
from shared.bus.peer import Peer
from shared.messages.envelope import wrap
from tests.integration.bus.letters import GROUP, Heard, failing, lane, post, touched
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

HOUR = timedelta(hours=1)


def oldest() -> float:
    return REGISTRY.get_sample_value("bus_oldest_message_age_seconds", {"group": GROUP}) or 0.0


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"_RETRY_S": 0.05, "_CLOSED_FIRST_S": 0.1, "_CLOSED_LONGEST_S": 0.2, "SPACING_S": 0.1}.items():
        monkeypatch.setattr(peer, name, seconds)


async def test_the_oldest_message_grows_old_while_the_peer_is_away_and_is_let_go_when_it_is_back(amqp_url) -> None:
    await apply_groups(amqp_url, (GROUP,))
    is_up = True

    async def probe() -> None:
        if not is_up:
            raise Retryable("connection refused")

    hour_old = wrap(touched(41), source="t").with_(time=datetime.now(UTC) - HOUR)
    async with (
        Bus.connect(amqp_url, service=TESTER) as bus,
        bus.serve(lane(failing(Retryable("no answer"))), peer=Peer(probe=probe)) as consumer,
        await aio_pika.connect(amqp_url) as connection,
    ):
        await wait_until(lambda: consumer.ready)
        is_up = False
        await post(await connection.channel(), hour_old.model_dump_json().encode())
        await wait_until(lambda: consumer.paused and consumer.in_flight == 0)
        first = oldest()
        await wait_until(lambda: oldest() > first)

        is_up = True
        await wait_until(lambda: not consumer.paused and consumer.ready)

        assert first >= HOUR.total_seconds()
        assert await wait_until(lambda: oldest() == 0)


async def test_the_oldest_message_grows_old_while_the_broker_is_away(tmp_path) -> None:
    prepared = private_node(tmp_path)
    let_go = asyncio.Event()

    async def hold(_: object) -> None:
        await let_go.wait()

    async with local_broker(tmp_path, prepared) as broker:
        await apply_groups(broker.url, (GROUP,))
        async with Bus.connect(broker.url, service=TESTER) as bus, bus.serve(lane(Heard(hold))) as consumer:
            await bus.publish(touched(41))
            await wait_until(lambda: consumer.oldest)
            prepared.programs[-1].kill()
            await wait_until(lambda: not consumer.ready)
            let_go.set()
            await wait_until(lambda: consumer.in_flight == 0)
            first = oldest()

            assert first > 0
            assert await wait_until(lambda: oldest() > first)
