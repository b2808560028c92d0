"""Caution over messages that end the whole process or break the client library: found, and handled alone.

Such a message is delivered again, and so is everything that was held beside it: by its own lane, and by the other lanes
of the process. Returned messages come first, with the broker's count of their deliveries. So lanes begin one after
another, each with one message; it takes as many as it allows, and the next lane begins, when that message is new, or
has been in hand for 10 s, or was the last. Hence only the count of the one at fault goes on. At the tenth return it is
put aside, unless this process has had it in hand before: whoever lives on was not ended by it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

DELIVERIES = "x-delivery-count"
"""The broker's header: how often a message was returned. On a first delivery it is a stranger's, and not looked at."""

RETURNED_OFTEN = 2
"""Below this a message is taken for one that was held beside another, or by a service that was restarted."""

ENDS_PROCESSES = 10
"""From here on it is put aside: consumers have ended twice beside it at most, and the other times over it alone.

Restarts, and a broker or network that fails, return messages too: so often they do not meet the same one.
"""

ALONE_S = 10.0
_NOTHING_FOLLOWS_S = 1.0
_FIRST_COMES_S = 5.0
_REMEMBERED = 1000


class ProcessCaution:
    """What the lanes of one process share: whose turn it is to begin, and what the process has outlived."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.broke = False
        self._held: dict[str, None] = {}  # oldest first

    def takes(self, message_id: str) -> None:
        """Remember for the caution of all lanes a message that this process has in hand."""
        if not message_id:
            return
        self._held.pop(message_id, None)
        self._held[message_id] = None
        if len(self._held) > _REMEMBERED:
            del self._held[next(iter(self._held))]

    def is_done_with(self, message_id: str) -> None:
        """Forget a message that this process is done with: it calls for no more caution."""
        self._held.pop(message_id, None)

    def has_outlived(self, message_id: str) -> bool:
        """Tell whether this process has had a message in hand before, and lives: it does not end processes."""
        return message_id in self._held

    def forget(self) -> None:
        """Forget all messages that this process has had in hand, so that none counts as outlived."""
        self._held.clear()


class Caution:
    """What the messages of one session have shown so far about the danger of taking several at once."""

    def __init__(self, process: ProcessCaution) -> None:
        self._process = process
        self.awaits_turn = False
        self._has_turn = False
        self._over = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        """Begin the caution: wait until no other lane of the process is looking for its first new message."""
        self.awaits_turn = True
        try:
            await self._process.turn.acquire()
        finally:
            self.awaits_turn = False
        self._has_turn = True

    def begun(self, waiting: int) -> None:
        """Note for the caution that the session consumes, and how many messages it found in its queue."""
        if self._timer is not None or self._over.is_set():
            return  # one has come already
        if waiting:
            self._end_after(_FIRST_COMES_S)
        else:
            self._give_turn()  # what comes from now on is new

    def takes(self, message_id: str, returned: int) -> bool:
        """Take note of a delivered message, and tell whether it ends processes and must not be handled.

        Args:
            message_id: the sender's; empty: none.
            returned: how often before.
        """
        outlived = self._process.has_outlived(message_id)
        self._process.takes(message_id)
        if not self._over.is_set():
            if returned < RETURNED_OFTEN or (outlived and not self._process.broke):
                self.end()
            else:
                self._end_after(ALONE_S)
        return returned >= ENDS_PROCESSES and not outlived

    def acknowledges(self, message_id: str) -> None:
        """Forget a message that was acknowledged and does not come again: it calls for no more caution."""
        self._process.is_done_with(message_id)

    def broke(self) -> None:
        """Note that the client library broke over a message that never came to hand, so nothing clears the others."""
        self._process.broke = True

    def stalled(self) -> None:
        """Note for the caution that the process hung until the broker gave it up, maybe over a message it held."""
        self._process.forget()

    def settled(self) -> None:
        """Note for the caution that the message in hand is done: if none follows at once, it was the last returned."""
        if not self._over.is_set():
            self._end_after(_NOTHING_FOLLOWS_S)

    def end(self) -> None:
        """Release whoever waits for the caution to end, as the session itself ends."""
        if self._timer is not None:
            self._timer.cancel()
        self._over.set()
        self._give_turn()

    async def over(self) -> None:
        """Wait until the caution is over, so that the session may take more than one message at a time."""
        await self._over.wait()

    def _end_after(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end)

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._process.turn.release()


def returned_times(headers: Mapping[str, Any], *, redelivered: bool) -> int:
    """Return how often a message came back because consumers ended, or their channels, while they held it."""
    count = headers.get(DELIVERIES, 0)
    return count if redelivered and isinstance(count, int) else 0
