"""What a pass over 1C has seen, as the database keeps it."""

from services.onec_connector.memory.seen_marks import SeenMarks
from shared.store.connection import connect


async def test_the_characteristics_of_an_item_are_found_by_its_key_and_by_no_pattern(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        seen = SeenMarks(database, "items")
        await seen.note({"item:a.b#red": "1", "item:acb#blue": "1"})

        assert await seen.sold("a.b") == [("a.b", "red")]
