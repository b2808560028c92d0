"""A broker that stands still, as on a machine that swaps, and goes on: every lane and every publisher goes on too."""

import asyncio
import signal
from contextlib import AsyncExitStack

import pytest

from sandbox.stack import local_broker
from sandbox.stack.rabbitmq import private_node
from shared.bus import connection
from shared.bus.bus import Bus
from shared.bus.errors import BrokerAwayError
from shared.bus.served import Served
from tests.integration.bus.letters import GROUP, Heard, lane, touched
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

PROCESSES = 8  # which task waits on which call when the connection is given up is chance
ROUNDS = 3


class Talker:
    """One that publishes without end, as a poll does."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.confirmed = 0

    async def run(self) -> None:
        while True:
            try:
                await self._bus.publish(touched(41))
                self.confirmed += 1
            except BrokerAwayError:
                pass
            await asyncio.sleep(0.05)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_HEARTBEAT_S", 1)
    monkeypatch.setattr(connection, "_CONNECT_TIMEOUT_S", 3)


@pytest.mark.timeout(240)
async def test_lanes_and_publishers_outlive_a_broker_that_stands_still(tmp_path) -> None:
    prepared = private_node(tmp_path)
    async with local_broker(tmp_path, prepared) as broker:
        url = broker.url
        await apply_groups(url, (GROUP,))
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            consumers: list[Served] = []
            talkers: list[Talker] = []
            for _ in range(PROCESSES):
                bus = await stack.enter_async_context(Bus.connect(url, service=TESTER))
                consumers.append(await stack.enter_async_context(bus.serve(lane(Heard()))))
                talkers.append(Talker(bus))
            running = [tasks.create_task(talker.run()) for talker in talkers]

            for _ in range(ROUNDS):
                await wait_until(lambda: all(consumer.ready for consumer in consumers), 60)
                prepared.programs[-1].signal(signal.SIGSTOP)
                await wait_until(lambda: not any(consumer.ready for consumer in consumers), 60)
                prepared.programs[-1].signal(signal.SIGCONT)
                said = [talker.confirmed for talker in talkers]

                await wait_until(lambda: all(consumer.ready for consumer in consumers), 60)
                await wait_until(
                    lambda said=said: all(
                        talker.confirmed > before for talker, before in zip(talkers, said, strict=True)
                    ),
                    60,
                )
                assert [task for task in running if task.done()] == []
            for task in running:
                task.cancel()
