"""The stack's programs: child processes known by name, ready when they say so, and gone when we are."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from sandbox.stack.forks import Forked, forked, prepare

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

_POLL_S = 0.05
_LOG_TAIL_BYTES = 3000


class StackError(Exception):
    """Something of the local stack did not come up; the sentence says what to look at."""


@dataclass(frozen=True)
class Command:
    """The command of a stack's program; the environment is complete, nothing of ours leaks in."""

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    cwd: Path | None = None
    kill_argv: tuple[str, ...] = ()  # run first on a kill, for what does not end with its process


async def _at_once() -> bool:
    return True


@dataclass
class Program:
    """One program of a stack: a child process that can be stopped, killed and started again in the same place.

    It runs in a process group of its own, which `kill` ends as a whole. Should this process die, the kernel
    sends the child SIGTERM, so that a crashed test run leaves nothing behind.
    """

    command: Command
    ready: Callable[[], Awaitable[bool]] = _at_once
    log_start: int = 0  # where in the log the present run begins
    _process: subprocess.Popen[bytes] | Forked | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """The name of the program in the stack and in its log's file name."""
        return self.command.name

    @property
    def pid(self) -> int | None:
        """The process id of the program while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def spawn(self) -> None:
        """Start a program of a stack without waiting until it is ready; the log is appended to."""
        if self.pid is not None:
            message = f"{self.name} is running already, pid {self.pid}"
            raise StackError(message)
        log = self.command.log
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log_start = log.stat().st_size if log.exists() else 0
        with log.open("ab") as output:
            self._process = _spawned(self.command, output)

    async def start(self, timeout_s: float = 60) -> None:
        """Start a program of a stack and wait until it is ready.

        Raises:
            StackError: it ended, or was not ready in time; carries the end of its log

        """
        await prepare(self.command.argv, self.command.environment, self.command.cwd)
        self.spawn()
        try:
            await self._wait_until_ready(timeout_s)
        except BaseException:
            self.kill()
            raise

    async def _wait_until_ready(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while not await self.ready():
            if self.pid is None:
                raise StackError(self._complaint("ended before it was ready"))
            if time.monotonic() > deadline:
                raise StackError(self._complaint(f"is not ready after {timeout_s:.0f} s"))
            await asyncio.sleep(_POLL_S)

    async def stop(self, timeout_s: float = 40) -> None:
        """Ask a program of a stack to end, wait, and kill it if it does not; a stopped one stays stopped."""
        if self._process is None:
            return
        if self.pid is not None:
            self._process.terminate()
            self.signal(signal.SIGCONT)  # a frozen one would never hear of it
        deadline = time.monotonic() + timeout_s
        while self.pid is not None and time.monotonic() < deadline:  # noqa: ASYNC110 - the kernel sets no event
            await asyncio.sleep(_POLL_S)
        self.kill()

    async def wait(self) -> int:
        """Wait until a program of a stack ends by itself; return its exit code."""
        process = self._process
        if process is None:
            raise StackError(self._complaint("was not started"))
        while (code := process.poll()) is None:  # noqa: ASYNC110 - as in stop
            await asyncio.sleep(_POLL_S)
        return code

    def kill(self) -> None:
        """End a program of a stack and all its children at once, as `kill -9` does."""
        if self._process is None:
            return
        if self.command.kill_argv:
            subprocess.run(self.command.kill_argv, capture_output=True, check=False)  # noqa: S603
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to a program of a stack and its children; one that is gone gets nothing."""
        pid = self.pid  # read once: it may end between two looks
        if pid is not None:
            with suppress(ProcessLookupError):
                os.killpg(pid, number)

    async def restart(self, timeout_s: float = 60) -> None:
        """Stop a program in good order and start it again with the same ports and files."""
        await self.stop()
        await self.start(timeout_s)

    def output(self) -> str:
        """Read what the present run of a program has written so far."""
        if not self.command.log.exists():
            return ""
        with self.command.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def _complaint(self, what: str) -> str:
        tail = self.output()[-_LOG_TAIL_BYTES:]
        return f"{self.name} {what}; the end of {self.command.log}:\n{tail}"


def _spawned(command: Command, output: IO[bytes]) -> subprocess.Popen[bytes] | Forked:
    return forked(command.argv, command.environment, command.cwd, output) or subprocess.Popen(  # noqa: S603 - the point
        [*_tied_to_our_life(), *command.argv],
        env=dict(command.environment),
        cwd=command.cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _tied_to_our_life() -> tuple[str, ...]:
    """Return the command that lets the kernel end the child when we die (util-linux's setpriv)."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM") if setpriv else ()


@dataclass
class Supervisor:
    """Keeps a stack's programs in layers: a layer is started together, and stopped before the one it stands on."""

    _layers: list[list[Program]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Program:
        """Find a supervised program by its name."""
        for layer in self._layers:
            for program in layer:
                if program.name == name:
                    return program
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The names of all supervised programs, in the order of starting."""
        return [program.name for layer in self._layers for program in layer]

    async def start(self, *programs: Program, timeout_s: float = 60) -> None:
        """Start a layer of programs on top of what runs; if one fails, the others of the layer are killed.

        Raises:
            StackError: of the first that failed

        """
        self._layers.append(list(programs))
        # Spawned here and not in tasks of a pool: the kernel ties a child to the thread that made it.
        try:
            async with asyncio.TaskGroup() as group:
                for program in programs:
                    group.create_task(program.start(timeout_s))
        except* StackError as failures:
            failure = failures.exceptions[0]
        else:
            return
        raise failure

    async def stop(self) -> None:
        """Stop all supervised programs, the last started layer first."""
        while self._layers:
            layer = self._layers.pop()
            await asyncio.gather(*(program.stop() for program in layer))
