"""Hours of a portal in seconds: a loop that never waits, and a portal that is at work as long as it charges.

Everything is in one process, so whenever all tasks wait for time alone, time is moved on.
"""

import asyncio
import json
import selectors
from collections import Counter

import httpx

from sandbox.portal.engine.clock import PortalClock
from sandbox.portal.web.operating import seconds_of

NOON = 1_793_620_800.0
"""2 November 2026."""
OTHER_S = 0.02
"""What a call takes of which the vendor prints no sample."""
TICK_S = 1e-6
"""Of a turn of the loop: who waits for less than a number can tell would wait for ever."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its time is what the tasks have waited."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.now


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        if timeout is None:
            return super().select(timeout)
        self._loop.now += max(timeout, TICK_S)
        return super().select(0)


class VirtualClock(PortalClock):
    """The portal's clock goes with the loop."""

    def unix(self) -> float:
        return NOON + self.running()

    def running(self) -> float:
        return asyncio.get_running_loop().time() + self._shift


class WorkingWire(httpx.ASGITransport):
    """Takes as long as the portal charges, counts what goes over it, and keeps a log: when it left, which methods."""

    def __init__(self, application) -> None:
        super().__init__(application)
        self.requests = self.sent = self.received = 0
        self.asked: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.longest_s = 0.0
        self.log: list[tuple[float, list[str]]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        methods = [command.partition("?")[0] for command in _commands(request)]
        self.asked.update(methods)
        self.log.append((asyncio.get_running_loop().time(), methods))
        seconds = sum(seconds_of(method, {}, OTHER_S) for method in methods)
        self.longest_s = max(self.longest_s, seconds)
        await asyncio.sleep(seconds)
        response = await super().handle_async_request(request)
        body = await response.aread()
        self.requests += 1
        self.sent += len(request.content)
        self.received += len(body)
        self.refused.update(code for code in ("OPERATION_TIME_LIMIT", "QUERY_LIMIT_EXCEEDED") if code.encode() in body)
        return response


def _commands(request: httpx.Request) -> list[str]:
    said = json.loads(request.content or b"{}").get("cmd") or {}
    return [str(one) for one in (said.values() if isinstance(said, dict) else said)]
