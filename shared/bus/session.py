"""One session of a lane's consumer on one channel, from its first message to its last acknowledgement."""

import asyncio
import time
from contextlib import suppress

import structlog
from aio_pika.abc import AbstractChannel
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel as Wire
from pamqp.commands import Basic

from shared.bus.caution import Caution
from shared.bus.connection import GONE, Link, wire_of
from shared.bus.delivery import UNFIT, Delivery
from shared.bus.ending import End, is_unreadable
from shared.bus.errors import BrokerAwayError, Permanent, UnroutedError
from shared.bus.handling import Failure, Handling, HeldDelivery
from shared.bus.ladder import Dead, ended_processes, waiting
from shared.bus.lane import Lane
from shared.bus.leaving import DRAIN_S, Leaving
from shared.bus.publisher import Publisher
from shared.bus.topology import retry_exchange
from shared.observe import metrics

_PAUSE_GRACE_S = 15.0
_ANSWER_TIMEOUT_S = 15.0
_UNREACHABLE_PAUSE_S = 1.0
_ASK_EVERY_S = 10.0
_STALLED_S = 25.0
"""For an answer in 10 s; the broker gives up whoever is silent for 40 s."""

_log = structlog.get_logger("bus.consumer")


class Session:
    """Consumes on one channel until it ends; every delivery is settled, or returned by the broker with the channel."""

    def __init__(
        self, lane: Lane, handling: Handling, publisher: Publisher, leaving: Leaving, caution: Caution
    ) -> None:
        self._lane = lane
        self._leaving = leaving
        self._handling = handling
        self._publisher = publisher
        self._channel: AbstractChannel | None = None
        self._wire: Wire | None = None
        self._tag = ""
        self._caution = caution
        self._widening: asyncio.Task[None] | None = None
        self._visits: dict[asyncio.Task[None], HeldDelivery] = {}
        self._end: asyncio.Future[End] = asyncio.get_running_loop().create_future()

    @property
    def in_flight(self) -> int:
        """Number of messages that this one session was given and has not settled."""
        return len(self._visits)

    @property
    def _answer_s(self) -> float:
        return self._leaving.answers_s(_ANSWER_TIMEOUT_S)

    async def begin(self, link: Link) -> None:
        """Open the session's channel and consume on it, when it is this lane's turn.

        Raises:
            BrokerAwayError: no channel.
            aiormq.exceptions.ChannelNotFoundEntity: no such queue.
        """
        await self._caution.begin()
        try:
            if not self._leaving.asked:
                await self._begin(link)
        except BaseException:
            self._caution.end()
            raise

    async def _begin(self, link: Link) -> None:
        self._channel = await link.channel(confirms=False)
        self._channel.close_callbacks.add(self._closed)
        self._wire = await wire_of(self._channel)
        self._wire.on_consumer_cancel_callbacks.add(lambda _: self.end(End.LOST))
        queue = await self._wire.queue_declare(self._lane.group, passive=True, timeout=_ANSWER_TIMEOUT_S)
        self._tag = await self._consume(self._wire, 1)
        self._caution.begun(queue.message_count or 0)
        self._widening = asyncio.create_task(self._widen(self._wire))

    async def _consume(self, wire: Wire, prefetch: int) -> str:
        await wire.basic_qos(prefetch_count=prefetch, timeout=_ANSWER_TIMEOUT_S)
        consuming = await wire.basic_consume(self._lane.group, self._on_delivery, timeout=_ANSWER_TIMEOUT_S)
        return consuming.consumer_tag or ""

    async def _widen(self, wire: Wire) -> None:
        """Raise the session's prefetch to what the lane allows once that is safe, without a moment without consumer."""
        await self._caution.over()
        if self._lane.prefetch == 1 or self._end.done():
            return
        with suppress(*GONE):  # the session ends of itself
            alone, self._tag = self._tag, await self._consume(wire, self._lane.prefetch)
            await wire.basic_cancel(alone, timeout=_ANSWER_TIMEOUT_S)

    def _closed(self, _: object, error: BaseException | None) -> None:
        self.end(End.BROKEN if is_unreadable(error) else End.LOST)

    def end(self, why: End) -> None:
        """Let the session end for a reason; the first reason counts."""
        if not self._end.done():
            self._end.set_result(why)

    async def ended(self) -> End:
        """Wait for the session's end; asks the broker every 10 s whether our consumer is still there."""
        while True:
            began = time.monotonic()
            ended, _ = await asyncio.wait({self._end}, timeout=_ASK_EVERY_S)
            if time.monotonic() - began > _STALLED_S:
                self._caution.stalled()
            if ended:
                break
            if not await self.is_consuming():
                self.end(End.LOST)
        if self._end.result() is End.BROKEN:
            self._caution.broke()
        return self._end.result()

    async def is_consuming(self) -> bool:
        """Ask the broker whether it knows the session's consumer; it forgets it when a queue is deleted or moves."""
        wire = self._wire
        if wire is None or wire.is_closed or self._tag not in wire.consumers:
            return False
        try:
            queue = await wire.queue_declare(self._lane.group, passive=True, timeout=_ANSWER_TIMEOUT_S)
        except GONE:
            return False
        return bool(queue.consumer_count)

    async def finish(self, why: End) -> None:
        """Finish the session: settle what is in flight, drained on leaving, parked on the 1 m rung on a pause.

        After a lost channel nothing can be settled: what has begun runs to its end, the rest is dropped here and
        delivered again by the broker.
        """
        self.end(why)
        await self._cancel_consumer()
        await self._cancel([task for task, held in self._visits.items() if not held.begun])
        if why in {End.LOST, End.BROKEN} and (self._wire is None or self._wire.is_closed):
            return
        if self._visits:
            grace_s = _PAUSE_GRACE_S if why is End.PAUSED else DRAIN_S
            await asyncio.wait(list(self._visits), timeout=self._leaving.runs_s(grace_s))
        await self._cancel(list(self._visits))
        if self._channel is not None:
            with suppress(*GONE):
                await asyncio.wait_for(self._channel.close(), self._answer_s)

    async def drop(self) -> None:
        """Drop a session whose channel is lost: wait for the handlers that it left running, then cancel them."""
        if self._visits:
            await asyncio.wait(list(self._visits), timeout=self._leaving.runs_s())
        await self._cancel(list(self._visits))

    async def _cancel_consumer(self) -> None:
        self._caution.end()
        if self._widening is not None:  # never cancelled: that would close the channel under those in flight
            await asyncio.wait({self._widening}, timeout=self._answer_s)
        if self._wire is not None and not self._wire.is_closed:
            with suppress(*GONE):
                for tag in list(self._wire.consumers):
                    await self._wire.basic_cancel(tag, timeout=self._answer_s)

    async def _cancel(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._answer_s)

    async def _on_delivery(self, delivered: DeliveredMessage) -> None:
        # A task of our own: the client cancels its own ones when the channel breaks, in the middle of a write.
        delivery = Delivery.of(delivered, self._lane.group)
        ends_processes = self._caution.takes(delivery.properties.message_id or "", delivery.returned)
        held = HeldDelivery(delivery, ends_processes=ends_processes)
        task = asyncio.create_task(self._visit(held))
        self._visits[task] = held
        task.add_done_callback(self._visits.__delitem__)

    async def _visit(self, held: HeldDelivery) -> None:
        metrics.in_process(self._lane.group, 1)
        try:
            await self._settle(held)
        except GONE as error:
            _log.info("not settled; the broker delivers it again", group=self._lane.group, error=repr(error))
            self._handed_back(held)
        except Exception:  # noqa: BLE001 - left as it is, it would take a place in the lane for good
            _log.error("a bug of the bus; the broker delivers it again", group=self._lane.group, exc_info=True)
            with suppress(*GONE):
                await self._give_back(held.delivery)
        finally:
            self._caution.settled()
            metrics.in_process(self._lane.group, -1)
            if held.ticket is not None:
                self._handling.waiting.settled(held.ticket)

    def _handed_back(self, held: HeldDelivery) -> None:
        if held.ticket is not None:
            self._handling.waiting.handed_back(held.ticket)

    async def _settle(self, held: HeldDelivery) -> None:
        delivery = held.delivery
        if delivery.unfit:
            await self._set_aside(delivery)
            return
        if held.ends_processes:
            await self._give_up(held)
            return
        if self._end.done() and self._end.result() not in {End.LOST, End.BROKEN}:
            await self._interrupted(held)  # delivered while the consumer was being cancelled
            return
        if delivery.left_s:
            await self._wait_on(held)
            return
        try:
            failure = await self._handling.run(held)
        except asyncio.CancelledError:
            await self._interrupted(held)
            return
        if failure is None:
            await self._ack(delivery)
            return
        if failure.verdict.reason == "paused":
            self._handed_back(held)
        await self._move(held, failure)

    async def _set_aside(self, delivery: Delivery) -> None:
        """Let the broker dead-letter the session's delivery as it is, body and headers: we could not write it again."""
        _log.error("dead-lettered", group=self._lane.group, reason=UNFIT, sentence=delivery.aside)
        metrics.dead_lettered(self._lane.group, UNFIT)
        if self._wire is not None:
            await self._wire.basic_reject(delivery.tag, requeue=False)

    async def _give_up(self, held: HeldDelivery) -> None:
        delivery = held.delivery
        verdict = ended_processes(delivery.attempts, delivery.returned)
        _log.error("dead-lettered", group=self._lane.group, reason=verdict.reason, sentence=verdict.sentence)
        metrics.dead_lettered(self._lane.group, verdict.reason)
        await self._put(held, "dead", delivery.for_dead(verdict, Permanent(verdict.sentence, reason=verdict.reason)))

    async def _wait_on(self, held: HeldDelivery) -> None:
        """Move a message of the session whose wait exceeds its rung to the next rung, without calling a handler."""
        rest = waiting(held.delivery.left_s, held.delivery.attempts, counted=False, reason="waiting")
        await self._put(held, f"retry.{rest.rung}", held.delivery.for_wait(rest))

    async def _interrupted(self, held: HeldDelivery) -> None:
        delivery = held.delivery
        self._handed_back(held)
        if self._end.done() and self._end.result() is End.PAUSED:
            await self._put(held, "retry.1m", delivery.for_pause())
        elif self._wire is not None:
            await self._wire.basic_nack(delivery.tag, requeue=True)

    async def _move(self, held: HeldDelivery, failure: Failure) -> None:
        delivery, verdict, group = held.delivery, failure.verdict, self._lane.group
        if isinstance(verdict, Dead):
            metrics.dead_lettered(group, verdict.reason)
            await self._put(held, "dead", delivery.for_dead(verdict, failure.error))
        elif verdict.reason == "paused":
            await self._put(held, f"retry.{verdict.rung}", delivery.for_pause())
        else:
            metrics.retried(group, verdict.rung, verdict.reason, verdict.attempts)
            await self._put(held, f"retry.{verdict.rung}", delivery.for_retry(verdict, failure.error))

    async def _put(self, held: HeldDelivery, queue: str, properties: Basic.Properties) -> None:
        delivery, group = held.delivery, self._lane.group
        held.begun = True  # dropped between confirm and acknowledgement, it would be there and delivered again
        try:
            await self._publisher.put(retry_exchange(group), f"{group}.{queue}", delivery.body, properties)
        except (BrokerAwayError, UnroutedError) as error:
            _log.warning(
                "cannot be put aside; the broker delivers it again", queue=f"{group}.{queue}", error=str(error)
            )
            if isinstance(error, BrokerAwayError):
                self.end(End.UNCONFIRMED)
                self._handed_back(held)
            await self._give_back(delivery)
        else:
            await self._ack(delivery)

    async def _ack(self, delivery: Delivery) -> None:
        if self._wire is not None:
            await self._wire.basic_ack(delivery.tag, wait=False)
        self._caution.acknowledges(delivery.properties.message_id or "")

    async def _give_back(self, delivery: Delivery) -> None:
        """Return the session's delivery to its queue; the broker's limit counts it, so this ends some day."""
        await asyncio.sleep(_UNREACHABLE_PAUSE_S)
        if self._wire is not None:
            await self._wire.basic_reject(delivery.tag, requeue=True)
