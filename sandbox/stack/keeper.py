"""The keeper: a background process that holds servers for others, known by its folder, and never there twice."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.stack.program import StackError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

Started = TypeVar("Started")

_START_TIMEOUT_S = 600  # a first run may install the servers
_STOP_TIMEOUT_S = 90
_POLL_S = 0.1
_LOG_TAIL = 3000
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Keeper:
    """The keeper of one folder, a background process that holds servers, seen from outside and from inside.

    A file lock says whether it is there, because the kernel gives a lock back however its holder ends; a
    number in a file would outlive it.
    """

    folder: Path

    @property
    def is_running(self) -> bool:
        """Tell whether the keeper's process is there."""
        if not self._lock.exists():
            return False
        lock = _try_lock(self._lock)
        if lock is None:
            return True
        os.close(lock)
        return False

    def ensure(self, *arguments: str) -> dict[str, Any]:
        """Start the keeper, `python -m sandbox.stack <arguments>`, unless it runs, and wait until it has published.

        Any number of processes may ask at once; one of them starts it.

        Returns:
            what the process has published

        Raises:
            StackError: it ended instead, or took too long; carries the end of its log

        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "asking.lock").open("w") as asking:
            fcntl.flock(asking, fcntl.LOCK_EX)
            if not self.is_running:
                self._start(arguments)
        return self.published()

    def published(self) -> dict[str, Any]:
        """Read what the keeper's process published about its servers.

        Raises:
            StackError: there is no such process, or it has not come so far

        """
        try:
            content: dict[str, Any] = json.loads(self._answer.read_text())
        except FileNotFoundError:
            raise StackError("nothing is running here") from None
        return content

    def stop(self) -> bool:
        """Ask the keeper's process to end and wait; return whether there was one."""
        was_running = self.is_running
        if was_running:
            with suppress(FileNotFoundError, ValueError, ProcessLookupError):
                os.kill(int(self._pid.read_text()), signal.SIGTERM)
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        while self.is_running:
            if time.monotonic() > deadline:
                message = f"process {self._pid.read_text()} does not end; see {self._log}"
                raise StackError(message)
            time.sleep(_POLL_S)
        return was_running

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the keeper of this folder: published answers last as long as the context, the lock as the process.

        Raises:
            StackError: another process is

        """
        self.folder.mkdir(parents=True, exist_ok=True)
        # Never closed by us: whoever waits for the lock waits until this process is really gone.
        if _try_lock(self._lock) is None:
            raise StackError("another process holds these servers already")
        self._pid.write_text(str(os.getpid()))
        try:
            yield
        finally:
            self._answer.unlink(missing_ok=True)
            self._pid.unlink(missing_ok=True)

    def publish(self, content: dict[str, Any]) -> None:
        """Publish that the keeper's servers are ready, and where."""
        draft = self.folder / "answer.draft"
        draft.touch(mode=0o600)  # it names passwords
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=2))
        draft.rename(self._answer)

    def _start(self, arguments: tuple[str, ...]) -> None:
        self._answer.unlink(missing_ok=True)
        with self._log.open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "sandbox.stack", *arguments],
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._answer.exists():
            has_ended = process.poll() is not None
            if has_ended or time.monotonic() > deadline:
                process.terminate()
                tail = self._log.read_text(errors="replace")[-_LOG_TAIL:]
                message = f"{'ended' if has_ended else 'not ready in time'}; the end of {self._log}:\n{tail}"
                raise StackError(message)
            time.sleep(_POLL_S)

    @property
    def _lock(self) -> Path:
        return self.folder / "keeper.lock"

    @property
    def _pid(self) -> Path:
        return self.folder / "keeper.pid"

    @property
    def _answer(self) -> Path:
        return self.folder / "answer.json"

    @property
    def _log(self) -> Path:
        return self.folder / "keeper.log"


def told_to_end(owner: int | None = None) -> asyncio.Event:
    """Return an event that is set when the keeper is told to end: SIGTERM, SIGINT, or the end of `owner`."""
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    if owner is not None:
        try:
            loop.add_reader(os.pidfd_open(owner), end.set)  # readable when the process has ended
        except ProcessLookupError:
            end.set()
    return end


async def finished_unless(end: asyncio.Event, starting: Coroutine[Any, Any, Started]) -> Started | None:
    """Wait for the keeper's servers to start, and give it up when told to end meanwhile; None then."""
    task, told = asyncio.create_task(starting), asyncio.create_task(end.wait())
    await asyncio.wait({task, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.wait({task})
    return None


def _try_lock(path: Path) -> int | None:
    """Take the keeper's file lock; returns the descriptor that holds it, None when somebody else does."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
