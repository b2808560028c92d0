"""A copy holds every collection that a service owns, as it was; what is left out is named."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sandbox.stack import Database
from services.console import backup
from services.console.backup import LEFT_OUT
from services.console.settings import ConsoleSettings
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from shared.store import connect
from shared.store.doubts import Doubts, Separations
from shared.store.history import History
from shared.store.ownership import COLLECTIONS
from shared.store.pairs import Pairs
from tests.integration.backup.test_left_out import settings

__all__ = ["settings"]

OWNED = {name for names in COLLECTIONS.values() for name in names}
LANES = {f"lanes_{name}" for name in ("b24-connector", "onec-connector", "mapper", "reconciler")}
GONE_BY_ITSELF = {"leases_b24-connector", "leases_onec-connector", "logins_onec", "backups", *LANES}
AT = datetime(2026, 11, 29, 6, tzinfo=UTC)


def document(name: str) -> dict[str, Any]:
    return {"_id": f"{name}:1", "at": AT, "fields": {"words": ["Болт"], "sum": 7}, "none": None}


def test_what_is_left_out_is_true_of_this_minute_alone() -> None:
    assert LEFT_OUT == GONE_BY_ITSELF
    assert LEFT_OUT < OWNED


async def test_every_other_collection_comes_back_as_it_was(
    settings: ConsoleSettings, database: Database, tmp_path: Path
) -> None:
    async with database.client() as client:
        ours = client[settings.mongo_database]
        for name in sorted(OWNED):
            await ours[name].insert_one(document(name))
        count = await backup.save(settings, tmp_path / "copy")
        await client.drop_database(settings.mongo_database)

        restored = await backup.restore(settings, tmp_path / "copy")

        back = {name: [one async for one in ours[name].find()] for name in await ours.list_collection_names()}
    kept = OWNED - GONE_BY_ITSELF
    assert count == restored == len(kept)
    assert {name for name, documents in back.items() if documents} == kept
    for name in sorted(kept):
        (one,) = back[name]
        assert one | {"at": AT} == document(name)


async def test_pairs_of_directories_doubts_and_history_are_read_from_the_copy_as_before(
    settings: ConsoleSettings, database: Database, tmp_path: Path
) -> None:
    company = Ref(system="b24", kind="company", id="17")
    partner = Ref(system="onec", kind="partner", id="0d9a41c8-7b1e-11ee-8f4a-0050569c1f2b")
    doubt = Doubt(kind="company", thing=company, name="Ромашка", candidates=(Candidate(ref=partner),))
    coupled, apart = (Pair(kind="company", b24=b24, onec=partner.id) for b24 in ("18", "19"))
    async with connect(settings.mongo_url, settings.mongo_database) as ours:
        await Pairs(ours).prepare()
        await Pairs(ours).remember([coupled])
        await Doubts(ours).put(doubt, "deal:41")
        await Separations(ours).put([apart])
        await History(ours, "mapper", 90).note("deal:41", "order_refused", {"why": "customer"})
        (before,) = await History(ours, "mapper", 0).of("deal:41")
    await backup.save(settings, tmp_path / "copy")
    async with database.client() as client:
        await client.drop_database(settings.mongo_database)

    await backup.restore(settings, tmp_path / "copy")

    async with connect(settings.mongo_url, settings.mongo_database) as ours:
        (open_doubt,) = await Doubts(ours).all()
        pair = await Pairs(ours).find("company", partner)
        assert (open_doubt.doubt, open_doubt.waiting) == (doubt, ("deal:41",))
        assert pair is not None
        assert pair.b24 == "18"
        assert await Separations(ours).allowed([coupled, apart]) == [coupled]
        assert await History(ours, "mapper", 0).of("deal:41") == [before]


async def test_only_its_owner_may_read_a_copy(settings: ConsoleSettings, database: Database, tmp_path: Path) -> None:
    async with database.client() as client:
        await client[settings.mongo_database]["links"].insert_one(document("links"))
        await backup.save(settings, tmp_path / "copy")

    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
