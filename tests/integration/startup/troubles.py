"""What administrators get wrong, arranged with real servers: each gives what to change in a service's environment."""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import aio_pika
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from sandbox.stack import Command, Program, free_ports
from sandbox.stack.installing import find_mongod
from sandbox.stack.simulators import Simulator, simulator_of, simulator_program
from shared.bus.topology import apply_topology
from tests.integration.rights.conftest import guarded_database
from tests.waiting import wait_until


@dataclass(frozen=True)
class World:
    """A good environment, and room for files."""

    environment: dict[str, str]
    folder: Path


Change = dict[str, str | None]
Trouble = Callable[[World], AbstractAsyncContextManager[Change]]


def setting(**changes: str | None) -> Trouble:
    """Change variables and nothing else; None takes one away."""

    @asynccontextmanager
    async def changed(_: World) -> AsyncIterator[Change]:
        yield {f"DEALBUS_{name}": value for name, value in changes.items()}

    return changed


@asynccontextmanager
async def wrong_broker_password(world: World) -> AsyncIterator[Change]:
    yield {"DEALBUS_AMQP_URL": re.sub(r":[^:@/]+@", ":wrong@", world.environment["DEALBUS_AMQP_URL"])}


@asynccontextmanager
async def no_such_vhost(world: World) -> AsyncIterator[Change]:
    yield {"DEALBUS_AMQP_URL": world.environment["DEALBUS_AMQP_URL"] + "-nowhere"}


@asynccontextmanager
async def missing_queue(world: World) -> AsyncIterator[Change]:
    async with await aio_pika.connect(world.environment["DEALBUS_AMQP_URL"]) as connection:
        channel = await connection.channel()
        await channel.queue_delete("stage-router.orders.retry.5s")
    try:
        yield {}
    finally:
        await apply_topology(world.environment["DEALBUS_AMQP_URL"])


@asynccontextmanager
async def wrong_database_password(world: World) -> AsyncIterator[Change]:
    async with guarded_database(world.folder) as database:
        yield {"DEALBUS_MONGO_URL": re.sub(r":[^:@/]+@", ":wrong@", database.url)}


@asynccontextmanager
async def database_user_without_rights(world: World) -> AsyncIterator[Change]:
    async with guarded_database(world.folder) as database:
        async with database.client() as client:
            await client.admin.command("createUser", "nobody", pwd="p", roles=[])
        yield {"DEALBUS_MONGO_URL": f"mongodb://nobody:p@{database.url.split('@', 1)[1]}"}


@asynccontextmanager
async def old_broker(world: World) -> AsyncIterator[Change]:
    """A way to the real broker on which its greeting gives a version of long ago."""
    target = urlsplit(world.environment["DEALBUS_AMQP_URL"])

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                # Of the same length, because the frame's length stands before it.
                writer.write(re.sub(rb"(\x07versionS\x00{3}.)[34]\.\d+", _aged, data, flags=re.DOTALL))
                await writer.drain()
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(pump(reader, there[1]), pump(there[0], writer))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield {"DEALBUS_AMQP_URL": world.environment["DEALBUS_AMQP_URL"].replace(f":{target.port}", f":{port}")}
    finally:
        server.close()


def _aged(found: re.Match[bytes]) -> bytes:
    length = len(found.group(0)) - len(found.group(1)) - 2
    return found.group(1) + b"3." + b"9".rjust(length, b"0")


@asynccontextmanager
async def database_alone(world: World) -> AsyncIterator[Change]:
    mongod, environment = find_mongod()
    folder = world.folder / "alone"
    folder.mkdir()
    (port,) = free_ports(1)
    argv = (str(mongod), "--dbpath", str(folder), "--port", str(port), "--bind_ip", "127.0.0.1", "--nounixsocket")
    surroundings = {"PATH": os.environ.get("PATH", ""), **environment}
    program = Program(Command("alone", argv, surroundings, world.folder / "alone.log", folder))
    url = f"mongodb://127.0.0.1:{port}/"

    async def answers() -> bool:
        async with AsyncMongoClient(url, serverSelectionTimeoutMS=500) as client:
            with suppress(PyMongoError):
                return bool(await client.admin.command("ping"))
        return False

    await program.start()
    try:
        await wait_until(answers, 20)
        yield {"DEALBUS_MONGO_URL": url}
    finally:
        await program.stop()


def clock_off(*, hours: int) -> Trouble:
    """Let Python's clock of the service differ from the database's, as a machine's does that has the wrong zone."""

    @asynccontextmanager
    async def changed(world: World) -> AsyncIterator[Change]:
        patch = f"import time\nreal = time.time\ntime.time = lambda: real() + {hours} * 3600\n"
        (world.folder / "sitecustomize.py").write_text(patch)
        yield {"PYTHONPATH": str(world.folder)}

    return changed


@asynccontextmanager
async def wrong_webhook(world: World) -> AsyncIterator[Change]:
    async with simulator("portal", world.folder) as portal:
        yield {"DEALBUS_B24_WEBHOOK": f"{portal.told['webhook'].rstrip('/')}x/"}


@asynccontextmanager
async def webhook_without_catalog(world: World) -> AsyncIterator[Change]:
    async with simulator("portal", world.folder, "--scopes", "crm,user_basic") as portal:
        yield {"DEALBUS_B24_WEBHOOK": str(portal.told["webhook"])}


@asynccontextmanager
async def wrong_onec_password(world: World) -> AsyncIterator[Change]:
    async with simulator("base", world.folder) as base:
        yield {
            "DEALBUS_ONEC_URL": base.address,
            "DEALBUS_ONEC_USER": str(base.told["user"]),
            "DEALBUS_ONEC_PASSWORD": "wrong",
        }


def base_with(*options: str) -> Trouble:
    """Let 1C be another one; its user and password are right."""

    @asynccontextmanager
    async def changed(world: World) -> AsyncIterator[Change]:
        async with simulator("base", world.folder, *options) as base:
            yield {
                "DEALBUS_ONEC_URL": base.address,
                "DEALBUS_ONEC_USER": str(base.told["user"]),
                "DEALBUS_ONEC_PASSWORD": str(base.told["password"]),
            }

    return changed


@asynccontextmanager
async def simulator(kind: Literal["portal", "base"], folder: Path, *options: str) -> AsyncIterator[Simulator]:
    program = simulator_program(kind, folder, options)
    await program.start()
    try:
        yield simulator_of(program)
    finally:
        await program.stop()


@asynccontextmanager
async def broken_rules(world: World) -> AsyncIterator[Change]:
    rules = world.folder / "rules.yaml"
    rules.write_text("pipelines: [\n  unclosed: {\n")
    yield {"DEALBUS_RULES": str(rules)}


@asynccontextmanager
async def port_in_use(world: World) -> AsyncIterator[Change]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield {"DEALBUS_HTTP_PORT": str(taken.getsockname()[1])}
