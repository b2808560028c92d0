"""Records beside deals and orders: what people do to them, and what must be true afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from threading import Lock
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


class Directory(ABC):
    """One of them; nobody else knows it by name.

    A company has one of each for all its people, who may work on it at the same time.
    """

    @abstractmethod
    def deeds(self) -> Sequence[tuple[int, Callable[[Random], str]]]:
        """Return what people do, with weights beside those of deals and orders.

        A deed says what was done, or nothing where there was nothing to do it to.
        """

    def settle(self) -> None:
        """Set right what people have left wrong."""
        return

    @abstractmethod
    def complaints(self) -> list[str]:
        """Read both sides as people see them and return what must not be, a sentence each."""


class OneByOne:
    """People of one directory: nobody edits what another is deleting, and who finds 1C closed leaves it."""

    def __init__(self) -> None:
        self._lock = Lock()

    def does(self, deed: Callable[[Random], str], random: Random) -> str:
        """Let somebody do something when nobody else does."""
        with self._lock:
            try:
                return deed(random)
            except httpx.HTTPStatusError as away:
                return f"nothing done, the answer was {away.response.status_code}"
            except httpx.TransportError:
                return "nothing done, there was no answer"
