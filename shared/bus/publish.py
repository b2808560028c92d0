"""The signature of `publish`, as handed to everybody who publishes."""

from typing import Protocol

from shared.messages.envelope import Envelope
from shared.messages.ring.message import Message


class Publish(Protocol):
    """The type of `Bus.publish`, and of its stand-ins in tests."""

    async def __call__(self, *messages: Message, cause: Envelope | None = None) -> None:
        """Publish messages as `Bus.publish` does: in this order, and confirmed by the broker on return.

        Args:
            messages: each becomes one envelope.
            cause: what led to them; their journey continues its one. None: each begins a journey.

        Raises:
            BrokerAwayError: no connection or no confirm; some may have been published.
            UnroutedError: no queue is bound for one of them.
            TooLargeError: one has more than 4 MiB; the others are published.
        """
