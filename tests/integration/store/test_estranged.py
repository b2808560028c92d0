"""Another record stands for ours on the other side: its numbers are its own."""

from dataclasses import replace

from shared.entities import GroupDoc
from tests.integration.store.test_entities import ROWS, STATE


async def test_with_a_stranger_on_the_other_side_nothing_of_it_is_known_and_all_of_ours_stays(store):
    await store.begin_write("deal:41")
    await store.end_write("deal:41", {ROWS: GroupDoc("a" * 32, known=7), STATE: GroupDoc("b" * 32, known=9)})
    before = (await store.get("deal:41")).groups

    await store.estrange("deal:41")
    await store.estrange("deal:42")

    assert (await store.get("deal:41")).groups == {group: replace(doc, known=0) for group, doc in before.items()}
    assert await store.get("deal:42") is None
