"""A file that cannot be written or read is told of in a Russian sentence, with the remedy of its cause."""

import gzip
import re
from pathlib import Path

import pytest

from services.console import backup
from services.console.settings import ConsoleSettings
from shared.store.connection import connect

CORRUPT = gzip.compress(b"dealbus" * 9)[:12] + b"\xff" * 40
CLOSED = Path("/sys")
"""A folder in which nobody can make a file, not even its owner."""


@pytest.fixture
def settings(mongo_url: str, mongo_database: str) -> ConsoleSettings:
    return ConsoleSettings(mongo_url=mongo_url, mongo_database=mongo_database)


async def test_a_folder_that_takes_nothing_is_named_with_what_to_do(settings: ConsoleSettings) -> None:
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        await database["links"].insert_one({"_id": "deal:41"})

    with pytest.raises(backup.BackupError, match=rf"{CLOSED}/copy не записан \(.*\)\. Дайте права на папку"):
        await backup.save(settings, CLOSED / "copy")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing", r"missing не читается \(его нет\). Проверьте путь"),
        ("", r"не читается \(это каталог\). Проверьте путь"),
    ],
    ids=["missing", "a folder"],
)
async def test_a_file_that_is_not_there_is_no_damaged_copy(
    settings: ConsoleSettings, tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(backup.BackupError, match=said):
        await backup.restore(settings, tmp_path / name)


@pytest.mark.parametrize(
    "held", [b"no gzip at all", b"\x1f\x8b\x08\x00broken", CORRUPT], ids=["no gzip", "a broken head", "a broken body"]
)
async def test_a_damaged_copy_says_so_without_words_of_the_library(
    settings: ConsoleSettings, tmp_path: Path, held: bytes
) -> None:
    (tmp_path / "copy").write_bytes(held)

    with pytest.raises(backup.BackupError, match="Возьмите другую копию") as refused:
        await backup.restore(settings, tmp_path / "copy")

    told = str(refused.value).replace(str(tmp_path / "copy"), "").replace("dealbus", "")
    assert not re.search("[a-z]", told)
