"""Since when messages wait is noted by each process, read as the oldest of all, and forgotten with the process."""

from datetime import UTC, datetime, timedelta

from shared.store.lanes import FRESH_FOR, NotedLanes, oldest_waiting

AT = datetime(2026, 11, 29, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_of_all_processes_of_all_services_the_oldest_message_is_told(db):
    one, other = NotedLanes(db, "mapper", "one"), NotedLanes(db, "mapper", "other")
    await one.prepare()

    await one.note({"mapper.orders": AT, "mapper.directory": AT + HOUR})
    await other.note({"mapper.orders": AT - HOUR})
    await NotedLanes(db, "onec-connector", "its").note({"onec-connector.orders": AT})

    assert await oldest_waiting(db) == {
        "mapper.orders": AT - HOUR,
        "mapper.directory": AT + HOUR,
        "onec-connector.orders": AT,
    }


async def test_a_note_takes_the_place_of_the_one_before_and_nothing_that_waits_leaves_none(db):
    noted = NotedLanes(db, "mapper", "one")
    await noted.prepare()

    await noted.note({"mapper.orders": AT, "mapper.directory": AT})
    await noted.note({"mapper.directory": AT + HOUR})
    later = await oldest_waiting(db)
    await noted.note({})

    assert later == {"mapper.directory": AT + HOUR}
    assert await oldest_waiting(db) == {}
    assert await db["lanes_mapper"].find_one() is None


async def test_what_a_process_has_noted_that_has_gone_is_told_no_more_and_deleted_by_the_database(db):
    gone = NotedLanes(db, "reconciler", "gone")
    await gone.prepare()
    await gone.note({"reconciler.census": AT})

    await db["lanes_reconciler"].update_one({}, {"$set": {"at": datetime.now(UTC) - FRESH_FOR - HOUR}})

    assert await oldest_waiting(db) == {}
    assert (await db["lanes_reconciler"].index_information())["at"]["expireAfterSeconds"] == 3600


async def test_where_nobody_has_noted_anything_nothing_is_told(db):
    assert await oldest_waiting(db) == {}
