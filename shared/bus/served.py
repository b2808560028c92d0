"""All lanes of one service, served together: they begin, pause and end as one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from shared.bus.consumer import Consumer
from shared.bus.peer import Watch


class Served:
    """All lanes of a service while they are served."""

    def __init__(self, consumers: Sequence[Consumer], watch: Watch) -> None:
        self._consumers = consumers
        self._watch = watch
        self._leaving = asyncio.Event()

    @property
    def paused(self) -> bool:
        """Whether the served lanes are paused together as the peer does not answer; no attempt is counted."""
        return not self._watch.open

    @property
    def ready(self) -> bool:
        """Whether every served lane is consumed, as the broker said at most 10 s ago, or paused on purpose."""
        return all(consumer.ready for consumer in self._consumers)

    @property
    def troubles(self) -> list[str]:
        """Return why the served lanes cannot be relied on: one is not consumed, or the clock is wrong; else nothing."""
        return list(dict.fromkeys(trouble for consumer in self._consumers for trouble in consumer.troubles))

    @property
    def in_flight(self) -> int:
        """Number of messages of all served lanes together that are delivered and not yet settled."""
        return sum(consumer.in_flight for consumer in self._consumers)

    @property
    def oldest(self) -> dict[str, datetime]:
        """When the oldest message known to wait was sent, by group; lanes of which none is known are left out."""
        return {group: at for consumer in self._consumers for group, at in consumer.oldest.items()}

    def leave(self) -> None:
        """Begin to stop all served lanes: take no more messages; `run` returns when those in flight are settled."""
        self._leaving.set()
        for consumer in self._consumers:
            consumer.leave()

    async def run(self) -> None:
        """Serve all lanes together, and watch their peer, until told to leave."""
        watching = asyncio.create_task(self._watch.run(self._leaving), name="watch of the peer")
        try:
            await asyncio.gather(*(consumer.run() for consumer in self._consumers))
        finally:
            watching.cancel()  # it may be in the middle of a probe
            await asyncio.wait({watching})
            self._watch.left()
