"""The zygote: a process that has imported one of our programs and forks it, as often as it is asked to.

`python -m sandbox.zygote services.mapper 7` serves the socket 7; `sandbox/stack/forks.py` is the other end. The imports
take a second of a core, the fork takes a hundredth. It stands outside of the stack, lest a program find more imported
than it asks for itself, and runs neither thread nor event loop: those do not survive a fork.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any

_LONGEST = 1 << 18  # an order with its whole environment, in bytes
_PR_SET_PDEATHSIG = 1

# What is imported only where a server or a client starts; loaded ahead where the library is.
_LATE = ("anyio._backends._asyncio", "uvicorn.lifespan.on", "uvicorn.loops.auto", "uvicorn.protocols.http.auto")


def main() -> None:
    """Import the program to be forked, serve orders until the other end is gone; in a forked child, run the program."""
    module, channel = sys.argv[1], socket.socket(fileno=int(sys.argv[2]))
    import_program(module)
    channel.send(b"true")
    arguments = _arguments_in_child(channel)
    if arguments is not None:
        run_program(module, arguments)


def import_program(module: str) -> None:
    """Import one of our programs into the zygote, ready to be forked and run."""
    main_module = f"{module}.__main__"
    importlib.import_module(main_module)
    del sys.modules[main_module]  # a child runs it anew, as its own
    for late in _LATE:
        if late.partition(".")[0] in sys.modules:
            importlib.import_module(late)
    gc.collect()
    gc.freeze()  # a child that looked through all of this again would copy it


def run_program(module: str, arguments: list[str]) -> None:
    """Run in a forked child the program that the zygote has imported, as `python -m` does."""
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _arguments_in_child(channel: socket.socket) -> list[str] | None:
    """Serve a zygote's orders; returns in a child with its program's arguments, in the zygote with None at the end."""
    while True:
        letter, descriptors, _, _ = socket.recv_fds(channel, _LONGEST, 1)
        if not letter:
            return None
        order = json.loads(letter)
        if "pid" in order:
            channel.send(json.dumps(exit_code(order["pid"], wait=order["wait"])).encode())
            continue
        pid = _fork(order, descriptors[0])
        if pid == 0:
            channel.close()
            return list(order["arguments"])
        os.close(descriptors[0])
        channel.send(json.dumps(pid).encode())


def exit_code(pid: int, *, wait: bool) -> int | None:
    """Reap a forked child that has ended; its code is that of `subprocess`, minus the signal for a killed one."""
    ended, status = os.waitpid(pid, 0 if wait else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _fork(order: dict[str, Any], output: int) -> int:
    """Fork the zygote's program; returns when the child is a session of its own and can be killed as a group."""
    settled, settling = os.pipe()
    zygote = os.getpid()
    pid = os.fork()
    if pid:
        os.close(settling)
        os.read(settled, 1)
        os.close(settled)
        return pid
    os.close(settled)
    settle(order, [os.open(os.devnull, os.O_RDONLY), output, os.dup(output)], zygote)
    os.close(settling)
    return 0


def settle(order: dict[str, Any], descriptors: list[int], parent: int) -> None:
    """Make a forked child what an exec of the program would have been, with these descriptors as 0, 1 and 2."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
    for target, source in enumerate(descriptors):
        os.dup2(source, target)
        os.close(source)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])


if __name__ == "__main__":
    main()
