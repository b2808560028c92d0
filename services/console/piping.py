"""Runs commands of services in a row, each reading what the one before it has printed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence

from services.console.surroundings import surroundings

Step = tuple[str, ...]
"""A module that is run, and its arguments."""


class LoadError(Exception):
    """What services were asked for cannot be planned, done or followed; the text says what to do."""


class UnansweredError(LoadError):
    """A service could not be asked; it has said why itself."""


async def piped(steps: Sequence[Step], only: Sequence[str], upstream: int | None = None) -> AsyncIterator[bytes]:
    """Run services' `ask` as one pipeline and yield what the last one prints; `upstream` is the input of the first.

    Raises:
        UnansweredError: a service has ended with an error; it has printed why.
    """
    programs, environment = [], surroundings()
    for number, step in enumerate(steps):
        words = [sys.executable, "-m", *step, *(only if not number else ())]
        ours, theirs = os.pipe()
        programs.append(await asyncio.create_subprocess_exec(*words, stdin=upstream, stdout=theirs, env=environment))
        os.close(theirs)
        if upstream is not None:
            os.close(upstream)
        upstream = ours
    with os.fdopen(upstream or 0, "rb") as lines:
        while line := await asyncio.to_thread(lines.readline):
            yield line
    if any([await program.wait() for program in programs]):
        raise UnansweredError(
            "Один из сервисов не ответил: причина выше. Сама эта команда ничего не изменила; повторите её."
        )
