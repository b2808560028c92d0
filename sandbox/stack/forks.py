"""Forks the stack's own programs from zygotes, processes that have imported them: much faster than starting.

Each of our programs imports for a second of a core, and a run of the tests starts hundreds. Off unless `STACK_FORKS` is
set, as it is in the tests: what a program finds at its start is the same but for `/proc/<pid>/cmdline` and `environ`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

_LONGEST = 1 << 10
_PREFIX = "DEALBUS_"  # what differs from start to start, and is read by none of our modules while it is imported


@dataclass
class Forked:
    """A forked program, child of a zygote, with as much of `subprocess.Popen` as a supervisor needs."""

    pid: int
    _zygote: _Zygote = field(repr=False)
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code of a forked program that has ended, minus the signal that killed it."""
        if self.returncode is None:
            self.returncode = self._zygote.ask({"pid": self.pid, "wait": False})
        return self.returncode

    def wait(self) -> int:
        """Wait until a forked program has ended; return its exit code."""
        if self.returncode is None:
            self.returncode = self._zygote.ask({"pid": self.pid, "wait": True})
        return self.returncode or 0

    def terminate(self) -> None:
        """Ask a forked program to end, by SIGTERM."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


class _Zygote:
    """A zygote, one process that has imported a program, and the way to ask it; it ends when we do."""

    def __init__(self, module: str, environment: Mapping[str, str], cwd: Path) -> None:
        self._lock = threading.Lock()
        self._channel, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "sandbox.zygote", module, str(other.fileno())],
                env=dict(environment),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                start_new_session=True,
            )
        self._is_ready = False

    def wait_until_ready(self) -> None:
        """Wait, for seconds, until the zygote has imported its program."""
        with self._lock:
            if not self._is_ready:
                self._is_ready = self._answer() is True

    def ask(self, order: dict[str, Any], *descriptors: int) -> Any:
        """Send one order to a zygote and return the answer.

        Raises:
            OSError: the zygote has ended; what it complained about is on our standard error

        """
        self.wait_until_ready()
        with self._lock:
            socket.send_fds(self._channel, [json.dumps(order).encode()], descriptors)
            return self._answer()

    def _answer(self) -> Any:
        answer = self._channel.recv(_LONGEST)
        if not answer:
            raise ConnectionResetError(f"the zygote {self._process.pid} has ended")
        return json.loads(answer)


def are_forked() -> bool:
    """Tell whether the stack's own programs are forked instead of started."""
    return bool(os.environ.get("STACK_FORKS"))


async def prepare(argv: tuple[str, ...], environment: Mapping[str, str], cwd: Path | None) -> None:
    """Wait until a program's zygote can fork it; its first imports would hold an event loop up for seconds."""
    if zygote := _zygote_for(argv, environment, cwd):
        await asyncio.to_thread(zygote.wait_until_ready)


def forked(argv: tuple[str, ...], environment: Mapping[str, str], cwd: Path | None, output: IO[bytes]) -> Forked | None:
    """Start `python -m …` as a fork of a zygote; None where that is switched off, or the program is not ours."""
    zygote = _zygote_for(argv, environment, cwd)
    if zygote is None:
        return None
    order = {"arguments": argv[3:], "environment": dict(environment), "cwd": str(cwd)}
    return Forked(zygote.ask(order, output.fileno()), zygote)


def _zygote_for(argv: tuple[str, ...], environment: Mapping[str, str], cwd: Path | None) -> _Zygote | None:
    interpreter, option, module = (*argv, "", "", "")[:3]
    ours = interpreter == sys.executable and option == "-m" and module.startswith(("services.", "sandbox."))
    if not (ours and cwd and are_forked()):
        return None
    return _zygote(module, tuple(sorted(item for item in environment.items() if not item[0].startswith(_PREFIX))), cwd)


@cache
def _zygote(module: str, environment: tuple[tuple[str, str], ...], cwd: Path) -> _Zygote:
    return _Zygote(module, dict(environment), cwd)
