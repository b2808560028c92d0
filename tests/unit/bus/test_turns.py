"""Turns per key."""

import asyncio

import pytest

from shared.bus.locks import KeyLocks


async def test_turns_of_a_key_come_in_the_order_of_asking_and_keys_do_not_wait_for_each_other() -> None:
    turns = KeyLocks()
    order: list[str] = []

    async def take(name: str, key: str, hold_s: float) -> None:
        async with turns.ask(key):
            order.append(f"{name} begins")
            await asyncio.sleep(hold_s)
            order.append(f"{name} ends")

    await asyncio.gather(take("a", "1", 0.02), take("b", "1", 0), take("c", "1", 0), take("d", "2", 0))

    assert [step for step in order if step[0] != "d"] == [
        "a begins", "a ends", "b begins", "b ends", "c begins", "c ends",
    ]  # fmt: skip
    assert order.index("d begins") < order.index("a ends")


async def test_who_gives_up_waiting_leaves_the_queue_and_the_next_one_gets_the_turn() -> None:
    turns = KeyLocks()
    first = turns.ask("1")
    impatient = turns.ask("1").within(0.01)
    patient = turns.ask("1").within(5)

    async with first:
        with pytest.raises(TimeoutError):
            await impatient.__aenter__()
    async with patient:
        begun = patient.begun

    assert begun


async def test_a_cancelled_wait_leaves_no_trace() -> None:
    turns = KeyLocks()

    async def wait() -> None:
        async with turns.ask("1"):
            pass

    async with turns.ask("1"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    assert turns._queues == {}
