"""One broker and one database for a whole test run, kept by a process of their own.

The keeper outlives a killed test run just long enough to notice, so nothing is left behind; and every worker
of a parallel run finds the same two servers through one folder.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.stack.broker import Broker, given_broker, local_broker
from sandbox.stack.database import Database, given_database, local_database
from sandbox.stack.program import StackError

if TYPE_CHECKING:
    from io import TextIOWrapper

_START_TIMEOUT_S = 300  # a first run may install the servers
_STOP_TIMEOUT_S = 60
_POLL_S = 0.1
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Peers:
    """Where the shared servers are."""

    broker: Broker
    database: Database


def shared_peers(folder: Path, owner: int) -> Peers:
    """Find the servers of this run, starting them when nobody has.

    Blocks; any number of processes may ask at once.

    Args:
        folder: one per run, the same for all its processes
        owner: the process whose end is the end of the servers

    Raises:
        StackError: they did not come up; carries the end of the keeper's log

    """
    broker, database = given_broker(), given_database()
    if broker and database:
        return Peers(broker, database)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "asking.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_kept(folder):
            _start_keeper(folder, owner)
    return _read(folder)


def release_peers(folder: Path) -> None:
    """Stop the servers of this run and wait until they are gone; nothing to do is fine."""
    with suppress(FileNotFoundError, ValueError, ProcessLookupError):
        os.kill(int((folder / "keeper.pid").read_text()), signal.SIGTERM)
    deadline = time.monotonic() + _STOP_TIMEOUT_S
    while _is_kept(folder) and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    shutil.rmtree(folder, ignore_errors=True)


async def keep_peers(folder: Path, owner: int) -> None:
    """Run the servers until told to stop or the owner is gone; the program of the keeper."""
    lock = _held(folder)
    if lock is None:
        return
    (folder / "keeper.pid").write_text(str(os.getpid()))
    end = _end_of(owner)
    async with AsyncExitStack() as stack:
        broker, database = await asyncio.gather(_broker(stack, folder), _database(stack, folder))
        _write(folder, Peers(broker, database))
        await end.wait()
        for program in (broker.program, database.program):
            if program:
                program.kill()  # nobody will read their files, so there is nothing to put in order
    shutil.rmtree(folder, ignore_errors=True)
    lock.close()


async def _broker(stack: AsyncExitStack, folder: Path) -> Broker:
    given = given_broker()
    if given:
        return given
    return await stack.enter_async_context(local_broker(folder))


async def _database(stack: AsyncExitStack, folder: Path) -> Database:
    given = given_database()
    if given:
        return given
    return await stack.enter_async_context(local_database(folder))


def _end_of(owner: int) -> asyncio.Event:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    try:
        loop.add_reader(os.pidfd_open(owner), end.set)  # readable when the process has ended
    except ProcessLookupError:
        end.set()
    return end


def _start_keeper(folder: Path, owner: int) -> None:
    (folder / "peers.json").unlink(missing_ok=True)
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "sandbox.stack", "keep-peers", str(folder), str(owner)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_TIMEOUT_S
    while not (folder / "peers.json").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            tail = (folder / "keeper.log").read_text(errors="replace")[-3000:]
            message = f"broker and database did not come up:\n{tail}"
            raise StackError(message)
        time.sleep(_POLL_S)


def _held(folder: Path) -> TextIOWrapper | None:
    """Take the keeper's lock, which the kernel gives back however the keeper ends."""
    lock = (folder / "keeper.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _is_kept(folder: Path) -> bool:
    if not (folder / "keeper.lock").exists():
        return False
    lock = _held(folder)
    if lock is None:
        return True
    lock.close()
    return False


def _write(folder: Path, peers: Peers) -> None:
    broker = peers.broker
    content = {
        "broker": [broker.url, broker.management_url, broker.user, broker.password],
        "database": [peers.database.url],
    }
    draft = folder / "peers.draft"
    draft.write_text(json.dumps(content))
    draft.rename(folder / "peers.json")


def _read(folder: Path) -> Peers:
    content = json.loads((folder / "peers.json").read_text())
    return Peers(Broker(*content["broker"]), Database(*content["database"]))
