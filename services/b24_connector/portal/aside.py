"""How the lane `directory` keeps out of the orders' way: a load of the catalogue never delays a deal."""

from collections.abc import Iterable
from typing import Final

from services.b24_connector.portal.budget import Budget, Operating
from shared.bus.errors import Retryable

DIRECTORY: Final = "directory"
LEFT_FOR_ORDERS = 25
AT_ONCE = 4
MOST: Final = {True: 6, False: 14}
"""Commands in a batch, of writes and of reads: it keeps the portal at work for 5 s at most, at 0.76 s a product written
and 0.35 s a list (the vendor's samples)."""
FULL_S = 60.0
REST_S = 60.0


class Aside:
    """Says when the lane may send, and what it must leave alone.

    Args:
        budget: of requests; 25 of them, two thirds of a smaller bucket, stay for orders.
        operating: how long each method has been at work; the last fifth stays for orders.
    """

    def __init__(self, budget: Budget, operating: Operating) -> None:
        self._budget = budget
        self._operating = operating
        self._away = 0

    def wait_s(self) -> float:
        """Return the seconds until a batch may leave; an answer may come sooner than it says."""
        return FULL_S if self._away >= AT_ONCE else self._budget.spare_in_s(LEFT_FOR_ORDERS)

    def left(self, lane: str) -> None:
        """A batch leaves."""
        self._away += lane == DIRECTORY

    def came(self, lane: str) -> None:
        """Its answer has come, or never will."""
        self._away -= lane == DIRECTORY

    def check(self, methods: Iterable[str], lane: str) -> None:
        """Look whether the lane may call methods.

        Raises:
            Retryable: what is left of a method's operating time is for orders.
        """
        tired = [method for method in methods if self._operating.is_tired(method)] if lane == DIRECTORY else []
        if tired:
            raise Retryable(f"the rest of the time of {tired[0]} is for orders", after_s=REST_S, counted=False)
