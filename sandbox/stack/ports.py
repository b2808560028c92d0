"""Free ports on the loopback interface for the programs of a stack."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from pathlib import Path
from random import SystemRandom

# Below the kernel's own range for outgoing connections, so that no client takes a port between two starts of
# the same program; above the well-known ones. 25672 is where a broker of the machine itself would talk.
_FIRST, _LAST = 20_000, 32_700
_TAKEN_BY_CUSTOM = 25_672
_CLAIMS = Path(tempfile.gettempdir()) / f"dealbus-ports-{os.getuid()}"
_given: dict[int, int] = {}
"""Port: the open file whose lock says that this process has chosen it; given back when the process ends."""


def free_ports(count: int) -> list[int]:
    """Choose free ports that nobody listens on now, and none that this or another running process has chosen.

    Between choosing a port and listening on it, another program may be prepared, here or by a second worker of the
    tests.
    """
    random = SystemRandom()
    ports: set[int] = set()
    while len(ports) < count:
        port = random.randint(_FIRST, _LAST)
        if port != _TAKEN_BY_CUSTOM and _claim(port):
            ports.add(port)
    return list(ports)


def port_or_free(wanted: int) -> int:
    """Return the wanted port if nobody listens on it, else a free one; 0 wants none in particular."""
    return wanted if wanted and _claim(wanted) else free_ports(1)[0]


def _claim(port: int) -> bool:
    if port in _given or not _is_free(port):
        return False
    _CLAIMS.mkdir(mode=0o700, exist_ok=True)
    claim = os.open(_CLAIMS / str(port), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return False
    _given[port] = claim
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
