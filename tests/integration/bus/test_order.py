"""Order: one at a time per key, in order of arrival, everything else side by side."""

import asyncio
from collections import Counter

from shared.bus import handling
from shared.bus.bus import Bus
from shared.messages.ring.message import Message
from tests.integration.bus.letters import GROUP, Heard, first, lane, touched
from tests.waiting import wait_until


async def test_messages_of_one_deal_are_handled_one_after_another_and_other_deals_meanwhile(bus: Bus) -> None:
    running: Counter[str] = Counter()
    most_at_once: Counter[str] = Counter()

    async def work(message: Message) -> None:
        for name in (message.subject, "all"):
            running[name] += 1
            most_at_once[name] = max(most_at_once[name], running[name])
        await asyncio.sleep(0.01)
        for name in (message.subject, "all"):
            running[name] -= 1

    heard = Heard(work)

    await bus.publish(*(touched(number % 5) for number in range(100)))
    async with bus.serve(lane(heard)):
        await wait_until(lambda: len(heard.messages) == 100)

    assert most_at_once == Counter({**{f"deal:{number}": 1 for number in range(5)}, "all": 5})


async def test_messages_of_one_key_keep_their_order_though_looking_up_the_key_takes_its_time(bus: Bus) -> None:
    asked: Counter[str] = Counter()

    async def key(message: Message) -> str:
        asked[message.subject] += 1
        await asyncio.sleep(0.2 / asked[message.subject])
        return "order:1"

    heard = Heard()
    forced = [touched(41).with_(force=number % 2 == 0, gone=number % 3 == 0) for number in range(12)]

    await bus.publish(*forced)
    async with bus.serve(lane(heard, key=key)):
        await wait_until(lambda: len(heard.messages) == len(forced))

    assert heard.messages == forced


async def test_messages_of_two_subjects_under_one_key_are_handled_one_after_another(bus: Bus) -> None:
    running, most_at_once = 0, 0

    async def key(_: Message) -> str:
        return "order:1"

    async def work(_: Message) -> None:
        nonlocal running, most_at_once
        running += 1
        most_at_once = max(most_at_once, running)
        await asyncio.sleep(0.01)
        running -= 1

    heard = Heard(work)

    await bus.publish(*(touched(number % 5) for number in range(20)))
    async with bus.serve(lane(heard, key=key)):
        await wait_until(lambda: len(heard.messages) == 20)

    assert most_at_once == 1


async def test_a_message_that_waits_too_long_for_its_deal_gives_up_its_place_without_an_attempt(
    bus: Bus, channel, monkeypatch
) -> None:
    monkeypatch.setattr(handling, "TURN_LIMIT_S", 0.1)
    done = asyncio.Event()

    async def hang(_: object) -> None:
        await done.wait()

    heard = Heard(hang)

    await bus.publish(touched(41), touched(41), touched(42))
    async with bus.serve(lane(heard)):
        waiting = await first(channel, f"{GROUP}.retry.5s")
        done.set()

    assert waiting.headers["dealbus-attempts"] == 0
    assert sorted(heard.numbers) == ["41", "42"]


async def test_two_replicas_share_a_group(bus: Bus, url: str) -> None:
    first_one, second_one = Heard(), Heard()

    async with (
        Bus.connect(url, service="twin") as twin,
        bus.serve(lane(first_one, prefetch=5)) as one,
        twin.serve(lane(second_one, prefetch=5)) as two,
    ):
        await wait_until(lambda: one.ready and two.ready)
        await bus.publish(*(touched(number) for number in range(200)))
        await wait_until(lambda: len(first_one.messages) + len(second_one.messages) == 200)

    assert sorted(first_one.numbers + second_one.numbers) == sorted(map(str, range(200)))
    assert first_one.messages
    assert second_one.messages


async def test_a_crowd_that_waits_for_one_slow_record_leaves_room_for_others(bus: Bus, monkeypatch) -> None:
    monkeypatch.setattr(handling, "CROWD_LIMIT_S", 0.2)
    done = asyncio.Event()

    async def hang(message: Message) -> None:
        if message.subject == "deal:41":
            await done.wait()

    heard = Heard(hang)

    await bus.publish(*(touched(41) for _ in range(40)), touched(42))
    async with bus.serve(lane(heard, prefetch=15)):
        await wait_until(lambda: "42" in heard.numbers)
        done.set()


async def test_of_equal_hints_one_behind_the_other_the_last_is_handled(bus: Bus) -> None:
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def work(_: Message) -> None:
        begun.set()
        await let_go.wait()

    heard = Heard(work)
    forced = touched(41).with_(force=True)
    async with bus.serve(lane(heard, looks_once=True)) as consumer:
        await bus.publish(touched(41))
        await asyncio.wait_for(begun.wait(), 10)
        await bus.publish(touched(41), touched(41), forced, touched(41), touched(41), touched(42))
        await wait_until(lambda: consumer.in_flight == 7)
        let_go.set()
        await wait_until(lambda: not consumer.in_flight)

    assert [one for one in heard.messages if one.subject == "deal:41"] == [touched(41)] * 2 + [forced, touched(41)]
