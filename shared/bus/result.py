"""What a handler returns."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.messages.ring.message import Message


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """The message was handled.

    Args:
        publish: sent in this order, each confirmed by the broker, before the message is acknowledged.
        then: one single-document store, awaited after the confirms and before the acknowledgement.
    """

    publish: Sequence[Message] = ()
    then: Callable[[], Awaitable[object]] | None = None
