"""How many messages a consumer session takes at once: one, until a message has come that has killed no consumer.

A message over which the client library or the whole process breaks is delivered again, and so is everything that was
held beside it; the broker would count that against the neighbours too, and dead-letter them with it. Returned
messages come first, with the broker's count of their deliveries. So a session begins with one message; it takes as many
as its lane allows when that one is new, or has been in hand for 30 s. Only the one that breaks it is counted on.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

DELIVERIES = "x-delivery-count"
"""The broker's header: how often a message was returned. Whoever forges it has his message handled alone."""

RETURNED_OFTEN = 3
"""Below this a message is taken for one that was held beside another, or by a service that was restarted."""

ALONE_S = 30.0


class Caution:
    """What the messages of one session have shown so far about the danger of taking several at once."""

    def __init__(self) -> None:
        self._over = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    def look(self, headers: Mapping[str, Any]) -> None:
        """Take note of a delivered message: has it been returned often, as one that kills its consumer would be?"""
        if self._over.is_set():
            return
        if not returned_often(headers):
            self._over.set()
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(ALONE_S, self._over.set)

    def end(self) -> None:
        """Release whoever waits for the caution to end, as the session itself ends."""
        if self._timer is not None:
            self._timer.cancel()
        self._over.set()

    async def over(self) -> None:
        """Wait until the session may take more than one message at a time."""
        await self._over.wait()


def returned_often(headers: Mapping[str, Any]) -> bool:
    """Tell whether consumers have died again and again while they held this message, or one beside it."""
    count = headers.get(DELIVERIES, 0)
    return isinstance(count, int) and count >= RETURNED_OFTEN
