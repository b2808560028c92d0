"""What a write was about to send is nobody's edit until a write of the entity ends."""

from shared.entities import GroupDoc
from shared.messages.order import OrderGroup

KEY = "deal:41"
HEADER, ROWS = OrderGroup.HEADER, OrderGroup.ROWS


async def test_what_was_sent_without_an_answer_is_what_stands_there(store):
    await store.begin_write(KEY)
    await store.end_write(KEY, {ROWS: GroupDoc("a", known=7)})
    lost = await store.begin_write(KEY)
    await store.note_sent(KEY, lost.writing.version, {ROWS: {"b": 9}}, fields={"told": "x"})

    after = await store.begin_write(KEY)

    assert after.left_unheard({ROWS: "b", HEADER: "b"}) == {ROWS: GroupDoc("b", known=8)}
    assert after.left_unheard({ROWS: "c"}) == {}
    assert after.fields == {"told": "x"}


async def test_so_is_what_each_of_two_lost_writes_has_sent(store):
    first = await store.begin_write(KEY)
    await store.note_sent(KEY, first.writing.version, {ROWS: {"a": 9}})
    second = await store.begin_write(KEY)
    await store.note_step(KEY, second.writing.version, step="send", sent={ROWS: {"b": 10}, HEADER: {"c": 10}})
    await store.begin_write(KEY)
    await store.release(KEY)

    left = (await store.get(KEY)).left_unheard

    assert {left({ROWS: digest})[ROWS].digest for digest in "ab"} == {"a", "b"}
    assert left({HEADER: "c"})[HEADER].digest == "c"


async def test_where_another_write_has_begun_nothing_is_noted(store):
    first = await store.begin_write(KEY)
    await store.begin_write(KEY)

    assert not await store.note_sent(KEY, first.writing.version, {ROWS: {"a": 9}}, fields={"told": "x"})

    after = await store.get(KEY)
    assert (after.left_unheard({ROWS: "a"}), after.fields) == ({}, {})


async def test_what_was_heard_of_is_forgotten(store):
    first = await store.begin_write(KEY)
    await store.note_sent(KEY, first.writing.version, {ROWS: {"a": 9}})
    await store.end_write(KEY, {})

    assert (await store.begin_write(KEY)).left_unheard({ROWS: "a"}) == {}


async def test_what_was_sent_of_a_group_is_forgotten_as_soon_as_something_else_of_it_is_told(store):
    lost = await store.begin_write(KEY)
    await store.note_sent(KEY, lost.writing.version, {ROWS: {"b": 9}, HEADER: {"c": 9}})

    await store.announce(KEY, [ROWS], 12)

    after = await store.get(KEY)
    assert after.left_unheard({ROWS: "b", HEADER: "c"}).keys() == {HEADER}


async def test_a_step_that_is_done_is_not_the_former_writes(store):
    lost = await store.begin_write(KEY)
    await store.note_sent(KEY, lost.writing.version, {ROWS: {"b": 9}})
    move = await store.begin_write(KEY)
    await store.note_step(KEY, move.writing.version, step="move", memo={"to": "WON"})

    await store.release(KEY, done=True)

    writing = (await store.get(KEY)).writing
    assert (writing.since, writing.step, writing.memo) == (lost.writing.since, None, None)
    assert writing.sent == {ROWS: {"b": 9}}
