"""Key locks: one delivery of a key at a time, in the order of asking; turns and the wait for them."""

import asyncio
from collections import deque
from types import TracebackType
from typing import Self


class KeyLocks:
    """Hands out turns per key; a key nobody waits for takes no memory."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[KeyLock]] = {}

    def ask(self, key: str, what: object = None) -> "KeyLock":
        """Ask for the lock of `key`: join its queue at once; the place is kept until the turn is given back.

        Args:
            key: birth key or another name of a record.
            what: is to be done under it, so that whoever does the same right before can leave it to this one.
        """
        queue = self._queues.setdefault(key, deque())
        lock = KeyLock(self, key, before=len(queue), what=what)
        queue.append(lock)
        if len(queue) == 1:
            lock.begin()
        return lock

    def next_after(self, lock: "KeyLock") -> object:
        """Return what is to be done right after the turn of a key lock; None: nobody waits."""
        queue = self._queues[lock.key]
        return queue[1].what if queue[0] is lock and len(queue) > 1 else None

    def give_back(self, lock: "KeyLock") -> None:
        """Give back the turn of a key lock, or leave its queue; the next in line begins."""
        queue = self._queues[lock.key]
        was_first = queue[0] is lock
        queue.remove(lock)
        if not queue:
            del self._queues[lock.key]
        elif was_first:
            queue[0].begin()


class KeyLock:
    """A place in the queue of one key, as an async context manager that waits for its turn and gives it back.

    Args:
        before: how many stood in line already.
        what: is to be done.
    """

    __slots__ = ("_begun", "_limit_s", "_locks", "_waiter", "before", "key", "what")

    def __init__(self, locks: KeyLocks, key: str, *, before: int, what: object = None) -> None:
        self.key = key
        self.before = before
        self.what = what
        self._locks = locks
        self._begun = False
        self._limit_s: float | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def begun(self) -> bool:
        """Whether everybody before us in the key lock's queue is done."""
        return self._begun

    @property
    def is_repeated(self) -> bool:
        """Whether what is to be done under the key lock is to be done once more right after it."""
        return self.what is not None and self._locks.next_after(self) == self.what

    def within(self, limit_s: float) -> Self:
        """Limit the wait for the key lock's turn; a longer one ends with `TimeoutError`."""
        self._limit_s = limit_s
        return self

    def begin(self) -> None:
        """Start the key lock's turn; called by `KeyLocks` when everybody before us is done."""
        self._begun = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def __aenter__(self) -> Self:
        if self._begun:
            return self
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._limit_s):
                await self._waiter
        except BaseException:
            self._locks.give_back(self)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._locks.give_back(self)
