"""Limits how often somebody may try to log in to the web pages."""

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

WINDOW_S: Final = 600.0
OF_ONE: Final = 5
"""Failures of one name from one address in a window."""
OF_ALL: Final = 60
"""Failures of everybody together: whoever changes names and addresses is slowed down as well."""


class Throttle:
    """Failed log-ins of the last minutes by name and address, kept in memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failures: deque[tuple[float, tuple[str, str]]] = deque()

    def wait_s(self, address: str, name: str) -> float:
        """Return for how many seconds nobody may try to log in by a name from an address; 0: it is allowed."""
        now = self._clock()
        while self._failures and self._failures[0][0] <= now - WINDOW_S:
            self._failures.popleft()
        ours = [at for at, who in self._failures if who == (address, name)]
        oldest = [ours[-OF_ONE]] if len(ours) >= OF_ONE else []
        oldest += [self._failures[-OF_ALL][0]] if len(self._failures) >= OF_ALL else []
        return max((at + WINDOW_S - now for at in oldest), default=0.0)

    def failed(self, address: str, name: str) -> None:
        """Note a failed log-in by name and address."""
        self._failures.append((self._clock(), (address, name)))
