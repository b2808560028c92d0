"""Records beside deals and orders: what people do to them, and what must be true afterwards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

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
