"""A write that looked at nothing leaves one before it, of which nobody heard, as it stood."""

from datetime import UTC, datetime, timedelta

from shared.entities import GroupDoc
from shared.messages.order import OrderGroup

KEY = "deal:41"


async def test_a_write_of_which_nobody_heard_stands_again_with_its_own_time(store):
    lost = await store.begin_write(KEY)
    await store.note_step(KEY, lost.writing.version, step="send", memo={"rows": "a"})
    after = await store.begin_write(KEY)
    assert after.may_be_ours

    released = await store.release(KEY)

    assert (released.writing.since, released.writing.follows) == (lost.writing.since, False)
    assert (released.writing.step, released.writing.memo) == ("send", {"rows": "a"})
    assert released.version > after.version


async def test_what_was_repaired_meanwhile_stays_so(store):
    lost = await store.begin_write(KEY)
    await store.note_step(KEY, lost.writing.version, step="post")
    after = await store.begin_write(KEY)
    await store.note_step(KEY, after.writing.version, step=None)

    assert (await store.release(KEY)).writing.step is None


async def test_readers_go_on_ten_minutes_after_the_write_of_which_nobody_heard(store, documents):
    await store.begin_write(KEY)
    since = datetime.now(UTC) - timedelta(minutes=11)
    await documents.update_one({"_id": KEY}, {"$set": {"writing.since": since}})
    await store.begin_write(KEY)
    await store.release(KEY)

    taken = await store.take_version(KEY)

    assert await store.unmoved(KEY, taken.version) is not None


async def test_a_write_that_follows_none_ends(store):
    await store.begin_write(KEY)

    released = await store.release(KEY, {OrderGroup.STAGE: GroupDoc("a", known=7)}, fields={"told": "x"})

    assert released.writing is None
    assert released.groups[OrderGroup.STAGE].known == 7
    assert released.fields == {"told": "x"}


async def test_what_has_ended_is_not_begun_again(store):
    await store.begin_write(KEY)
    await store.begin_write(KEY)
    await store.end_write(KEY, {})

    assert (await store.release(KEY)).writing is None


async def test_the_next_write_knows_that_it_follows_one(store):
    for _ in range(3):
        await store.begin_write(KEY)
        await store.release(KEY)
    await store.begin_write(KEY)
    assert not (await store.get(KEY)).may_be_ours

    await store.begin_write(KEY)
    await store.release(KEY)

    assert (await store.begin_write(KEY)).may_be_ours
