"""Measures how long a lane's oldest known message has waited, also while the lane receives none.

A queue with one consumer is delivered in order, so what the consumer holds includes what was the queue's head. A lane
that stops hands everything back; what it knew then is still waiting, and keeps growing old until it consumes again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, eq=False)
class Ticket:
    """One message in hand: when its envelope was made, and in which stretch of consuming it came."""

    sent_at: datetime
    stretch: int


class Waiting:
    """The messages of one lane in hand, and the oldest of those handed back since it last began to consume.

    Args:
        clock: aware, UTC.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._held: set[Ticket] = set()
        self._back: datetime | None = None
        self._stretch = 0
        self._consumed = 0  # the last stretch that the broker agreed to

    def begins(self) -> None:
        """Note for the lane's waiting time that it asks to consume (again); messages may come before the answer."""
        self._stretch += 1

    def began(self) -> None:
        """Note for the lane's waiting time that it consumes: the broker delivers again what was handed back."""
        self._consumed = self._stretch
        self._back = None

    def took(self, sent_at: datetime) -> Ticket:
        """Note that a received message waits in hand, and return its ticket."""
        ticket = Ticket(sent_at, self._stretch)
        self._held.add(ticket)
        return ticket

    def settled(self, ticket: Ticket) -> None:
        """Note that a received message waits no more: it is done with, or was handed back."""
        self._held.discard(ticket)

    def handed_back(self, ticket: Ticket) -> None:
        """Note that a message handed back waits until the lane consumes again."""
        if ticket.stretch >= self._consumed:  # an older one has been delivered again meanwhile
            self._back = min(self._back or ticket.sent_at, ticket.sent_at)

    def left(self) -> None:
        """Note that this process serves the lane no more, so nothing that was handed back waits for it."""
        self._back = None

    def oldest(self) -> datetime | None:
        """Return when the envelope of the lane's oldest waiting message was made; None if none is known."""
        known = [ticket.sent_at for ticket in self._held]
        if self._back is not None:
            known.append(self._back)
        return min(known, default=None)

    def age_s(self) -> float:
        """Return the age in seconds of the lane's oldest waiting message, by its envelope; 0 if none is known."""
        oldest = self.oldest()
        return max(0.0, (self._clock() - oldest).total_seconds()) if oldest is not None else 0.0
