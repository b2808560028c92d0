"""A pass over a catalogue leaves room in the lane for what comes behind its hints."""

import asyncio

from services.onec_connector.intake.pace import Pace


async def test_the_next_hints_wait_until_all_before_them_are_taken():
    pace = Pace()
    await pace.wait_for({"a", "b"})
    following = asyncio.create_task(pace.wait_for({"c"}))

    pace.taken("a")
    done, _ = await asyncio.wait({following}, timeout=0.01)
    pace.taken("b")
    await asyncio.wait_for(following, timeout=10)

    assert not done


async def test_hints_that_are_never_seen_again_hold_nothing_up_for_ever():
    pace = Pace(patience_s=0.01)
    await pace.wait_for({"a"})

    await asyncio.wait_for(pace.wait_for({"b"}), timeout=10)

    pace.taken("a")
    following = asyncio.create_task(pace.wait_for({"c"}))
    pace.taken("b")
    await asyncio.wait_for(following, timeout=10)


async def test_hints_of_others_and_an_empty_pass_change_nothing():
    pace = Pace()

    pace.taken("of an order")
    await asyncio.wait_for(pace.wait_for(set()), timeout=10)
    await asyncio.wait_for(pace.wait_for({"a"}), timeout=10)
