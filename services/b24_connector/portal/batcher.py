"""Collects the portal calls of all handlers and sends them in batches, under one budget; repeats failed ones.

Source: https://apidocs.bitrix24.ru/settings/how-to-call-rest-api/batch.html
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog

from services.b24_connector.portal import metrics
from services.b24_connector.portal.aside import Aside
from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.errors import (
    MIN_OPERATING_PAUSE_S,
    PortalAwayError,
    PortalFault,
    PortalRefusal,
    action_for,
    error_of,
)
from services.b24_connector.portal.operating import Operating
from services.b24_connector.portal.queues import CallQueue, CallQueues
from services.b24_connector.portal.rights import PortalRights
from services.b24_connector.portal.slots import BatchCommand, Chain, Gathered, Gathering, PortalAnswer, Row, Slot
from services.b24_connector.portal.transport import Reply, Transport, TransportError
from services.b24_connector.portal.wire import answer_of, batch_of, fault_of, fits_in, lost, mapping, next_of, timing_of
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.process.retrying import InPlace

REQUESTS_AT_ONCE = 8
MOST_SKEW_S = 24 * 3600
"""Of the portal's clock; what it says beyond that is not a time of any clock."""
IN_PLACE = InPlace(PortalAwayError, attempts=3)
log = structlog.get_logger()


