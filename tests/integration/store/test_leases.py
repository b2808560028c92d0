"""Leases, claims, cursors and the first connection."""

import asyncio
from datetime import timedelta

import pytest

from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.store import Claims, Cursors, Lease, LeaseLostError, StoreUnavailableError, connect
from tests.waiting import wait_until

TTL_S = 1.0
BUSY_S = 4.0  # where a lease must be kept: a busy machine may take the processor away for a whole second


async def seconds_left(db, name: str) -> float:
    """How long a claim lasts from now, by the database's clock."""
    left = {"$divide": [{"$subtract": ["$until", "$$NOW"]}, 1000]}
    [found] = await (await db.claims_b24.aggregate([{"$match": {"_id": name}}, {"$project": {"left": left}}])).to_list()
    return float(found["left"])


async def expire(db, collection: str) -> None:
    await db[collection].update_many({}, [{"$set": {"until": {"$subtract": ["$$NOW", 1]}}}])


async def test_one_of_many_gets_the_lease(db):
    leases = [Lease(db, "b24", f"process {n}", TTL_S) for n in range(10)]

    got = await asyncio.gather(*(lease.acquire() for lease in leases))

    assert sum(got) == 1


async def test_a_lease_is_renewed_by_its_holder_alone_and_given_back(db):
    one, other = Lease(db, "b24", "one", TTL_S), Lease(db, "b24", "other", TTL_S)
    await one.acquire()

    renewed = (await one.renew(), await other.renew())
    await other.release()
    still = await other.acquire()
    await one.release()

    assert renewed == (True, False)
    assert still is False
    assert await other.acquire()


async def test_an_expired_lease_goes_to_the_stand_by_and_is_not_renewed_by_the_old_holder(db):
    one, other = Lease(db, "b24", "one", TTL_S), Lease(db, "b24", "other", TTL_S)
    await one.acquire()
    await expire(db, "leases_b24")

    taken = await other.acquire()

    assert taken
    assert await one.renew() is False
    assert await one.acquire() is False


async def test_leases_of_different_names_do_not_meet(db):
    assert await Lease(db, "b24", "one").acquire()
    assert await Lease(db, "onec", "other").acquire()


async def test_a_stand_by_takes_over_within_the_time_to_live_and_never_overlaps(db):
    active: list[str] = []
    seen: list[tuple[str, ...]] = []

    async def run(name: str, stop: asyncio.Event) -> None:
        async with Lease(db, "b24", name, BUSY_S).held():
            active.append(name)
            seen.append(tuple(active))
            try:
                await stop.wait()
            finally:
                active.remove(name)

    stops = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(run("first", stops[0]))
    await wait_until(lambda: active == ["first"])
    second = asyncio.create_task(run("second", stops[1]))
    await asyncio.wait([second], timeout=1.25 * BUSY_S)  # longer than the lease lasts: it is renewed
    kept = list(active)
    stops[0].set()
    await wait_until(lambda: active == ["second"])
    stops[1].set()
    await asyncio.gather(first, second)

    assert kept == ["first"]
    assert seen == [("first",), ("second",)]


async def test_a_body_whose_lease_was_taken_is_cancelled(db):
    reached = asyncio.Event()

    async def run() -> None:
        async with Lease(db, "b24", "one", TTL_S).held():
            reached.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await reached.wait()
    await expire(db, "leases_b24")
    await Lease(db, "b24", "other", ttl_s=60).acquire()

    with pytest.raises(LeaseLostError):
        await asyncio.wait_for(task, 5)

    assert (await db["leases_b24"].find_one({"_id": "b24"}))["holder"] == "other"


async def test_a_cancelled_body_gives_the_lease_back_at_once(db):
    reached = asyncio.Event()

    async def run() -> None:
        async with Lease(db, "b24", "one", ttl_s=60).held():
            reached.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await reached.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert await Lease(db, "b24", "other").acquire()


async def test_two_creators_of_one_party_are_one_after_another(db):
    claims = Claims(db)

    async with claims.claim("onec:party:7707083893:770701001"):
        with pytest.raises(Retryable) as caught:
            async with claims.claim("onec:party:7707083893:770701001"):
                pass
        async with claims.claim("onec:party:7707083893:"):
            pass
    async with claims.claim("onec:party:7707083893:770701001"):
        pass

    assert caught.value.counted is False


