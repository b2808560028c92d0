"""What a service says about one group of messages it consumes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.bus.done import Handler
from shared.messages.ring import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A group's handlers and what the bus must know to run them.

    Args:
        group: queue name, `mapper.orders`; must be in `routes.GROUPS`.
        handlers: by message class; a message of the ring without one is dead-lettered.
        prefetch: unacknowledged messages and handlers at once.
        key: messages of one key are handled one after another, in order of arrival; None: `message.subject`.
        probe: raises when the peer does not answer; called before the first message, on a timer and when messages
            fail. None: the lane never pauses.
        on_peer: called with (open, since) whenever that changes and once at the start; what it returns is published.
    """

    group: str
    handlers: Mapping[type[Message], Handler]
    prefetch: int = 50
    key: Callable[[Message], Awaitable[str]] | None = None
    probe: Callable[[], Awaitable[None]] | None = None
    on_peer: Callable[[bool, datetime], Awaitable[Sequence[Message]]] | None = None
