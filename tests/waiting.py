"""Waiting for what another process does, without guessing how long it takes."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Seen = TypeVar("Seen")


async def wait_until(
    condition: Callable[[], Seen | Awaitable[Seen]],
    timeout: float = 30,  # noqa: ASYNC109 - the caller is told what was seen last, which a cancelled call could not say
    every: float = 0.05,
) -> Seen:
    """Ask again and again until the answer is true, and return it.

    Args:
        condition: a function, asynchronous or not; what it returns is what the failure shows
        timeout: seconds until the last question
        every: seconds between two questions

    Raises:
        AssertionError: never true in time; names the condition and its last answer

    """
    deadline = time.monotonic() + timeout
    while True:
        answer = condition()
        seen = await answer if inspect.isawaitable(answer) else answer
        if seen:
            return seen
        if time.monotonic() >= deadline:
            name = getattr(condition, "__qualname__", repr(condition))
            message = f"{name} was not true within {timeout} s; last seen: {seen!r}"
            raise AssertionError(message)
        await asyncio.sleep(every)
