"""`python -m services.… ask …`: what a service would say or do, one message a line, without doing it.

Three services in a row are the ring without a broker: what one would publish is what the next one reads.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from shared.messages.envelope import unwrap, wrap
from shared.messages.ring.message import Message
from shared.observe.terminal import shown_json

_ANSWERS = sys.stdout


def asked_for_answers() -> bool:
    """Tell whether the command line asks; from then on logs go to standard error and leave the output to answers."""
    if sys.argv[1:2] != ["ask"]:
        return False
    sys.stdout = sys.stderr
    return True


async def heard() -> AsyncIterator[Message]:
    """Yield the messages of standard input."""
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        yield unwrap(line)[1]


def say(message: Message, *, by: str) -> None:
    """Write a message to standard output."""
    _write(wrap(message, source=by).model_dump_json(exclude_none=True))


def say_json(value: Any) -> None:
    """Write something to standard output that no service reads."""
    _write(shown_json(value))


def _write(line: str) -> None:
    try:
        print(line, file=_ANSWERS, flush=True)
    except BrokenPipeError:
        # The next one has said why it ended; what is still buffered has nobody to go to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _ANSWERS.fileno())
        raise SystemExit(2) from None
