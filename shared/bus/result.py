"""What a handler returns: messages to publish, and what to do after their confirm."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.messages.ring.message import Message


@dataclass(frozen=True, slots=True)
class HandlerResult:
    """The message was handled; publish these, and call `then` once they are confirmed.

    Args:
        publish: sent in this order, each confirmed by the broker, before the message is acknowledged.
        then: one single-document store, awaited after the confirms and before the acknowledgement.
    """

    publish: Sequence[Message] = ()
    then: Callable[[], Awaitable[object]] | None = None
