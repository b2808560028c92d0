"""A lane: one group of messages that a service consumes, with its handlers and limits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.message import Message

M = TypeVar("M", bound=Message)

Handler = Callable[[Envelope, M], Awaitable[HandlerResult]]
"""Takes one message; raises `Retryable`, `Permanent`, or anything else, which is a bug."""


@dataclass(frozen=True, slots=True)
class On(Generic[M]):
    """A message class and its handler, made by `on`."""

    message: type[M]
    handler: Handler[M]


Handlers = Sequence[On[Any]]


class OnFailure(Protocol):
    """Is called after every failed run of a lane and returns what to publish; its own failure is only logged."""

    async def __call__(  # noqa: D102
        self, envelope: Envelope, message: Message, error: Exception, *, is_dead: bool
    ) -> Sequence[Message]: ...


def on(message: type[M], handler: Handler[M]) -> On[Any]:
    """Register a handler for the messages of a class in a lane."""
    return On(message, handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A group's handlers, and what the bus must know to run them: how many at once, by which key, how long.

    Args:
        group: queue name, `mapper.orders`; must be in `routes.GROUPS`.
        handlers: one a message class; a message of the ring without one is dead-lettered.
        prefetch: unacknowledged messages and handlers at once.
        key: messages of one key are handled one after another, in order of arrival; None: `message.subject`.
        on_failure: where people are to hear of messages that fail.
        places: those of which a message's handler takes one before its time begins to count; None: it needs none. A
            peer answers few at once, and more handlers would use up their time waiting for each other.
        looks_once: of equal hints that wait one behind the other for their key the last one is handled: it sees all.
    """

    group: str
    handlers: Handlers
    prefetch: int = 50
    key: Callable[[Message], Awaitable[str]] | None = None
    on_failure: OnFailure | None = None
    places: Callable[[Message], asyncio.Semaphore | None] | None = None
    looks_once: bool = False
