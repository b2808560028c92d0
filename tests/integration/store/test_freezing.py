"""Two sides that argue for ever are stopped."""

from datetime import UTC, datetime, timedelta

from shared.messages.order import OrderGroup
from shared.store import Entity

ROWS, HEADER, STATE = OrderGroup.ROWS, OrderGroup.HEADER, OrderGroup.STATE


async def argue(store, times: int, *, wrote=(ROWS,)) -> Entity:
    """Let a person here, or the peer, answer each of our writes with another value."""
    for _ in range(times):
        entity = await store.take_version("deal:41")
        await store.store_published("deal:41", entity.version, dict.fromkeys(wrote, f"typed {entity.version}"))
        after = await store.end_write("deal:41", {}, wrote=wrote)
    return after


async def test_one_side_alone_may_be_edited_as_often_as_its_people_like(store):
    await argue(store, 1)

    for _ in range(30):
        after = await store.end_write("deal:41", {}, wrote=[ROWS])

    assert after.frozen == frozenset()


async def test_edits_of_our_own_side_that_nobody_overwrites_are_no_argument(store):
    await argue(store, 1)
    for _ in range(30):
        entity = await store.take_version("deal:41")
        await store.store_published("deal:41", entity.version, {ROWS: f"typed {entity.version}"})

    after = await store.end_write("deal:41", {}, wrote=[ROWS])

    assert after.frozen == frozenset()


async def test_a_group_is_frozen_alone_once_both_sides_overwrote_each_other_more_than_ten_times_in_an_hour(store):
    await store.end_write("deal:41", {}, wrote=[ROWS, HEADER, STATE])
    calm = await argue(store, 10, wrote=[ROWS, STATE])

    frozen = await argue(store, 1, wrote=[ROWS, HEADER, STATE])

    assert calm.frozen == frozenset()
    assert frozen.frozen == {ROWS}


async def test_the_first_write_ever_overwrites_nobody(store):
    await argue(store, 1)
    calm = await argue(store, 10)

    assert calm.frozen == frozenset()


async def test_an_unfrozen_group_may_be_written_ten_times_again(store):
    await argue(store, 12)

    was_frozen = await store.unfreeze("deal:41", ROWS)

    assert was_frozen
    assert (await store.get("deal:41")).frozen == frozenset()
    assert (await argue(store, 10)).frozen == frozenset()
    assert (await argue(store, 1)).frozen == {ROWS}


async def test_a_group_that_is_not_frozen_stays_as_it_was(store):
    await argue(store, 1)

    was_frozen = await store.unfreeze("deal:41", ROWS)

    assert not was_frozen
    assert not await store.unfreeze("deal:99", ROWS)
    assert await store.get("deal:99") is None


async def test_arguments_of_the_hour_before_do_not_count(store, documents):
    await argue(store, 11)
    long_ago = datetime.now(UTC) - timedelta(minutes=61)
    await documents.update_one({"_id": "deal:41"}, {"$set": {"writes.rows": [long_ago] * 10}})

    after = await argue(store, 1)

    assert after.frozen == frozenset()


async def test_that_a_group_was_frozen_is_owed_until_it_was_told(store):
    frozen = await argue(store, 12)

    later = await argue(store, 1)
    await store.freeze_told("deal:41")

    assert (frozen.unsaid, later.unsaid) == ({ROWS}, {ROWS})
    assert (await store.get("deal:41")).unsaid == frozenset()
    assert (await argue(store, 1)).unsaid == frozenset()


async def test_a_group_frozen_again_after_it_was_let_go_is_told_again(store):
    await argue(store, 11)
    await store.freeze_told("deal:41")
    await store.unfreeze("deal:41", ROWS)

    assert (await argue(store, 11)).unsaid == {ROWS}