async def test_a_claim_left_in_doubt_is_forgotten_a_day_after_it_was_free_again(db):
    await Claims(db).prepare("b24")
    await Claims(db).prepare("b24")

    (expiry,) = [one async for one in await db["claims_b24"].list_indexes() if "expireAfterSeconds" in one]

    assert (dict(expiry["key"]), expiry["expireAfterSeconds"]) == ({"until": 1}, 24 * 3600)


async def test_who_waits_for_a_claim_names_nobody(db):
    async with Claims(db).claim("b24:party:7707083893"):
        with pytest.raises(Retryable) as caught:
            async with Claims(db).claim("b24:party:7707083893"):
                pass

    assert "7707083893" not in str(caught.value)


async def test_a_claim_of_a_process_that_died_before_it_created_is_free_when_its_successor_begins(db):
    held = Claims(db).claim("b24:party")  # kept: one that is collected lets go

    await held.__aenter__()

    assert await seconds_left(db, "b24:party") <= 10


async def test_a_claim_in_doubt_lasts_until_the_longest_call_must_have_ended(db):
    claims = Claims(db)
    with pytest.raises(DoubtfulWrite):
        async with claims.claim("b24:party") as claim, claim.creating(timedelta(minutes=2)):
            raise DoubtfulWrite("no answer")

    with pytest.raises(Retryable):
        async with claims.claim("b24:party"):
            pass
    left = await seconds_left(db, "b24:party")
    await expire(db, "claims_b24")
    async with claims.claim("b24:party"):
        pass

    assert 110 < left <= 120


async def test_a_create_that_the_peer_refused_frees_the_claim(db):
    claims = Claims(db)
    with pytest.raises(Permanent):
        async with claims.claim("b24:party") as claim, claim.creating(timedelta(minutes=2)):
            raise Permanent("no", reason="refused")

    async with claims.claim("b24:party"):
        pass


async def test_who_looked_for_so_long_that_another_has_the_claim_does_not_create(db):
    claims = Claims(db)
    created = []

    async with claims.claim("b24:party") as slow:
        await expire(db, "claims_b24")
        async with claims.claim("b24:party") as quick, quick.creating(timedelta(minutes=2)):
            created.append("quick")
        with pytest.raises(Retryable) as caught:
            async with slow.creating(timedelta(minutes=2)):
                created.append("slow")

    assert created == ["quick"]
    assert caught.value.counted is False


async def test_a_claim_that_ended_late_does_not_end_that_of_another(db):
    claims = Claims(db)

    async with claims.claim("b24:party"):
        await expire(db, "claims_b24")
        successor = claims.claim("b24:party")
        await successor.__aenter__()
    with pytest.raises(Retryable):
        async with claims.claim("b24:party"):
            pass

    await successor.__aexit__(None, None, None)


async def test_a_cursor_is_kept_by_name(db):
    cursors = Cursors(db, "b24")
    await cursors.set("sweep", "2026-03-05T12:00:00+03:00")
    await cursors.set("sweep", "2026-03-05T12:01:00+03:00")

    assert await cursors.get("sweep") == "2026-03-05T12:01:00+03:00"
    assert await cursors.get("nightly") is None
    assert await Cursors(db, "onec").get("sweep") is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1", "DEALBUS_MONGO_URL не читается"),
        ("mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=100", "не отвечает"),
    ],
)
async def test_a_database_that_cannot_be_used_is_named_with_the_remedy(url: str, words: str):
    with pytest.raises(StoreUnavailableError, match=words):
        async with connect(url, "dealbus"):
            pass


@pytest.mark.parametrize("url", ["mongodb://bus:Geh/eim7@host:27017/", "mongodb://bus:Geh/eim7@[host:27017/"])
async def test_a_password_that_spoils_its_address_is_not_told(url: str):
    with pytest.raises(StoreUnavailableError, match="в пароле замените кодами") as refused:
        async with connect(url, "dealbus"):
            pass

    assert "eim7" not in str(refused.value)
