"""The hub: forks our programs for those who start them as `python -m services.…`, as the console does.

A program imports for a second of a core; a run of the tests starts hundreds of them so, and `sandbox/stack/forks.py`
sees those alone that the tests start themselves. `python -m sandbox.hub <socket>` imports a program when it is first
asked for it, and forks it from then on. It ends, with all that it has forked, when its standard input does.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox import zygote

if TYPE_CHECKING:
    from collections.abc import Iterator

HANDOVER = Path(__file__).parent / "handover"
_LONGEST = 1 << 18  # an order with its whole environment, in bytes


@contextmanager
def running(root: Path) -> Iterator[dict[str, str]]:
    """Run a hub of forked programs as long as the context lasts.

    Args:
        root: of the project, where programs are found

    Returns:
        what has to stand in the environment of whoever starts programs

    """
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        path = str(Path(folder) / "hub")
        hub = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "sandbox.hub", path],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        assert hub.stdin is not None  # noqa: S101 - they are pipes
        assert hub.stdout is not None  # noqa: S101
        hub.stdout.readline()
        try:
            others = os.environ.get("PYTHONPATH", "").split(os.pathsep)
            yield {"STACK_HUB": path, "PYTHONPATH": os.pathsep.join((str(HANDOVER), *filter(None, others)))}
        finally:
            hub.stdin.close()
            hub.wait()
            hub.stdout.close()


class _Hub:
    """The hub's socket, those who wait for a forked program, and the programs."""

    def __init__(self, path: str) -> None:
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listening.bind(path)
        self._listening.listen(128)
        self._ended, self._ending = socket.socketpair()
        self._ended.setblocking(False)  # noqa: FBT003 - the name of the method says what
        self._ending.setblocking(False)  # noqa: FBT003
        self._programs: dict[socket.socket, int] = {}
        self._selector = selectors.DefaultSelector()
        for source in (0, self._listening, self._ended):
            self._selector.register(source, selectors.EVENT_READ)

    def serve(self) -> tuple[str, list[str]] | None:
        """Serve a hub until the standard input ends, then None; in a forked child, return what it is to run."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._ending.fileno())
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == 0:
                    self._kill(*self._programs.values())
                    return None
                if key.fileobj is self._ended:
                    self._reap()
                elif key.fileobj is self._listening:
                    self._selector.register(self._listening.accept()[0], selectors.EVENT_READ)
                elif isinstance(key.fileobj, socket.socket) and (order := self._hear(key.fileobj)):
                    return order

    def _hear(self, asker: socket.socket) -> tuple[str, list[str]] | None:
        """Take a letter to the hub: an order, a signal, the asker's end; in a forked child, return what is to run."""
        letter, descriptors, _, _ = socket.recv_fds(asker, _LONGEST, 3)
        if descriptors:
            return self._fork(asker, json.loads(letter), descriptors)
        pid = self._programs.get(asker)
        if letter and pid:
            with suppress(ProcessLookupError):
                os.kill(pid, int(letter))
        elif not letter:
            if pid:
                self._kill(pid)
            self._selector.unregister(asker)
            asker.close()
        return None

    def _fork(
        self, asker: socket.socket, order: dict[str, Any], descriptors: list[int]
    ) -> tuple[str, list[str]] | None:
        if not _can_run(order):
            asker.send(b"not taken")
            _close(*descriptors)
            return None
        hub = os.getpid()
        if pid := os.fork():
            self._programs[asker] = pid
            asker.send(b"taken")
            _close(*descriptors)
            return None
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for one in (*self._programs, asker, self._listening, self._ended, self._ending):
            one.close()
        self._selector.close()
        zygote.settle(order, descriptors, hub)
        return order["module"], order["arguments"]

    def _reap(self) -> None:
        """Tell everybody whose program the hub has forked and which has ended how it did."""
        with suppress(BlockingIOError):
            self._ended.recv(1 << 10)
        for asker, pid in list(self._programs.items()):
            code = zygote.exit_code(pid, wait=False)
            if code is not None:
                del self._programs[asker]
                with suppress(OSError):  # it does not wait any more
                    asker.send(str(code).encode())

    @staticmethod
    def _kill(*pids: int) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _can_run(order: dict[str, Any]) -> bool:
    """Import the program that the hub is asked for; refuse another installation's, and what cannot be imported."""
    if order["prefix"] != sys.prefix:
        return False
    try:
        zygote.import_program(order["module"])
    except ImportError:
        return False
    return True


def _close(*descriptors: int) -> None:
    for one in descriptors:
        os.close(one)


def main() -> None:
    """Serve the orders to a hub on the socket of the command line; in a forked child, run the program."""
    hub = _Hub(sys.argv[1])
    sys.stdout.write("\n")
    sys.stdout.flush()
    order = hub.serve()
    if order:
        zygote.run_program(*order)


if __name__ == "__main__":
    main()
