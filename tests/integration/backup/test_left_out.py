"""What is true of this minute alone is neither copied nor in the way of a copy."""

import gzip
from pathlib import Path

import pytest

from sandbox.stack import Database
from services.console import backup
from services.console.settings import ConsoleSettings
from services.mapper import metrics
from shared.store.backups import last_backup
from tests.figures import figure

LOGIN = {"_id": "Шина", "digest": b"of a password that 1C refused"}


@pytest.fixture
def settings(mongo_url: str, mongo_database: str) -> ConsoleSettings:
    return ConsoleSettings(mongo_url=mongo_url, mongo_database=mongo_database)


async def test_a_login_that_1c_refused_is_not_in_the_copy_and_does_not_hinder_its_restoring(
    settings: ConsoleSettings, database: Database, tmp_path: Path
) -> None:
    async with database.client() as client:
        ours = client[settings.mongo_database]
        await ours["links"].insert_one({"_id": "deal:41"})
        await ours["logins_onec"].insert_one(LOGIN)
        saved = await backup.save(settings, tmp_path / "copy")
        await ours["links"].drop()

        restored = await backup.restore(settings, tmp_path / "copy")

        assert (saved, restored) == (1, 1)
        assert await ours["links"].find_one() == {"_id": "deal:41"}


async def test_that_a_copy_was_saved_is_known_where_it_was_saved_and_not_in_the_copy(
    settings: ConsoleSettings, database: Database, tmp_path: Path
) -> None:
    async with database.client() as client:
        ours = client[settings.mongo_database]
        await ours["links"].insert_one({"_id": "deal:41"})
        before = await last_backup(ours)
        await backup.save(settings, tmp_path / "copy")

        metrics.backed_up(at := await last_backup(ours))

    assert before is None
    assert at is not None
    assert figure("bus_last_backup_seconds") == at.timestamp()
    assert b"last" not in gzip.decompress((tmp_path / "copy").read_bytes())
