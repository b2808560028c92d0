"""Lanes that are served together: they begin, pause and end as one."""

import asyncio
from collections.abc import Sequence

from shared.bus.consumer import Consumer
from shared.bus.peer import Watch


class Served:
    """What a service sees of its lanes."""

    def __init__(self, consumers: Sequence[Consumer], watch: Watch) -> None:
        self._consumers = consumers
        self._watch = watch
        self._leaving = asyncio.Event()

    @property
    def paused(self) -> bool:
        """The peer does not answer; messages wait in the queues, nothing is spent."""
        return not self._watch.open

    @property
    def ready(self) -> bool:
        """Consuming every lane, by the broker's own word of at most 10 s ago, or paused on purpose."""
        return all(consumer.ready for consumer in self._consumers)

    @property
    def troubles(self) -> list[str]:
        """Why this process cannot be trusted with its lanes: not consuming, or its clock; empty when all is well."""
        return list(dict.fromkeys(trouble for consumer in self._consumers for trouble in consumer.troubles))

    @property
    def in_flight(self) -> int:
        """Messages delivered and not settled."""
        return sum(consumer.in_flight for consumer in self._consumers)

    def leave(self) -> None:
        """Begin to stop: no more messages; `run` returns when those in flight are settled."""
        self._leaving.set()
        for consumer in self._consumers:
            consumer.leave()

    async def run(self) -> None:
        """Watch the peer and consume until told to leave."""
        watching = asyncio.create_task(self._watch.run(self._leaving), name="watch of the peer")
        try:
            await asyncio.gather(*(consumer.run() for consumer in self._consumers))
        finally:
            watching.cancel()  # it may be in the middle of a probe
            await asyncio.wait({watching})
            self._watch.left()
