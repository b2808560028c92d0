"""What is true of this minute alone is neither copied nor in the way of a copy."""

from pathlib import Path

import pytest

from sandbox.stack import Database
from services.console import backup
from services.console.settings import ConsoleSettings

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
