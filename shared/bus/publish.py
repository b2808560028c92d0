"""What everybody who publishes is handed."""

from typing import Protocol

from shared.messages.envelope import Envelope
from shared.messages.ring.message import Message


class Publish(Protocol):
    """`Bus.publish`, or what stands for it in a test."""

    async def __call__(self, *messages: Message, cause: Envelope | None = None) -> None:
        """Publish, in this order, and return when the broker has confirmed all of them.

        Args:
            messages: each becomes one envelope.
            cause: what led to them; their journey continues its one. None: each begins a journey.

        Raises:
            BrokerAwayError: no connection or no confirm; some may have been published.
            UnroutedError: no queue is bound for one of them.
            TooLargeError: one has more than 4 MiB; the others are published.
        """
