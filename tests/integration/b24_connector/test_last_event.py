"""`check` learns from the running service when the portal was heard last."""

import asyncio
from datetime import UTC, datetime, timedelta

from pymongo.errors import PyMongoError

from services.b24_connector.intake.last_event import LastEvent
from shared.store import Lease, connect
from tests.waiting import wait_until


async def test_an_event_is_remembered_and_a_second_one_of_that_minute_costs_no_write(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        last = LastEvent(database)
        before = await last.at()
        running = asyncio.create_task(last.run())
        last.heard()
        first = await wait_until(last.at)
        last.heard()
        second = await last.at()
        running.cancel()

    assert before is None
    assert first == second
    assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)


async def test_a_refused_event_is_remembered_until_one_is_accepted(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        last = LastEvent(database, every_s=0)
        running = asyncio.create_task(last.run())
        last.refused("Токен другой.")
        at, why = await wait_until(last.refusal)
        last.heard()
        await wait_until(last.at)
        after = await last.refusal()
        running.cancel()

    assert why == "Токен другой."
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert after is None


async def test_an_event_that_came_while_the_database_was_away_is_remembered_later(
    monkeypatch, mongo_url, mongo_database
):
    async with connect(mongo_url, mongo_database) as database:
        last = LastEvent(database, every_s=0)
        store, failed = last._cursors.set, asyncio.Event()

        async def away(*_):
            monkeypatch.setattr(last._cursors, "set", store)
            failed.set()
            raise PyMongoError("away")

        monkeypatch.setattr(last._cursors, "set", away)
        running = asyncio.create_task(last.run())
        last.refused("Токен другой.")
        await failed.wait()
        _, why = await wait_until(last.refusal)
        running.cancel()

    assert why == "Токен другой."


async def test_whether_somebody_listens_is_seen_without_taking_part(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        watching, working = Lease(database, "b24-connector", ""), Lease(database, "b24-connector", "one")
        before = await watching.is_held()
        await working.acquire()
        meanwhile = await watching.is_held()
        await working.release()
        after = await watching.is_held()

    assert [before, meanwhile, after] == [False, True, False]
