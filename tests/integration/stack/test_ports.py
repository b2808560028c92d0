"""Several programs choose ports at the same moment: two workers of the tests, a demo beside them."""

import subprocess
import sys

import pytest

from sandbox.stack import free_ports, ports

OTHER = """
from sandbox.stack import free_ports, ports
ports._FIRST, ports._LAST = {first}, {last}
print(*free_ports(1), flush=True)
input()
"""


def test_two_processes_never_choose_the_same_port_before_either_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = neighbours()
    program = [sys.executable, "-c", OTHER.format(first=first, last=second)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = int(other.stdout.readline())
        monkeypatch.setattr(ports, "_FIRST", first)
        monkeypatch.setattr(ports, "_LAST", second)

        (ours,) = free_ports(1)

        assert {ours, theirs} == {first, second}
        other.communicate("\n")


def neighbours() -> tuple[int, int]:
    """Two ports in a row that nobody listens on, below the range from which the other workers choose theirs."""
    return next((one, one + 1) for one in range(19_000, 19_900) if ports._is_free(one) and ports._is_free(one + 1))
