"""Joins requests for a peer's records that come at about the same time into one request to the peer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import Context
from typing import Generic, TypeVar

from shared.bus.errors import Permanent

T = TypeVar("T")


class Together(Generic[T]):
    """Reads a peer's records for many callers at once and keeps none: every answer is younger than its question.

    A question that comes while a reading is under way waits for the next one, so the slower the peer, the more share a
    request; on an idle lane nobody waits for company.

    Args:
        load: reads records by their keys; keys without a record are left out.
        most: keys in one reading.
    """

    def __init__(self, load: Callable[[list[str]], Awaitable[Mapping[str, T]]], *, most: int) -> None:
        self._load = load
        self._most = most
        self._asked: dict[str, asyncio.Future[T | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def one(self, key: str) -> T | None:
        """Return one of the peer's records, asked for together with others; None where there is none.

        Raises:
            Permanent: the peer does not read this one, even alone.
            Retryable: the reading failed, for all who shared it.
        """
        answer = self._asked.setdefault(key, asyncio.get_running_loop().create_future())
        if self._reading is None:
            # Not in the context of whoever asks first: what is logged is nobody's message.
            self._reading = asyncio.get_running_loop().create_task(self._read_all(), name="look", context=Context())
        return await asyncio.shield(answer)

    async def some(self, keys: Iterable[str]) -> dict[str, T]:
        """Return those of some records that there are, asked for together with others.

        Raises:
            Permanent, Retryable: as `one` does, for any of them.
        """
        wanted = list(dict.fromkeys(keys))
        found = await asyncio.gather(*map(self.one, wanted))
        return {key: record for key, record in zip(wanted, found, strict=True) if record is not None}

    async def _read_all(self) -> None:
        try:
            while self._asked:
                keys = list(self._asked)[: self._most]
                await self._read({key: self._asked.pop(key) for key in keys})
        finally:
            self._reading = None
            for answer in self._asked.values():
                answer.cancel()
            self._asked.clear()

    async def _read(self, answers: Mapping[str, "asyncio.Future[T | None]"]) -> None:
        try:
            found = await self._load(list(answers))
        except Permanent as error:
            if len(answers) == 1:
                _fail(answers, error)
            for key, answer in answers.items() if len(answers) > 1 else ():
                await self._read({key: answer})  # one that the peer does not take must not keep the others from it
        except Exception as error:  # noqa: BLE001 - those who asked wait for these answers and must hear of it
            _fail(answers, error)
        except asyncio.CancelledError:
            for answer in answers.values():
                answer.cancel()
            raise
        else:
            for key, answer in answers.items():
                if not answer.done():
                    answer.set_result(found.get(key))


def _fail(answers: Mapping[str, "asyncio.Future[T | None]"], error: Exception) -> None:
    for answer in answers.values():
        if not answer.done():
            answer.set_exception(error)
            answer.exception()  # one who was cancelled will not fetch it
