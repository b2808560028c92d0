"""Volume: ten thousand messages of a hundred publishers through two restarts, a hundred thousand that have waited."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from sandbox.stack import Program, local_broker
from sandbox.stack.rabbitmq import private_node
from shared.bus.bus import Bus
from shared.bus.errors import BrokerAwayError
from shared.bus.lane import Lane, on
from shared.bus.replay import dead_letters
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

GROUP = "b24-connector.orders"
PUBLISHERS, EACH = 100, 100
RESTARTS_AT = (3000, 6000)
WAITING, KEYS = 100_000, 500
FLAT_MB = 16
"""What a process that remembers nothing of its messages may grow by, over nine tenths of them."""
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def touched(deal: str, number: int) -> DealTouched:
    """A hint that bears a number."""
    return DealTouched(ref=Ref(system="b24", kind="deal", id=deal), asserted={OrderGroup.ROWS: number})


def number_of(message: Message) -> int:
    assert isinstance(message, DealTouched)
    return message.asserted[OrderGroup.ROWS]


def memory_mb() -> float:
    """What this process has of memory just now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


class Handled:
    """What came, how often, and whether a key's messages ever came out of order."""

    def __init__(self) -> None:
        self.count = 0
        self.last: dict[str, int] = {}
        self.disordered = 0
        self.memory: list[float] = []

    async def touched(self, _: Envelope, message: Message) -> HandlerResult:
        number = number_of(message)
        self.disordered += number != self.last.get(message.subject, 0) + 1
        self.last[message.subject] = number
        self.count += 1
        if self.count % (WAITING // 10) == 0:
            self.memory.append(memory_mb())
        return HandlerResult()


@pytest.fixture(params=["", "4.x"], ids=["distribution", "4.x"])
async def node(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Program, str]]:
    """A broker that may be restarted, and its address."""
    monkeypatch.setenv("DEALBUS_RABBITMQ", request.param)
    prepared = private_node(tmp_path)
    async with local_broker(tmp_path, prepared) as broker:
        await apply_groups(broker.url, (GROUP,))
        yield prepared.programs[-1], broker.url


async def publish_all(bus: Bus, publisher: int, confirmed: list[str]) -> None:
    """Publish everything of one publisher; what was not confirmed is published again."""
    for number in range(EACH):
        deal = f"{publisher + 1}{number:03}"
        while True:
            try:
                await bus.publish(touched(deal, 1))
            except BrokerAwayError:
                await asyncio.sleep(0.2)
            else:
                confirmed.append(deal)
                break


def has_as_many(confirmed: list[str], enough: int) -> bool:
    return len(confirmed) >= enough


@pytest.mark.timeout(900)
async def test_ten_thousand_messages_of_a_hundred_publishers_survive_two_restarts_of_the_broker(
    node: tuple[Program, str], record_property: Callable[[str, object], None]
) -> None:
    program, url = node
    came: Counter[str] = Counter()
    confirmed: list[str] = []

    async def handle(_: Envelope, message: Message) -> HandlerResult:
        came[message.subject.removeprefix("deal:")] += 1
        return HandlerResult()

    lane = Lane(group=GROUP, handlers=[on(DealTouched, handle)], prefetch=100)
    async with AsyncExitStack() as opened:
        consumer = await opened.enter_async_context(Bus.connect(url, service=TESTER))
        await opened.enter_async_context(consumer.serve(lane))
        buses = [await opened.enter_async_context(Bus.connect(url, service=TESTER)) for _ in range(PUBLISHERS)]
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for publisher, bus in enumerate(buses):
                group.create_task(publish_all(bus, publisher, confirmed))
            for enough in RESTARTS_AT:
                await wait_until(partial(has_as_many, confirmed, enough), timeout=300)
                await program.stop()
                await program.start(timeout_s=120)
        published = time.monotonic() - began
        await wait_until(lambda: set(came) >= set(confirmed), timeout=300)
    record_property("published within s", round(published, 1))
    record_property("messages that came twice", sum(count > 1 for count in came.values()))

    assert len(confirmed) == PUBLISHERS * EACH
    assert set(came) == set(confirmed)
    assert await dead_letters(url, GROUP) == []


@pytest.mark.timeout(1800)
async def test_a_hundred_thousand_waiting_messages_are_drained_in_order_per_key_with_flat_memory(
    node: tuple[Program, str], record_property: Callable[[str, object], None]
) -> None:
    _, url = node
    handled = Handled()
    lane = Lane(group=GROUP, handlers=[on(DealTouched, handled.touched)], prefetch=100)
    async with Bus.connect(url, service=TESTER) as bus:
        for number in range(1, WAITING // KEYS + 1):
            await bus.publish(*(touched(str(key + 1), number) for key in range(KEYS)))

    began = time.monotonic()
    async with Bus.connect(url, service=TESTER) as bus, bus.serve(lane):
        await wait_until(lambda: handled.count == WAITING, timeout=1200)
    record_property("drained within s", round(time.monotonic() - began, 1))
    record_property("memory at each tenth, MB", [round(one) for one in handled.memory])

    assert (handled.disordered, len(handled.last), set(handled.last.values())) == (0, KEYS, {WAITING // KEYS})
    assert max(handled.memory) - handled.memory[0] <= FLAT_MB
