"""Decides whether 1C's register of versions is trusted to replace looking at a whole catalog.

The register of versions is silent of what a data exchange writes, of types that are not versioned, and of whatever a
person switches off or deletes. So it is believed of a catalog only after a look at all of it has found no change that
the register had not named; one that it had not is looked for every few minutes again, for a day.
"""

import time
from collections.abc import Callable, Iterable

import structlog

BELIEVED_S = 300.0
"""Without a look at the register for so long, everything is looked at."""
DOUBTED_S = 24 * 3600.0

_log = structlog.get_logger(__name__)


class Trust:
    """The evidence for and against the register; it begins anew with the process, whose first looks are whole.

    Args:
        catalog: it is about.
        clock: seconds, monotonic.
    """

    def __init__(self, catalog: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._catalog = catalog
        self._clock = clock
        self._heard = False
        self._named: set[str] = set()
        self._moved: set[str] | None = None
        self._proven = False
        self._believed_until = self._doubted_until = 0.0

    @property
    def covers(self) -> bool:
        """Whether 1C's register of versions may be trusted to name every change of the catalog."""
        return self._proven and self._clock() < self._believed_until

    @property
    def compared_once(self) -> bool:
        """Whether a whole look at the catalog has yet to be judged by the next look at 1C's register of versions."""
        return self._moved is not None

    def named(self, refs: Iterable[str]) -> None:
        """Note which records 1C's register of versions named, after they were read: a later change is another one."""
        some = set(refs)
        self._named |= some
        self._heard = self._heard or bool(some)

    def compared(self, moved: Iterable[str]) -> None:
        """Note the changes that a whole look at a 1C catalog found and nobody had read meanwhile."""
        self._moved, self._named = set(moved), set()

    def looked(self, *, judge: bool) -> None:
        """Note that 1C's register of versions was read.

        Args:
            judge: what was compared before that look began.
        """
        self._believed_until = self._clock() + BELIEVED_S
        if judge:
            self._judge((self._moved or set()) - self._named)
            self._moved, self._heard = None, False

    def lost(self) -> None:
        """Trust 1C's register of versions no more until proven anew: it is off, or other types are versioned now."""
        self._proven = False

    def _judge(self, silent: set[str]) -> None:
        if silent:
            self._proven, self._doubted_until = False, self._clock() + DOUBTED_S
            _log.info("1C keeps no version of some changes; all is read", set=self._catalog, changes=len(silent))
        elif self._heard and self._clock() >= self._doubted_until:
            self._proven = True
