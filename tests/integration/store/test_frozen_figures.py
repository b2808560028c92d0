"""How many records are out of the exchange, for Prometheus."""

from shared.canon import PARTIES
from shared.process.frozen import count_frozen
from shared.store import EntityStore
from tests.figures import figure


async def test_records_with_a_frozen_group_are_counted_by_their_kind_until_they_are_let_go(db):
    companies = EntityStore(db, "b24", PARTIES, of="companies")
    for number in (17, 18):
        await companies.bind(f"company:{number}", str(number))
    await db["entities_b24_companies"].update_one({"_id": "company:17"}, {"$set": {"frozen": ["name"]}})

    await count_frozen(db, "b24")
    before = [figure("bus_frozen_records", system="b24", record=record) for record in ("company", "deal")]
    await companies.unfreeze("company:17", "name")
    await count_frozen(db, "b24")

    assert before == [1, 0]
    assert figure("bus_frozen_records", system="b24", record="company") == 0
