"""Free ports on the loopback interface."""

from __future__ import annotations

import socket
from random import SystemRandom

# Below the kernel's own range for outgoing connections, so that no client takes a port between two starts of
# the same program; above the well-known ones. 25672 is where a broker of the machine itself would talk.
_FIRST, _LAST = 20_000, 32_700
_TAKEN_BY_CUSTOM = 25_672
_given: set[int] = (
    set()
)  # by this process: between choosing a port and listening on it, another program may be prepared


def free_ports(count: int) -> list[int]:
    """Choose ports nobody listens on now, and none that was chosen before.

    At random, not in turn: several stacks may be looking at the same moment.
    """
    random = SystemRandom()
    ports: set[int] = set()
    while len(ports) < count:
        port = random.randint(_FIRST, _LAST)
        if port != _TAKEN_BY_CUSTOM and port not in _given and _is_free(port):
            ports.add(port)
            _given.add(port)
    return list(ports)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
