"""The peers of local stacks: one broker and one database, shared by all the tests of a run."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.stack.broker import Broker, given_broker, local_broker
from sandbox.stack.database import Database, given_database, local_database
from sandbox.stack.keeper import Keeper, finished_unless, told_to_end
from sandbox.stack.program import StackError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@dataclass(frozen=True)
class Peers:
    """The addresses of broker and database of a stack."""

    broker: Broker
    database: Database


async def enter_peers(stack: AsyncExitStack, workdir: Path) -> Peers:
    """Take the broker and the database given by URL, and run those not given until the exit stack is left."""
    try:
        async with asyncio.TaskGroup() as group:  # one that fails takes the half-started other one along
            broker = group.create_task(stack.enter_async_context(_broker(workdir)))
            database = group.create_task(stack.enter_async_context(_database(workdir)))
    except* StackError as failures:
        failure = failures.exceptions[0]
    else:
        return Peers(broker.result(), database.result())
    raise failure


def shared_peers(folder: Path, owner: int) -> Peers:
    """Find the broker and the database of a test run, starting them when nobody has.

    They are kept by a process of their own, which lives just long enough to notice that a killed run is gone;
    every worker of a parallel run finds the same two servers through the folder. Blocks.

    Args:
        folder: one per run, the same for all its processes
        owner: the process whose end is the end of the servers

    Raises:
        StackError: they did not come up; carries the end of the log

    """
    broker, database = given_broker(), given_database()
    if broker and database:
        return Peers(broker, database)
    told = Keeper(folder).ensure("keep-peers", str(folder), str(owner))
    return Peers(Broker(*told["broker"]), Database(*told["database"]))


def release_peers(folder: Path) -> None:
    """Stop the broker and the database of a test run and wait until they are gone; none is fine."""
    Keeper(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


async def keep_peers(folder: Path, owner: int) -> None:
    """Run broker and database until told to stop or the owner is gone: what the keeper's process does."""
    keeper = Keeper(folder)
    with keeper.held():
        end = told_to_end(owner)
        async with AsyncExitStack() as stack:
            peers = await finished_unless(end, enter_peers(stack, folder))
            if peers:
                keeper.publish(_addresses(peers))
                await end.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _addresses(peers: Peers) -> dict[str, list[str]]:
    broker = peers.broker
    return {
        "broker": [broker.url, broker.management_url, broker.user, broker.password],
        "database": [peers.database.url],
    }


@asynccontextmanager
async def _broker(workdir: Path) -> AsyncIterator[Broker]:
    given = given_broker()
    if given:
        yield given
        return
    async with local_broker(workdir) as broker:
        yield broker


@asynccontextmanager
async def _database(workdir: Path) -> AsyncIterator[Database]:
    given = given_database()
    if given:
        yield given
        return
    async with local_database(workdir) as database:
        yield database
