"""Publishes envelopes and raw bytes with confirms, on a connection and channel of its own."""

import asyncio
import time
from contextlib import suppress

from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import DeliveryError, PublishError
from aiormq.channel import Channel as Wire
from pamqp.commands import Basic

from shared.bus.connection import GONE, Link, was_asked_to_stop, wire_of
from shared.bus.delivery import BODY_LIMIT, properties_of
from shared.bus.errors import BrokerAwayError, TooLargeError, UnroutedError
from shared.messages.envelope import Envelope
from shared.messages.routes import exchange_of
from shared.observe import metrics

IN_FLIGHT = 100
_CONFIRM_TIMEOUT_S = 30
_ENDED: tuple[type[BaseException], ...] = (*GONE, asyncio.CancelledError)
_ELECTION_S = 1.0  # a queue whose leader's node died has another one by then


class Publisher:
    """Sends messages and waits until the broker has them on disk.

    At most 100 wait for their confirm at once: more gains nothing and would lose more of the order on a broken
    connection. Messages of one caller leave in the order in which it called.
    """

    def __init__(self, link: Link, *, service: str) -> None:
        self._link = link
        self._service = service
        self._exchange = exchange_of(service)
        self._channel: AbstractChannel | None = None
        self._wire: Wire | None = None
        self._opened_at = 0.0
        self._left: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._slots = asyncio.Semaphore(IN_FLIGHT)

    async def send(self, envelope: Envelope) -> None:
        """Publish an envelope under its topic and wait for the confirm.

        Raises:
            BrokerAwayError: no connection, or no confirm within 30 s.
            UnroutedError: no queue takes it.
            TooLargeError: no reader would take it.
        """
        topic = envelope.topic
        try:
            properties = properties_of(envelope, service=self._service)
            await self.put(self._exchange, topic, _body_of(envelope), properties)
        except (BrokerAwayError, UnroutedError, TooLargeError) as error:
            metrics.published(topic, type(error).__name__)
            raise
        metrics.published(topic, "confirmed")

    async def put(self, exchange: str, routing_key: str, body: bytes, properties: Basic.Properties) -> None:
        """Publish raw bytes and wait for the confirm; raises as `send`."""
        async with self._slots:
            if await self._is_taken(exchange, routing_key, body, properties):
                return
            refused_at = time.monotonic()
            await asyncio.sleep(_ELECTION_S)
            self._leave_older(refused_at)
            if not await self._is_taken(exchange, routing_key, body, properties):
                raise UnroutedError(f"the queue behind {exchange} refuses {routing_key}: it is full or has no leader")

    async def _is_taken(self, exchange: str, routing_key: str, body: bytes, properties: Basic.Properties) -> bool:
        """Publish and wait for the confirm; return False if the queue behind the exchange refuses."""
        wire = await self.ready()
        try:
            await wire.basic_publish(
                body,
                exchange=exchange,
                routing_key=routing_key,
                properties=properties,
                mandatory=True,
                timeout=_CONFIRM_TIMEOUT_S,
                wait=False,
            )
        except PublishError as error:
            raise UnroutedError(
                f"Нет очереди, которая ждёт {routing_key} от обмена {exchange}: выполните dealbus topology apply."
            ) from error
        except DeliveryError:
            return False
        except _ENDED as error:
            if self._wire is wire:
                self._wire = None  # opening another one shows whether the broker still listens
            if isinstance(error, asyncio.CancelledError) and was_asked_to_stop():
                raise
            raise BrokerAwayError(
                f"Брокер не подтвердил {routing_key} ({type(error).__name__}): посмотрите его журнал."
            ) from error
        return True

    def _leave_older(self, refused_at: float) -> None:
        """Have the publisher open a new channel for its next message, after the broker refused one on the older.

        The broker's channel looks for a queue's leader once: one that began while the leader's node was dying refuses
        for as long as that node is away. A full queue refuses on any, so a new one is not left before its second is up.
        """
        if self._wire is None or self._channel is None or self._opened_at > refused_at:
            return
        self._wire = None
        closing = asyncio.create_task(_close(self._channel), name="leaving a channel")
        self._left.add(closing)
        closing.add_done_callback(self._left.discard)

    async def ready(self) -> Wire:
        """Return an open channel of the publisher; raises `BrokerAwayError` when there is none to be had."""
        if self._wire is not None and not self._wire.is_closed:
            return self._wire
        async with self._opening:
            if self._wire is None or self._wire.is_closed:
                self._channel = await self._link.channel(confirms=True)
                self._wire = await wire_of(self._channel)
                self._opened_at = time.monotonic()
            return self._wire


def _body_of(envelope: Envelope) -> bytes:
    body = envelope.model_dump_json(exclude_none=True).encode()
    if len(body) > BODY_LIMIT:
        raise TooLargeError(envelope.topic, envelope.subject, len(body), BODY_LIMIT)
    return body


async def _close(channel: AbstractChannel) -> None:
    """Close a publisher's channel when no publication waits for a confirm on it any more."""
    await asyncio.sleep(_CONFIRM_TIMEOUT_S)
    with suppress(*GONE):
        await channel.close()
