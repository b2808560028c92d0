"""A database that asks for passwords, and the services' users on it and on the broker."""

import base64
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from sandbox.stack import Broker, Command, Database, Program, free_ports
from sandbox.stack.installing import find_mongod
from shared.messages.routes import SERVICES
from shared.store.ownership import READER
from tests.waiting import wait_until

ADMIN = "root"
PASSWORD = "rights-test"


@asynccontextmanager
async def guarded_database(workdir: Path) -> AsyncIterator[Database]:
    """Run a mongod with a key file, which also switches authentication on."""
    mongod, environment = find_mongod()
    folder = workdir / "guarded"
    folder.mkdir()
    key = folder / "key"
    key.write_text(base64.b64encode(os.urandom(96)).decode())
    key.chmod(0o400)
    (port,) = free_ports(1)
    options = ("--port", str(port), "--replSet", "rs0", "--keyFile", str(key), "--nounixsocket")
    program = Program(
        Command(
            name="guarded-database",
            argv=(str(mongod), "--dbpath", str(folder), "--bind_ip", "127.0.0.1", "--oplogSize", "128", *options),
            environment={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", **environment},
            log=workdir / "guarded.log",
            cwd=folder,
        ),
    )
    await program.start()
    try:
        await wait_until(lambda: _has_administrator(port), 30)
        yield Database(f"mongodb://{ADMIN}:{PASSWORD}@127.0.0.1:{port}/?replicaSet=rs0", program)
    finally:
        await program.stop()


async def _has_administrator(port: int) -> bool:
    """Take the steps of the localhost exception, as many as the server lets us today."""
    url = f"mongodb://127.0.0.1:{port}/?directConnection=true&serverSelectionTimeoutMS=500"
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        try:
            hello = await client.admin.command("hello")
            if "setName" not in hello:
                members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
                await client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
            if hello.get("isWritablePrimary"):
                await client.admin.command("createUser", ADMIN, pwd=PASSWORD, roles=["root"])
                return True
        except PyMongoError:
            return False
    return False


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Database]:
    async with guarded_database(tmp_path) as database:
        yield database


@dataclass(frozen=True)
class Addresses:
    """What each service is given, and the folder of files it stands in."""

    folder: Path
    amqp: dict[str, str]
    mongo: dict[str, str]

    def environment(self) -> dict[str, dict[str, str]]:
        mongo = {service: {"DEALBUS_MONGO_URL": url} for service, url in self.mongo.items()}
        return {
            service: {"DEALBUS_AMQP_URL": url, **mongo.get(service, {"DEALBUS_MONGO_URL": ""})}
            for service, url in self.amqp.items()
        }


def addresses(folder: Path, amqp_url: str, mongo_url: str) -> Addresses:
    """Name a user per service with a password that needs escaping, and write the files an administrator writes."""
    folder.mkdir()
    run = secrets.token_hex(3)
    amqp, mongo = {}, {}
    for service in (*SERVICES, READER):
        login = f"{service}-{run}:p%40{run}@"
        amqp[service] = f"amqp://{login}{amqp_url.split('@', 1)[1]}"
        (folder / f"{service}_amqp_url").write_text(amqp[service] + "\n")
        if service != "stage-router":
            mongo[service] = f"mongodb://{login}{mongo_url.split('@', 1)[1]}"
            (folder / f"{service}_mongo_url").write_text(mongo[service] + "\n")
    return Addresses(folder, amqp, mongo)


def administrators(broker: Broker) -> str:
    """The management interface with its administrator in the address."""
    return broker.management_url.replace("//", f"//{broker.user}:{broker.password}@")


async def forget_users(broker: Broker, given: Addresses) -> None:
    async with broker.management() as api:
        for url in given.amqp.values():
            await api.delete(f"/api/users/{url.split('//')[1].split(':')[0]}")
