"""Stopping, and being stopped: nothing is left half done, nothing is lost."""

import asyncio
import time
from urllib.parse import urlsplit

import pytest

from shared.bus import leaving
from shared.bus.bus import Bus
from tests.integration.bus.letters import GROUP, Heard, depth, first, lane, touched
from tests.relay import Relay
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until


async def test_leaving_waits_for_running_handlers_and_hands_back_what_waits(bus: Bus, channel) -> None:
    may_end = asyncio.Event()

    async def hang(_: object) -> None:
        await may_end.wait()

    heard = Heard(hang)

    await bus.publish(touched(41), touched(41), touched(42))
    async with bus.serve(lane(heard)) as consumer:
        await wait_until(lambda: consumer.in_flight == 3 and len(heard.messages) == 2)
        consumer.leave()
        await wait_until(lambda: depth(channel, GROUP))
        may_end.set()

    assert sorted(heard.numbers) == ["41", "42"]
    assert await depth(channel, GROUP) == 1
    assert consumer.in_flight == 0
    assert not consumer.ready


async def test_a_handler_that_does_not_end_is_cancelled_and_its_message_handed_back_as_it_was(
    bus: Bus, channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "DRAIN_S", 0.2)
    heard = Heard(lambda _: asyncio.sleep(60))

    await bus.publish(touched(41))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: heard.messages)
    returned = await first(channel, GROUP)

    assert "dealbus-attempts" not in returned.headers
    assert await depth(channel, f"{GROUP}.retry.5s") == 0


async def test_leaving_ends_in_time_where_the_broker_answers_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "DRAIN_S", 0.5)
    monkeypatch.setattr(leaving, "SETTLE_S", 0.5)
    heard = Heard(lambda _: asyncio.sleep(60))

    async with Relay(urlsplit(url).port) as relay, Bus.connect(relay.by(url), service=TESTER) as bus:
        await bus.publish(touched(41))
        async with bus.serve(lane(heard)):
            await wait_until(lambda: heard.messages)
            relay.turn("half-open")
            began = time.monotonic()
    took = time.monotonic() - began

    assert took < 10  # an answer is waited for 15 s otherwise


async def test_messages_published_while_stopping_are_for_the_next_consumer(bus: Bus) -> None:
    heard, successor = Heard(), Heard()

    async with bus.serve(lane(heard)) as consumer:
        await wait_until(lambda: consumer.ready)
    await bus.publish(*(touched(number) for number in range(30)))
    async with bus.serve(lane(successor)):
        await wait_until(lambda: len(successor.messages) == 30)

    assert heard.messages == []


async def test_a_consumer_whose_queue_was_deleted_says_so_and_comes_back_with_the_queue(
    bus: Bus, channel, url: str
) -> None:
    heard = Heard()

    async with bus.serve(lane(heard)) as consumer:
        await wait_until(lambda: consumer.ready)
        work = await channel.get_queue(GROUP)
        await work.delete(if_unused=False, if_empty=False)
        await wait_until(lambda: not consumer.ready, timeout=5)  # told by the broker, sooner than we would ask
        await apply_groups(url, (GROUP,))
        await wait_until(lambda: consumer.ready)
        await bus.publish(touched(41))
        await wait_until(lambda: heard.messages)