class Batcher:
    """Sends the calls that handlers ask for to the portal, up to 50 commands a request.

    Args:
        transport: the way out.
        budget: how many requests may leave.
        operating: how long each method has been at work.
    """

    def __init__(
        self,
        transport: Transport,
        budget: Budget,
        operating: Operating,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._budget = budget
        self._operating = operating
        self._free = asyncio.Semaphore(REQUESTS_AT_ONCE)
        self._open: dict[tuple[str, Gathered], Gathering] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self.aside = Aside(budget, operating, clock=clock)
        self.queues = CallQueues(
            spare=budget.is_limited,
            aside=self.aside.wait_s,
            late=self.aside.is_late,
            cost=operating.cost_s,
            clock=clock,
        )
        self.rights = PortalRights()
        self.requests = 0
        self.skew_s = 0.0
        self.answered_at = float("-inf")
        metrics.budget(lambda: budget.left)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send the collected batches to the portal until left."""
        dispatcher = asyncio.create_task(self._dispatch(), name="portal-batcher")
        try:
            yield
        finally:
            for task in [dispatcher, *self._sending]:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(dispatcher, *self._sending, return_exceptions=True)

    async def chain(
        self, commands: Sequence[BatchCommand], *, lane: str, write: bool
    ) -> Sequence[PortalAnswer | Exception]:
        """Run portal commands in order and return each answer: in one batch, unless one would not arrive as it is.

        Raises:
            Retryable: the batch as a whole failed, or a method must rest.
        """
        with self.aside.share((one.method for one in commands), lane):
            if not all(fits_in(one.params) for one in commands):
                return await self._one_by_one(commands, write=write)
            slot = Chain(commands)
            self._add(slot, lane=lane, write=write)
            self.queues.join(slot)
            return await slot.future

    async def gather(self, kind: Gathered, parent: str, *, lane: str) -> Sequence[Row]:
        """Return one parent's rows of a portal list; parents asked for at about the same time share one command."""
        if not fits_in(parent):
            answer = await self.alone(kind.method, kind.params((parent,)), write=False)
            return [row for row in kind.rows(answer.result) if kind.is_of(row, parent)]
        slot = self._open.get((lane, kind))
        if slot is not None and not slot.full:
            return await self._asked(slot, parent)
        with self.aside.share((kind.method,), lane):
            slot = Gathering(kind, follow=lambda slot: self._add(slot, lane=lane, write=False))
            self._open[lane, kind] = slot
            self._add(slot, lane=lane, write=False)
            return await self._asked(slot, parent)

    async def _asked(self, slot: Gathering, parent: str) -> Sequence[Row]:
        self.queues.join(slot)
        return await asyncio.shield(slot.ask(parent))

    async def alone(self, method: str, params: Mapping[str, Any], *, write: bool) -> PortalAnswer:
        """Call one portal method outside any batch, as JSON: the only way to send an empty list.

        Raises:
            Retryable: the portal does not answer or is busy.
            PortalRefusal: it says no.
        """
        async for attempt in IN_PLACE.loop():
            with attempt:
                return await self._alone(method, params, write=write)
        raise AssertionError("unreachable")  # pragma: no cover - the loop raises the last error

    async def _one_by_one(self, commands: Sequence[BatchCommand], *, write: bool) -> Sequence[PortalAnswer | Exception]:
        """Run portal commands in order outside any batch; once the first is done, a failure is its command's own."""
        answers: list[PortalAnswer | Exception] = []
        for command in commands:
            try:
                answers.append(await self.alone(command.method, command.params, write=write))
            except PortalRefusal as refusal:
                answers.append(refusal)
            except Retryable as failure:
                if not answers:
                    raise
                answers.append(failure)
        return answers

    async def _alone(self, method: str, params: Mapping[str, Any], *, write: bool) -> PortalAnswer:
        await self._budget.take()
        self.requests += 1
        try:
            reply = await self._transport.post(method, dict(params))
        except TransportError as error:
            metrics.requested("alone", error.kind)
            raise lost(error, method, write=write) from error
        metrics.requested("alone", "ok" if reply.ok else "refused")
        if not reply.ok:
            raise self._refusal(method, reply, write=write)
        self.rights.answered(method)
        answer = answer_of(reply.body, method, write=write)
        self._operating.note(method, answer.timing)
        return answer

    def _add(self, slot: Slot, *, lane: str, write: bool) -> None:
        self.queues.add(slot, lane=lane, write=write)

    async def _dispatch(self) -> None:
        while True:
            self.queues.changed.clear()
            due = self.queues.next_due()
            if due is None or due[0] > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.queues.changed.wait(), due[0] if due else None)
                continue
            await self._free.acquire()
            await self._budget.take()
            due = self.queues.next_due()  # more may have come, and something more urgent
            slots = self.queues.take(due[1]) if due else []
            if due is None or not slots:
                self._free.release()
                self._budget.pour(-1)
                continue
            self._close(slots)
            self.aside.left(due[1].lane)
            task = asyncio.create_task(self._send(due[1], slots))
            self._sending.add(task)
            task.add_done_callback(partial(self._sent, due[1].lane))

    def _sent(self, lane: str, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.aside.came(lane)
        self.queues.changed.set()

    def _close(self, slots: Sequence[Slot]) -> None:
        """Close a list's command, as its batch is being sent to the portal, to further parents."""
        self._open = {key: slot for key, slot in self._open.items() if slot not in slots}

    async def _send(self, queue: CallQueue, slots: Sequence[Slot]) -> None:
        for slot in slots:
            slot.attempts = slot.attempts or IN_PLACE.begin()
        try:
            self.requests += 1
            self._settle(queue, slots, await self._post(queue, [one for slot in slots for one in slot.commands()]))
        except Exception as error:  # noqa: BLE001 - handlers wait for these slots and must hear of it
            await self._again_or_fail(queue, slots, error)
        finally:
            self._free.release()

    async def _post(self, queue: CallQueue, commands: Sequence[BatchCommand]) -> Reply:
        kind = "write" if queue.write else "read"
        metrics.batch_sent(kind, len(commands))
        began = time.monotonic()
        try:
            reply = await self._transport.post("batch", batch_of(commands))
        except TransportError as error:
            metrics.requested(kind, error.kind)
            log.warning("portal does not answer", kind=error.kind, commands=len(commands), write=queue.write)
            if error.kind != "connect":
                queue.shrink()
            raise lost(error, "batch", write=queue.write) from error
        finally:
            seconds = time.monotonic() - began
            metrics.batch_answered(kind, seconds)
        metrics.requested(kind, "ok" if reply.ok else "refused")
        log.debug("batch", kind=kind, commands=len(commands), seconds=round(seconds, 3))
        return reply

    async def _again_or_fail(self, queue: CallQueue, slots: Sequence[Slot], error: Exception) -> None:
        """Put a failed batch's calls that may be repeated back into the front of their queue, all after one pause."""
        pauses = [slot.attempts.pause_after(error) if slot.attempts else None for slot in slots]
        again = [slot for slot, pause in zip(slots, pauses, strict=True) if pause is not None]
        for slot in slots:
            if slot not in again:
                slot.failed(error)
        if again:
            await asyncio.sleep(max(pause for pause in pauses if pause is not None))
        for slot in reversed(again):
            self.queues.add(slot, lane=queue.lane, write=queue.write, front=True)

    def _refusal(self, method: str, reply: Reply, *, write: bool) -> Exception:
        """Return the error of a portal request that failed as a whole, and tell the budget of a rate limit."""
        fault = fault_of(method, reply.status, reply.body, write=write)
        if action_for(fault) == "slower":
            log.warning("portal refused a request for its rate limit")
            self._budget.overflow()
        return self._error(fault)

    def _error(self, fault: PortalFault) -> Exception:
        if action_for(fault) == "rights":
            self.rights.refused(fault)
        return error_of(self._timed(fault))

    def _settle(self, queue: CallQueue, slots: Sequence[Slot], reply: Reply) -> None:
        if not reply.ok:
            raise self._refusal("batch", reply, write=queue.write)
        queue.grow()
        self.answered_at = time.monotonic()
        answers = iter(self._answers(slots, mapping(reply.body["result"]), write=queue.write))
        for slot in slots:
            slot.done([next(answers) for _ in range(slot.size)])

    def _answers(self, slots: Sequence[Slot], result: Row, *, write: bool) -> list[PortalAnswer | Exception]:
        parts = {name: mapping(result.get(name)) for name in ("result", "result_error", "result_next", "result_time")}
        commands = [command for slot in slots for command in slot.commands()]
        answers: list[PortalAnswer | Exception] = []
        for number, command in enumerate(commands):
            said = {name: part[f"c{number}"] for name, part in parts.items() if f"c{number}" in part}
            timing = timing_of(said.get("result_time"))
            self._note(command.method, timing)
            answers.append(self._answer(command.method, said, timing, write=write))
        return answers

    def _note(self, method: str, timing: Mapping[str, float]) -> None:
        """Learn from an answer in a batch what time it is in the portal, and how long the method has been at work."""
        skew_s = timing.get("finish", 0) - time.time()
        if abs(skew_s) < MOST_SKEW_S:
            self.skew_s = skew_s
        if self._operating.note(method, timing):
            self._budget.pour(1)

    def _answer(self, method: str, said: Row, timing: Mapping[str, float], *, write: bool) -> PortalAnswer | Exception:
        if fault := mapping(said.get("result_error")):
            return self._error(fault_of(method, None, fault, write=write))
        if "result" not in said or "result_error" in said:
            return (DoubtfulWrite if write else Retryable)(f"{method}: the batch's answer lacks it")
        self.rights.answered(method)
        try:
            return PortalAnswer(said["result"], next_of(said.get("result_next"), method), timing, write)
        except PortalAwayError as error:
            return error

    def _timed(self, fault: PortalFault) -> PortalFault:
        """Add to a fault of the portal how long the method that it blocked must rest."""
        if action_for(fault) != "rest":
            return fault
        rest = self._operating.block(fault.method, MIN_OPERATING_PAUSE_S)
        return PortalFault(fault.method, fault.code, fault.text, fault.status, fault.write, rest)
