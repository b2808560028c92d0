"""A MongoDB that answers and is in no replica set, reached by an address that names one, as the guides have it."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from sandbox.stack import Command, Program, free_ports
from sandbox.stack.installing import find_mongod
from shared.store.connection import connect
from shared.store.errors import StoreUnavailableError
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "работает одна, не набором реплик"),
        (("--replSet", "rs0"), r"Набор реплик MongoDB .* не собран: один раз выполните на ней rs\.initiate\(\)"),
    ],
    ids=["alone", "never initiated"],
)
async def test_a_database_that_is_in_no_replica_set_is_told_how_to_make_one(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    mongod, environment = find_mongod()
    (port,) = free_ports(1)
    argv = (str(mongod), "--dbpath", str(tmp_path), "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket")
    surroundings = {"PATH": os.environ.get("PATH", ""), **environment}
    program = Program(Command("database", (*argv, *options), surroundings, tmp_path / "log", tmp_path))

    async def answers() -> bool:
        url = f"mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS=500"
        async with AsyncMongoClient(url) as client:
            with suppress(PyMongoError):
                return bool(await client.admin.command("ping"))
        return False

    await program.start()
    try:
        await wait_until(answers, 20)
        with pytest.raises(StoreUnavailableError, match=said):
            async with connect(f"mongodb://127.0.0.1:{port}/?replicaSet=rs0", "dealbus"):
                pass
    finally:
        await program.stop()
