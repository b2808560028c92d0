"""What a shadow keeps of records, on a real database."""

from datetime import UTC, datetime, timedelta

from shared.store.shadow import MOST_TURNS, Shadow, WatchTimes

NOW = datetime.now(UTC).replace(microsecond=0)


def found(would, said="Создать заказ."):
    return {"name": "«Болты»", "would": would, "to": None, "said": [said]}


async def test_a_second_look_at_a_record_is_no_second_outcome(db):
    shadow = Shadow(db, days=90)
    later = NOW + timedelta(hours=1)

    new = [await shadow.keep("deal:41", found("create"), at) for at in (NOW, later)]

    (kept,) = await shadow.all()
    assert new == [True, False]
    assert (kept["first"], kept["at"]) == (NOW, later)
    assert kept["turns"] == [{"at": NOW, "would": "create"}]


async def test_what_a_record_came_to_before_is_kept_and_never_grows_without_end(db):
    shadow = Shadow(db, days=90)

    for look in range(MOST_TURNS + 5):
        await shadow.keep("deal:41", found("refused" if look % 2 else "create"), NOW + timedelta(minutes=look))

    (kept,) = await shadow.all()
    assert (kept["would"], len(kept["turns"])) == ("create", MOST_TURNS)
    assert [one["would"] for one in kept["turns"][-2:]] == ["refused", "create"]


async def test_what_was_refused_or_not_looked_at_for_long_is_due(db):
    shadow = Shadow(db, days=90)
    await shadow.begin(NOW)
    for key, would, hours in (("deal:41", "refused", 0), ("deal:42", "create", 0), ("deal:43", "create", 25)):
        await shadow.keep(key, found(would), NOW - timedelta(hours=hours))

    assert await shadow.due(["refused"], NOW - timedelta(days=1)) == ["deal:41", "deal:43"]


async def test_watching_goes_on_until_it_is_begun_anew(db):
    shadow = Shadow(db, days=90)
    assert await shadow.watch() is None

    await shadow.begin(NOW)
    await shadow.keep("deal:41", found("create"), NOW)
    await shadow.looked(NOW + timedelta(minutes=15))

    assert await shadow.watch() == WatchTimes(NOW, NOW + timedelta(minutes=15))
    await shadow.begin(NOW + timedelta(days=1))
    assert (await shadow.watch(), await shadow.all()) == (WatchTimes(NOW + timedelta(days=1), None), [])


async def test_a_record_is_forgotten_by_the_database_and_the_watch_is_not(db):
    shadow = Shadow(db, days=90)
    await shadow.prepare()

    await shadow.begin(NOW)
    await shadow.keep("deal:41", found("create"), NOW)

    index = (await db["shadow"].index_information())["until"]
    kept = {one["_id"]: one.get("until") async for one in db["shadow"].find()}
    assert index["expireAfterSeconds"] == 0
    assert kept["deal:41"].replace(tzinfo=UTC) == NOW + timedelta(days=90)
    assert kept["watch"] is None
