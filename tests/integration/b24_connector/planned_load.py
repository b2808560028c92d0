"""A first load as the planner of portal writes lets it go, in virtual time: what is sent, and nothing of what is in it.

The batcher, the lane `directory` and the count of operating seconds are the connector's own, the portal's limits those
of the simulator; a call takes what it is charged. So a load of twenty thousand takes a minute, not an hour.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.engine.switches import PortalSwitches
from sandbox.portal.web.limits import OperatingTime, RateLimit
from sandbox.portal.web.operating import seconds_of
from services.b24_connector.__main__ import DIRECTORY_PREFETCH
from services.b24_connector.portal import Portal
from services.b24_connector.portal.aside import DIRECTORY
from services.b24_connector.portal.operating import FOR_ORDERS, LIMIT_S, WINDOW_S, is_shared
from services.b24_connector.portal.transport import Reply, Transport
from shared.bus.errors import Retryable
from tests.integration.b24_connector.deal_calls import DealCalls, deals_moved
from tests.integration.b24_connector.virtual_time import OTHER_S, VirtualClock

ADD = "catalog.product.add"
PRODUCT, PRICES = ((ADD,),), (("catalog.price.add",) * 3,)
CLIENT = (("crm.item.add",), ("crm.requisite.add",), ("crm.address.add",))
"""Calls one after another; those of one step are a chain."""
TOKEN = "robot"
AT_ONCE, RATE, MAX_COMMANDS = 4, 2.0, 50
"""Requests away, requests a second, calls in each: what is cheap is bound by these."""


@dataclass
class Wanted:
    """A record that is to be made, and how many of its steps are done."""

    steps: Sequence[Sequence[str]]
    done: int = 0


@dataclass
class Limited(Transport):
    """A portal that answers every call of a batch, charges it, and refuses what is over a limit."""

    switches: PortalSwitches = field(default_factory=lambda: PortalSwitches(rate=RATE))
    asked: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    log: list[tuple[float, list[str]]] = field(default_factory=list)
    """When each batch left, and what of it was for deals."""

    def __post_init__(self) -> None:
        self.clock = VirtualClock()
        self.rate = RateLimit(self.clock, self.switches)
        self.operating = OperatingTime(self.clock, self.switches)

    async def post(self, method: str, params: dict) -> Reply:  # noqa: ARG002 - all are batches
        """Answer a batch when its calls have taken their time."""
        self.rate.take(TOKEN)
        of_deals = [said.partition("?")[0] for said in params["cmd"].values() if "entityTypeId" in said]
        self.log.append((asyncio.get_running_loop().time(), of_deals))
        result: dict[str, dict] = {"result": {}, "result_error": {}, "result_time": {}}
        for name, said in params["cmd"].items():
            of = said.partition("?")[0]
            try:
                self.operating.check(TOKEN, of)
            except PortalError as error:
                self.refused[error.code] += 1
                result["result_error"][name] = {"error": error.code, "error_description": ""}
                continue
            seconds = seconds_of(of, {"entityTypeId": COMPANY}, OTHER_S)
            await asyncio.sleep(seconds)
            self.operating.charge(TOKEN, of, seconds)
            self.asked[of] += 1
            result["result"][name] = self.asked[of]
            result["result_time"][name] = self._time(of, seconds)
        return Reply(200, {"result": result, "time": {}})

    def _time(self, method: str, seconds: float) -> dict[str, float]:
        return {
            "finish": self.clock.unix(),
            "processing": seconds,
            "operating": self.operating.spent(TOKEN, method),
            "operating_reset_at": self.operating.reset_at(TOKEN, method),
        }


@dataclass
class Loaded:
    """What a load took, when each record was done, and what was asked for deals before and during it."""

    portal: Limited
    took_s: float = 0.0
    done_at: list[float] = field(default_factory=list)
    idle: DealCalls = field(default_factory=DealCalls)
    beside: DealCalls = field(default_factory=DealCalls)


async def loaded_beside_deals(wanted: Iterable[Wanted], *, every_s: float) -> Loaded:
    """Make records while a deal is moved every so many seconds."""
    loop, limited = asyncio.get_running_loop(), Limited()
    portal = Portal(limited, rate=RATE, bucket=50, clock=loop.time)
    async with portal.running():
        idle = await deals_moved(portal, every_s=every_s)
        moving = asyncio.create_task(deals_moved(portal, every_s=every_s))
        found = await _loaded(limited, portal.aside(), wanted)
        assert moving.done(), "the load has ended before the deals: make more of it"
        found.idle, found.beside = idle, await moving
    return found


async def loaded(wanted: Iterable[Wanted]) -> Loaded:
    """Make records with as many handlers as the lane has; what does not fit comes back when it says."""
    limited = Limited()
    portal = Portal(limited, rate=RATE, bucket=50, clock=asyncio.get_running_loop().time).aside()
    async with portal.running():
        return await _loaded(limited, portal, wanted)


async def _loaded(limited: Limited, portal: Portal, wanted: Iterable[Wanted]) -> Loaded:
    loop = asyncio.get_running_loop()
    found, waiting, came = Loaded(limited), deque(wanted), asyncio.Event()
    left, began = len(waiting), loop.time()

    def back(one: Wanted) -> None:
        waiting.append(one)
        came.set()

    async def work() -> None:
        nonlocal left
        while left:
            if not waiting:
                came.clear()
                await came.wait()
                continue
            one = waiting.popleft()
            try:
                await _made(portal, one)
            except Retryable as error:
                loop.call_later(error.after_s or 5, back, one)
                continue
            found.done_at.append(loop.time() - began)
            left -= 1
            if not left:
                came.set()

    await asyncio.gather(*(work() for _ in range(DIRECTORY_PREFETCH)))
    found.took_s = loop.time() - began
    return found


async def _made(portal: Portal, one: Wanted) -> None:
    async with AsyncExitStack() as stack:
        if one.steps == PRODUCT:
            await stack.enter_async_context(portal.turn(ADD))
        stack.enter_context(portal.visit(DIRECTORY))
        while one.done < len(one.steps):
            answers = await portal.chain([(method, {}) for method in one.steps[one.done]])
            for error in answers:
                if isinstance(error, Exception):
                    raise error
            one.done += 1


def least_s(asked: Counter[str]) -> float:
    """The seconds that calls take at least: windows filled at once with what orders leave, by all who may be away."""
    return max(_least_s(method, count) for method, count in asked.items())


def _least_s(method: str, count: int) -> float:
    limit = LIMIT_S * (1 - (FOR_ORDERS if is_shared(method) else 0))
    each = seconds_of(method, {"entityTypeId": COMPANY}, OTHER_S)
    windows, rest = divmod(count * each, limit)
    return windows * WINDOW_S + rest / min(AT_ONCE, RATE * MAX_COMMANDS * each)
