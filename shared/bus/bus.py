"""The bus as a service uses it: connect to the broker, publish messages, serve lanes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.bus.caution import ProcessCaution
from shared.bus.connection import Link
from shared.bus.consumer import Consumer
from shared.bus.handling import Handling
from shared.bus.lane import Lane
from shared.bus.locks import KeyLocks
from shared.bus.peer import Peer, Watch
from shared.bus.publisher import Publisher
from shared.bus.served import Served
from shared.messages.envelope import Envelope, wrap
from shared.messages.ring.message import Message
from shared.messages.routes import exchange_of


class Bus:
    """Two connections to the broker, so that a broker that slows publishers down never delays acknowledgements."""

    def __init__(self, publishing: Link, consuming: Link, *, service: str) -> None:
        self._service = service
        self._consuming = consuming
        self._publisher = Publisher(publishing, service=service)
        self._locks = KeyLocks()
        self._caution = ProcessCaution()

    @classmethod
    @asynccontextmanager
    async def connect(cls, url: str, *, service: str) -> AsyncIterator["Bus"]:
        """Connect the bus to the broker for the length of a block; a connection that breaks meanwhile is opened again.

        Args:
            url: `amqp://user:password@host:port/vhost`.
            service: name of its exchange, in envelopes (`/mapper`), properties and the broker's list of connections.

        Raises:
            BrokerAwayError: the broker does not let us in now.
        """
        # An upgrade looks at the exchange shown: a service that shows none still needs the former one.
        publishing = Link(url, f"{service} publishes", exchange=exchange_of(service))
        consuming = Link(url, f"{service} consumes")
        bus = cls(publishing, consuming, service=service)
        try:
            await bus._publisher.ready()
            yield bus
        finally:
            await asyncio.gather(publishing.close(), consuming.close(), return_exceptions=True)

    async def publish(self, *messages: Message, cause: Envelope | None = None) -> None:
        """Publish messages over the bus in this order, and return when the broker has confirmed all of them.

        Args:
            messages: each becomes one envelope.
            cause: what led to them; their journey continues its one. None: each begins a journey.

        Raises:
            BrokerAwayError: no connection or no confirm; some may have been published.
            UnroutedError: no queue is bound for one of them.
            TooLargeError: one has more than 4 MiB; the others are published.
        """
        envelopes = [wrap(message, source=self._service, cause=cause) for message in messages]
        if len(envelopes) == 1:
            await self._publisher.send(envelopes[0])
            return
        sent = await asyncio.gather(*map(self._publisher.send, envelopes), return_exceptions=True)
        for result in sent:
            if isinstance(result, BaseException):
                raise result

    @asynccontextmanager
    async def serve(self, *lanes: Lane, peer: Peer | None = None) -> AsyncIterator[Served]:
        """Serve these lanes of the service over the bus until the block is left.

        Leaving cancels the consumers, waits 25 s for what is in flight, then cancels it and hands it back. Waits
        neither for the peer nor for the queues: look at `Served.ready`. Messages of one key are handled one after
        another, whichever lanes they come from.

        Args:
            lanes: each with a channel and a prefetch of its own.
            peer: the system they need, watched once for all of them. None: they never pause.
        """
        watch = Watch(peer, self.publish, [lane.group for lane in lanes])
        served = Served([self._consumer(lane, watch) for lane in lanes], watch)
        running = asyncio.create_task(served.run(), name=f"lanes of {self._service}")
        try:
            yield served
        finally:
            served.leave()
            await running

    def _consumer(self, lane: Lane, watch: Watch) -> Consumer:
        handling = Handling(lane, self.publish, self._locks, watch)
        return Consumer(lane, self._consuming, self._publisher, handling, watch, self._caution)
