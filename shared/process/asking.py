"""The command line `python -m services.… ask …`: a service says what it would do, a line each, and does nothing.

Three services in a row are the ring without a broker: what one would publish is what the next one reads, and the last
one weighs it.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

from shared.messages.envelope import unwrap, wrap
from shared.messages.model import Model
from shared.messages.ring.message import Message
from shared.observe.terminal import shown_json

_ANSWERS = sys.stdout
T = TypeVar("T")
M = TypeVar("M", bound=Model)
Would = Literal["create", "link", "change", "same", "left", "doubtful", "refused"]
"""`link`: it is there and found by its keys, and is paired with nothing yet; `left`: it is not there, and is not to be
made."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would become of one record (`ask weigh`).

    Args:
        key: birth key of the record that is carried over, `item:<guid>`.
        name: for people.
        would: what would be done.
        why: a Russian sentence, where a person must act.
        counterpart: key of the record that it is to be one with, where that is known.
        unkept: a Russian sentence, what of it the other side does not keep as it is.
    """

    key: str
    name: str
    would: Would
    why: str = ""
    counterpart: str = ""
    unkept: str = ""


class UnaskedWriteError(Exception):
    """Whoever only asks was about to write: a fault of the bus, stopped before it left.

    Args:
        what: the call, without its address.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"only asked, and yet about to write: {what}; nothing was sent")


def asked_for_answers() -> bool:
    """Tell whether the command line says `ask`; if so, send logs to standard error, as output is for answers."""
    if sys.argv[1:2] != ["ask"]:
        return False
    sys.stdout = sys.stderr
    return True


async def heard() -> AsyncIterator[Message]:
    """Yield the messages that `ask` hears on standard input."""
    async for line in _lines():
        yield unwrap(line)[1]


async def heard_of(kind: type[M]) -> AsyncIterator[M]:
    """Yield the values that `ask` hears on standard input and that are not messages."""
    async for line in _lines():
        yield kind.read(line)


async def heard_verdicts() -> AsyncIterator[Weighed]:
    """Yield the verdicts that `ask` hears on standard input, as another service's `ask weigh` has written them."""
    async for line in _lines():
        yield Weighed(**json.loads(line))


async def _lines() -> AsyncIterator[bytes]:
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield line


def say(message: Message, *, by: str) -> None:
    """Write a message to standard output as an answer of `ask`."""
    _write(wrap(message, source=by).model_dump_json(exclude_none=True))


def say_json(value: object) -> None:
    """Write one value to standard output as an answer of `ask`."""
    _write(shown_json(value))


async def weigh(decide: Callable[[Message], Awaitable[Weighed | None]], *, at_once: int = 1) -> None:
    """Answer `ask weigh`: read messages from standard input and write a verdict on each, in their order.

    Args:
        decide: weighs one; None: it is none of its business.
        at_once: how many are weighed together, where a peer answers several questions in one request.
    """
    async for some in batches(heard(), at_once):
        for verdict in await asyncio.gather(*(decide(one) for one in some)):
            if verdict is not None:
                await asyncio.to_thread(say_json, asdict(verdict))


async def pass_on(kind: type[M], work: Callable[[M], Awaitable[M]], *, at_once: int = 1) -> None:
    """Answer an `ask` of values: read from standard input, work on each, and write the result, in their order."""
    async for some in batches(heard_of(kind), at_once):
        for done in await asyncio.gather(*(work(one) for one in some)):
            await asyncio.to_thread(say_json, done.model_dump(mode="json"))


async def batches(things: AsyncIterator[T], at_once: int) -> AsyncIterator[list[T]]:
    """Yield the values that `ask` reads from standard input in batches of a given size; the last may be smaller."""
    waiting: list[T] = []
    async for one in things:
        waiting.append(one)
        if len(waiting) >= at_once:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _write(line: str) -> None:
    try:
        print(line, file=_ANSWERS, flush=True)
    except BrokenPipeError:
        # The next one has said why it ended; what is still buffered has nobody to go to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _ANSWERS.fileno())
        raise SystemExit(2) from None
