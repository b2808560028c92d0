"""`check` finds in the database which records could not be read, of every kind that crosses."""

from datetime import UTC, datetime

from services.b24_connector.intake.remembered import remembered
from services.b24_connector.memory.company import company_store, private_store
from services.b24_connector.memory.contact import contact_store
from services.b24_connector.memory.deal import deal_store
from services.b24_connector.reference.unreadable_findings import unreadable_records
from services.b24_connector.settings import Settings
from shared.store import connect

NOTED = {"by": "1", "record": "компания 9", "why": "Доступ запрещен", "since": datetime(2026, 11, 2, tzinfo=UTC)}


async def test_records_of_every_kind_are_found_under_their_own_names(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        deals, cards = deal_store(database), [make(database) for make in (company_store, private_store, contact_store)]
        for store in (deals, *cards):
            await store.prepare()
        for store, key, ref in zip(
            [deals, deals, *cards],
            ["order:1", "deal:42", "company:9", "partner:1", "contact:7@17"],
            ["41", None, "9", "7", "7@17"],
            strict=True,
        ):
            await store.set_fields(key, {"unreadable": NOTED})
            if ref:
                await store.bind(key, ref)
        await deals.set_fields("deal:43", {"waiting": True})
        found = await unreadable_records(database)

    keys = {one.ref.key for one in found}
    assert keys == {"deal:41", "deal:42", "company:9", "contact:7", "contact:7@17"}
    assert {one.hidden for one in found} == {"компания 9"}


async def test_a_database_that_is_away_says_nothing(monkeypatch):
    settings = Settings.model_construct(
        mongo_url="mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", mongo_database="x"
    )

    assert await remembered(settings, "b24-connector") is None
