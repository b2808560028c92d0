"""The client `Portal`: calls of methods and lists, missing rights, the portal's own time; batches stay within."""

import copy
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from services.b24_connector.portal.aside import DIRECTORY
from services.b24_connector.portal.batcher import Batcher
from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import LIMIT_S, Operating
from services.b24_connector.portal.queues import ORDERS
from services.b24_connector.portal.slots import BatchCommand, Gathered, PortalAnswer, Row, arrived
from services.b24_connector.portal.transport import Transport
from shared.bus.errors import Retryable

TIMEOUT_S = 65.0  # the cloud ends a request after 60 s
PROBE_S = 10.0
LONGEST_CALL = timedelta(minutes=2)
"""A call that was given up may still run in the portal; none does for so long."""


class Portal:
    """The client of one portal behind one incoming webhook.

    Args:
        transport: the way out.
        rate: requests a second the portal drains; 0 means unlimited.
        bucket: how many it holds.
        operating_s: seconds that it lets a method be at work within ten minutes; 0 means unlimited.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        rate: float,
        bucket: int,
        operating_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        budget = Budget(rate=rate, bucket=bucket, clock=clock)
        self._batcher = Batcher(transport, budget, Operating(limit_s=operating_s or math.inf, clock=clock), clock)
        self._lane = ORDERS

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, webhook: str, *, rate: float, bucket: int, operating_s: float = LIMIT_S
    ) -> AsyncIterator["Portal"]:
        """Open connections to the portal and send batches until left.

        Args:
            webhook: its address, with the secret.
            rate: requests a second that the portal allows in the long run.
            bucket: requests it allows at once.
            operating_s: seconds that it lets a method be at work within ten minutes; 0 means unlimited.
        """
        timeout = httpx.Timeout(TIMEOUT_S, connect=10.0)
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
            portal = cls(Transport(webhook, client), rate=rate, bucket=bucket, operating_s=operating_s)
            async with portal.running():
                yield portal

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the portal's client at work: collected calls are sent until the block is left."""
        async with self._batcher.running():
            yield

    def aside(self) -> "Portal":
        """Return this client of the portal for the lane `directory`, for packages that both lanes use."""
        view = copy.copy(self)
        view._lane = DIRECTORY  # noqa: SLF001 - of its own kind
        return view

    @property
    def origin(self) -> str:
        """Scheme and host of the portal, for links that people click."""
        return self._transport.origin

    @property
    def way(self) -> httpx.AsyncClient:
        """The HTTP connections to the portal, for a request outside batches and limits."""
        return self._transport.client

    @property
    def requests(self) -> int:
        """Number of HTTP requests sent to the portal so far."""
        return self._batcher.requests

    async def missing_rights(self) -> list[str]:
        """Ask the portal which rights the webhook has, if any was missing, and say what still is.

        Raises:
            Retryable: the portal does not answer.
        """
        rights = self._batcher.rights
        if rights.reasons:
            rights.granted((await self.call("scope", {})).texts)
        return rights.reasons

    def do_without(self, method: str) -> None:
        """Forget that the portal refused a method that nothing waits for: no right is missing for the rest."""
        self._batcher.rights.answered(method)

    @property
    def lacks(self) -> list[str]:
        """What the webhook may not do, by the portal's last answers; for readiness."""
        return self._batcher.rights.reasons

    @property
    def now(self) -> datetime:
        """The portal's own time, by its last answers."""
        return datetime.now(UTC) + timedelta(seconds=self._batcher.skew_s)

    def visit(self, lane: str | None = None) -> AbstractContextManager[None]:
        """Count the caller as a handler at work, so that batches wait for its next call to the portal."""
        return self._batcher.queues.visit(lane or self._lane)

    def turn(self, method: str) -> AbstractAsyncContextManager[None]:
        """Have `Aside` reserve room in the lane `directory` for a portal call that may follow; raises as it does."""
        return self._batcher.aside.turn(method)

    def check(self, method: str, calls: int) -> None:
        """Have `Aside` raise `Retryable` where so many directory calls do not fit into a portal method's time yet."""
        self._batcher.aside.check(method, calls)

    async def call(
        self, method: str, params: Mapping[str, Any], *, write: bool = False, lane: str | None = None
    ) -> PortalAnswer:
        """Call one method of the portal in the next batch.

        Args:
            method: of the portal.
            params: of the call, as the vendor documents them.
            write: the call changes something, so a lost answer leaves doubt.
            lane: whose calls it waits with; None: those of this client.

        Raises:
            Retryable: the portal does not answer or is busy; `DoubtfulWrite` if it may have acted.
            PortalRefusal: it says no; `PortalMissing` if there is no such record.
        """
        return arrived((await self.chain([(method, params)], write=write, lane=lane))[0])

    async def chain(
        self, commands: Sequence[tuple[str, Mapping[str, Any]]], *, write: bool = True, lane: str | None = None
    ) -> Sequence[PortalAnswer | Exception]:
        """Call portal methods in this order in one batch; a failed one does not stop those after it.

        Raises:
            Retryable: the batch as a whole failed; `DoubtfulWrite` if the portal may have acted.
        """
        made = [BatchCommand(method, params) for method, params in commands]
        return await self._batcher.chain(made, lane=lane or self._lane, write=write)

    async def alone(self, method: str, params: Mapping[str, Any], *, write: bool = False) -> PortalAnswer:
        """Call one portal method outside any batch: for empty lists, and to see whether the portal answers."""
        return await self._batcher.alone(method, params, write=write)

    async def gather(self, kind: Gathered, parent: str, *, lane: str | None = None) -> Sequence[Row]:
        """Return one parent's rows of a portal list that answers for many parents at once."""
        return await self._batcher.gather(kind, parent, lane=lane or self._lane)

    async def pages(self, method: str, params: Mapping[str, Any], *, rows: Any, lane: str | None = None) -> list[Row]:
        """Return all pages of a portal list, where one record is the owner and pages are few.

        Raises:
            Retryable: the pages have no end; and as `call`.
        """
        found: list[Row] = []
        start: int | None = 0
        while start is not None:
            answer = await self.call(method, {**params, "start": start}, lane=lane)
            found += rows(answer.result)
            if answer.next is not None and answer.next <= start:
                raise Retryable(f"{method}: the portal's pages go round in a circle")
            start = answer.next
        return found

    async def probe(self) -> None:
        """Ask the portal for its time, unless it has just answered something else.

        Raises:
            Retryable: it does not answer.
            PortalRefusal: it refuses the webhook.
        """
        if time.monotonic() - self._batcher.answered_at > PROBE_S:
            await self.alone("server.time", {})
