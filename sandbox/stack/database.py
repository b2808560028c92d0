"""The local stack's MongoDB: a given one, a container, or a mongod of our own; always a replica set."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from sandbox.stack import containers
from sandbox.stack.installing import find_mongod
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program, StackError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_ALREADY_INITIALISED = 23


@dataclass(frozen=True)
class Database:
    """A running MongoDB of the local stack; `program` is there when it is ours alone and may be killed."""

    url: str
    program: Program | None = field(default=None, compare=False, repr=False)

    async def drop(self, name: str) -> None:
        """Drop one database of the local mongod.

        Raises:
            StackError: mongod does not answer any more

        """
        try:
            async with self.client() as client:
                await client.drop_database(name)
        except ConnectionFailure as away:
            raise StackError(f"mongod at {self.url} is gone") from away

    def client(self) -> AsyncMongoClient[dict[str, Any]]:
        """Open a client of the local MongoDB that sees times as aware UTC."""
        return AsyncMongoClient(self.url, tz_aware=True, serverSelectionTimeoutMS=20_000)


def given_database() -> Database | None:
    """Return the replica set named by `DEALBUS_MONGO_URL`, if any."""
    url = os.environ.get("DEALBUS_MONGO_URL")
    return Database(url) if url else None


@asynccontextmanager
async def local_database(workdir: Path) -> AsyncIterator[Database]:
    """Run a mongod of our own as long as the context lasts.

    Its test commands are on: `failCommand` makes chosen commands fail.

    Args:
        workdir: keeps its files under `database/`, which is emptied first, and its log under `logs/`

    """
    (port,) = free_ports(1)
    name = f"dealbus-mongo-{secrets.token_hex(4)}"
    in_container = containers.can_run(containers.MONGO_IMAGE)
    options = _options(port)
    command = containers.mongo_command(workdir, name, port, options) if in_container else _own(workdir, options)
    program = Program(command, ready=lambda: _is_primary(port))
    await program.start()
    try:
        yield Database(f"mongodb://127.0.0.1:{port}/?replicaSet=rs0", program)
    finally:
        await program.stop()
        if in_container:
            containers.remove_volume(name)
        else:
            shutil.rmtree(_files(workdir), ignore_errors=True)


def _options(port: int) -> tuple[str, ...]:
    return (
        *("--port", str(port), "--replSet", "rs0"),
        *("--oplogSize", "128", "--wiredTigerCacheSizeGB", "0.5", "--nounixsocket"),
        # As delivered, three files of 100 MB are made before anything is written.
        *("--wiredTigerEngineConfigString", "log=(file_max=10MB,prealloc=false)"),
        *("--setParameter", "enableTestCommands=1", "--setParameter", "diagnosticDataCollectionEnabled=false"),
    )


def _own(workdir: Path, options: tuple[str, ...]) -> Command:
    mongod, environment = find_mongod()
    folder = _files(workdir)
    shutil.rmtree(folder, ignore_errors=True)  # an old replica set would look for its member on the old port
    folder.mkdir(parents=True)
    return Command(
        name="database",
        argv=(str(mongod), "--dbpath", str(folder), "--bind_ip", "127.0.0.1", *options),
        environment={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **environment},
        log=workdir / "logs" / "database.log",
        cwd=folder,
    )


def _files(workdir: Path) -> Path:
    return (workdir / "database").resolve()


async def _is_primary(port: int) -> bool:
    """Ask for the mongod's role as a member, and make it a replica set of one the first time."""
    url = f"mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS=500"
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        try:
            hello = await client.admin.command("hello")
            if "setName" not in hello:
                await _initiate(client, port)
        except PyMongoError:
            return False
    return bool(hello.get("isWritablePrimary"))


async def _initiate(client: AsyncMongoClient[dict[str, Any]], port: int) -> None:
    members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
    try:
        await client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
    except OperationFailure as refusal:
        if refusal.code != _ALREADY_INITIALISED:
            raise
