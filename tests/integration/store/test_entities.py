"""The promises of the entity document, on a real MongoDB."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.canon import ORDERS
from shared.entities import GroupDoc, publication
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.store import Entity, EntityStore, Into, TwoCounterparts

ROWS, HEADER, STAGE, STATE = OrderGroup.ROWS, OrderGroup.HEADER, OrderGroup.STAGE, OrderGroup.STATE


async def test_a_hundred_readers_at_once_never_share_a_version(store):
    taken = await asyncio.gather(*(store.take_version("deal:41", ref="41") for _ in range(100)))

    assert len({entity.version for entity in taken}) == 100


async def test_a_restored_backup_cannot_go_back(store, documents):
    before = await store.take_version("deal:41")
    await documents.update_one({"_id": "deal:41"}, {"$set": {"version": before.version - 1000}})

    after = await store.take_version("deal:41")

    assert after.version > before.version


async def test_a_version_ahead_of_the_clock_still_grows(store, documents):
    ahead = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)
    await documents.insert_one({"_id": "deal:41", "version": ahead})

    after = await store.take_version("deal:41")

    assert after.version == ahead + 1


async def test_preparing_twice_changes_nothing(store, documents):
    before = await documents.index_information()

    await store.prepare()

    assert await documents.index_information() == before


async def test_one_record_belongs_to_one_pair(store):
    await store.take_version("deal:41", ref="41")

    with pytest.raises(TwoCounterparts) as caught:
        await store.bind("order:a", "41")

    assert (caught.value.key, caught.value.ref, caught.value.other) == ("order:a", "41", "deal:41")
    assert caught.value.reason == "two_counterparts"


async def test_one_pair_has_one_record(store):
    await store.bind("deal:41", "41")

    with pytest.raises(TwoCounterparts):
        await store.bind("deal:41", "42")

    assert (await store.get("deal:41")).ref == "41"


async def test_a_pair_whose_record_was_deleted_takes_a_new_one_and_forgets_no_other(store):
    await store.bind("item:1", "41")
    await store.unbind("item:1", "40")
    with pytest.raises(TwoCounterparts):
        await store.bind("item:1", "42")

    await store.unbind("item:1", "41")
    await store.bind("item:1", "42")

    assert (await store.get("item:1")).ref == "42"


async def test_of_two_pairs_that_bind_one_record_at_once_one_gets_it(store):
    outcomes = await asyncio.gather(*(store.bind(f"order:{n}", "41") for n in range(20)), return_exceptions=True)

    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, TwoCounterparts) for outcome in outcomes)


async def test_entities_are_found_by_their_own_ids(store):
    for number in ("1", "2", "3"):
        await store.take_version(f"deal:{number}", ref=number)

    found = await store.find_many(["1", "3", "9"])

    assert {ref: entity.key for ref, entity in found.items()} == {"1": "deal:1", "3": "deal:3"}
    assert (await store.find("2")).key == "deal:2"
    assert await store.find("9") is None


async def test_a_read_overtaken_by_another_read_is_void(store):
    first = await store.take_version("deal:41")
    second = await store.take_version("deal:41")

    assert await store.unmoved("deal:41", first.version) is None
    assert await store.unmoved("deal:41", second.version) == second


async def test_a_read_is_void_while_a_write_is_under_way_and_after_it(store):
    before_it = await store.take_version("deal:41")
    await store.begin_write("deal:41")
    during = await store.take_version("deal:41")

    during_it = await store.unmoved("deal:41", during.version)
    await store.end_write("deal:41", {})

    assert during_it is None
    assert await store.unmoved("deal:41", before_it.version) is None
    assert await store.unmoved("deal:41", during.version) is None


async def test_readers_go_on_when_a_write_died_ten_minutes_ago(store, documents):
    await store.begin_write("deal:41")
    since = datetime.now(UTC) - timedelta(minutes=11)
    await documents.update_one({"_id": "deal:41"}, {"$set": {"writing.since": since}})
    taken = await store.take_version("deal:41")

    assert await store.unmoved("deal:41", taken.version) is not None


async def test_the_first_write_of_an_entity_follows_none(store):
    after = await store.begin_write("deal:41", attempt=True)

    assert (after.may_be_ours, after.writing.step, after.writing.version) == (False, None, after.version)
    assert after.attempt_at == after.writing.since


async def test_a_run_after_a_crash_finds_what_the_dead_one_left(store):
    first = await store.begin_write("deal:41")
    rows = [{"Номенклатура_Key": "x", "Сумма": Decimal("100.50"), "a.b": "$c"}]
    await store.note_step("deal:41", first.version, step="post", memo=rows)

    after = await store.begin_write("deal:41")

    assert (after.may_be_ours, after.writing.step, after.writing.memo) == (True, "post", rows)


async def test_a_second_crash_before_the_repair_loses_nothing_of_the_first(store):
    first = await store.begin_write("deal:41")
    await store.note_step("deal:41", first.version, step="post", memo=["old rows"])
    await store.begin_write("deal:41")

    third = await store.begin_write("deal:41")

    assert (third.writing.step, third.writing.memo) == ("post", ["old rows"])


async def test_a_repaired_step_is_forgotten_and_the_next_write_begins_clean(store):
    first = await store.begin_write("deal:41")
    await store.note_step("deal:41", first.version, step="post", memo=[1])
    await store.note_step("deal:41", first.version, step=None)
    second = await store.begin_write("deal:41")
    await store.end_write("deal:41", {})

    third = await store.begin_write("deal:41")

    assert (second.writing.step, second.writing.memo) == (None, None)
    assert (third.may_be_ours, third.writing.memo) == (False, None)


async def test_a_process_that_was_overtaken_notes_nothing_in_the_later_write(store):
    first = await store.begin_write("deal:41")
    second = await store.begin_write("deal:41")

    noted = await store.note_step("deal:41", first.version, step="post", memo=[1])

    assert noted is False
    assert (await store.get("deal:41")).writing == second.writing


async def test_the_age_of_an_attempt_is_told_by_the_database_alone(store, documents):
    first = await store.begin_write("order:a")
    await store.note_step("order:a", first.version, step="create", attempt=True)
    earlier = datetime.now(UTC) - timedelta(minutes=5)
    await documents.update_one({"_id": "order:a"}, {"$set": {"attempt_at": earlier}})

    again = await store.begin_write("order:a", attempt=True)

    assert timedelta(minutes=4) < again.attempt_age < timedelta(minutes=6)


async def test_an_attempt_the_peer_turned_down_is_forgotten(store):
    first = await store.begin_write("order:a", attempt=True)

    await store.note_step("order:a", first.version, step=None, attempt=False)

    assert (await store.get("order:a")).attempt_at is None


async def test_a_write_stores_what_was_decided_and_ends(store):
    await store.begin_write("deal:41")

    after = await store.end_write(
        "deal:41", {ROWS: GroupDoc("d", 0, 8)}, fields={"told": Into({"refusal": "x"}), "manual_stage": "NEW"}, ref="41"
    )

    assert after == await store.get("deal:41")
    assert (after.ref, after.writing, after.groups) == ("41", None, {ROWS: GroupDoc("d", 0, 8)})
    assert after.fields == {"told": {"refusal": "x"}, "manual_stage": "NEW"}


async def test_a_write_never_changes_the_number_of_an_edit_nor_lowers_what_is_known(store):
    read = await store.take_version("deal:41")
    await store.store_published("deal:41", read.version, {ROWS: "r", HEADER: "h"})
    await store.end_write("deal:41", {ROWS: GroupDoc("new", read.version, 8), HEADER: GroupDoc("new", read.version, 8)})

    after = await store.end_write("deal:41", {ROWS: GroupDoc("old", read.version, 7)})

    assert after.groups == {ROWS: GroupDoc("new", read.version, 8), HEADER: GroupDoc("new", read.version, 8)}


async def test_a_read_published_during_a_write_is_published_again(store):
    entity = await store.begin_write("deal:41")
    await store.store_published("deal:41", entity.version, {ROWS: "typed"})

    after = await store.end_write("deal:41", {ROWS: GroupDoc("written", 0, 8)})

    assert after.groups[ROWS] == GroupDoc(None, entity.version, 8)


async def test_a_publication_overtaken_by_a_later_one_stores_nothing(store):
    early, late = await store.take_version("deal:41"), await store.take_version("deal:41")
    await store.store_published("deal:41", late.version, {ROWS: "late"})

    await store.store_published("deal:41", early.version, {ROWS: "early", HEADER: "early"})

    groups = (await store.get("deal:41")).groups
    assert groups == {ROWS: GroupDoc("late", late.version, 0), HEADER: GroupDoc("early", early.version, 0)}


async def test_an_edit_taken_back_after_a_crash_is_published(store):
    first = await store.take_version("deal:41")
    await store.store_published("deal:41", first.version, {STAGE: "work", ROWS: "r"})
    crashed = await store.take_version("deal:41")
    await store.announce("deal:41", {STAGE})  # published "parked" as `crashed.version`; died before store_published

    read = await store.take_version("deal:41")
    found = publication((await store.get("deal:41")).groups, {STAGE: "work", ROWS: "r"}, read.version)

    assert found.stamps == {STAGE: Stamp(edited=read.version), ROWS: Stamp(edited=first.version)}
    assert read.version > crashed.version


async def test_a_late_confirm_of_an_earlier_number_does_not_pass_for_a_later_one_that_died(store):
    early, late = await store.take_version("deal:41"), await store.take_version("deal:41")
    await store.announce("deal:41", {STATE}, early.version)
    await store.announce("deal:41", {STATE}, late.version)  # published "paid" as `late.version`, then died
    await store.store_published("deal:41", early.version, {STATE: "paid"})

    read = await store.take_version("deal:41")
    found = publication((await store.get("deal:41")).groups, {STATE: "paid"}, read.version, force=True)

    assert found.stamps == {STATE: Stamp(edited=read.version)}


async def test_fields_are_stored_reached_into_and_removed(store):
    await store.set_fields("deal:41", {"waiting": True, "told": {"a": 1, "b": 2}, "sum": Decimal("1.10")})

    await store.set_fields("deal:41", {"waiting": None, "told": Into({"a": None})})

    assert (await store.get("deal:41")).fields == {"told": {"b": 2}, "sum": Decimal("1.10")}


async def test_waiting_entities_are_listed_by_key(store):
    for number in (3, 1, 2):
        await store.set_fields(f"deal:{number}", {"waiting": number != 2})

    found = [entity.key async for entity in store.listing({"fields.waiting": True})]
    first = [entity.key async for entity in store.listing({"fields.waiting": True}, limit=1)]

    assert found == ["deal:1", "deal:3"]
    assert first == ["deal:1"]


async def test_groups_of_a_newer_release_survive_beside_those_of_this_one(store, documents):
    await documents.insert_one({"_id": "deal:41", "groups": {"colour": {"known": 1}, "rows": {"known": 2}}})

    entity = await store.get("deal:41")

    kept = {"colour": GroupDoc(known=1, outdated=1), ROWS: GroupDoc(known=2, outdated=1)}
    assert entity == Entity(key="deal:41", groups=kept)


async def test_the_two_connectors_keep_their_documents_apart(db, store):
    await store.take_version("deal:41", ref="41")

    assert await EntityStore(db, "onec", ORDERS).get("deal:41") is None
