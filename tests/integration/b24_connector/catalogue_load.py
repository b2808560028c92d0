"""A first load of the catalogue in virtual time: the connector's own writer and batcher, and the lane around them."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx

from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.__main__ import DIRECTORY_PREFETCH
from services.b24_connector.portal import Portal
from services.b24_connector.portal.operating import LIMIT_S
from services.b24_connector.portal.transport import Transport
from services.b24_connector.writer.products.handlers import CatalogueWriter
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.rules.directory import ProductRules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, group_of, onec, section_of
from tests.integration.b24_connector.virtual_time import VirtualClock, VirtualLoop, WorkingWire
from tests.unit.b24_connector.stores import StoreInMemory

T = TypeVar("T")
SECTIONS = 20
ADD_S = 0.69
"""A product added, by the vendor's sample."""


def items(count: int) -> list[ProductUpsert]:
    """Commands for new items, each with an article and a barcode, in a few sections."""
    return [_item(number) for number in range(1, count + 1)]


def _item(number: int) -> ProductUpsert:
    source = onec("item", number)
    product = Product(
        origin=source,
        groups=dict.fromkeys(ProductGroup, Stamp(edited=1)),
        name=f"Болт М{number}",
        unit="796",
        vat_rate=22,
        external_code=source.id,
        article=f"B-{number}",
        barcode=f"46{number:011}",
        section=group_of(10**9 + number % SECTIONS),
    )
    return ProductUpsert(
        key=source.key, source=source, product=product, article_property=ARTICLE, barcode_property=BARCODE
    )


def groups() -> list[SectionUpsert]:
    """Commands for the sections that the items stand in."""
    return [section_of(10**9 + number, f"Группа {number}", version=1) for number in range(SECTIONS)]


async def _nobody(*_messages) -> None:
    """Nothing is edited in the portal meanwhile."""


class Loading:
    """The lane of one connector: so many handlers at once, and what must come back comes back when it says.

    Args:
        simulated: the portal.
        prefetch: of the lane.
    """

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: WorkingWire, prefetch: int) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.products, self.sections = StoreInMemory(), StoreInMemory()
        self.prefetch = prefetch
        self.came_back: Counter[str] = Counter()
        self.outcomes: dict[str, object] = {}
        self.done_at: list[float] = []
        self.most_waiting = 0

    async def run(self, commands, *, until: float = float("inf")) -> None:
        """Handle commands until all are done, or until the process is killed at a time."""
        writer = CatalogueWriter(self.portal, self.products, self.sections, StoreInMemory(), _nobody, ProductRules())
        waiting, more, left = deque(commands), asyncio.Event(), len(commands)
        handlers = {ProductUpsert: writer.product, SectionUpsert: writer.section}

        def back(command) -> None:
            waiting.append(command)
            more.set()

        async def work() -> None:
            nonlocal left
            while left:
                if not waiting:
                    more.clear()
                    await more.wait()
                    continue
                command = waiting.popleft()
                try:
                    done = await handlers[type(command)](wrap(command, source="test"), command)
                except Retryable as error:
                    self.came_back[type(command).__name__] += 1
                    asyncio.get_running_loop().call_later(error.after_s or 5, back, command)
                    continue
                self.outcomes[command.key] = done.publish[0]
                self.done_at.append(asyncio.get_running_loop().time())
                left -= 1
                if not left:
                    more.set()

        workers = [asyncio.create_task(work()) for _ in range(self.prefetch)]
        await asyncio.wait(workers, timeout=None if until == float("inf") else until)
        for worker in workers:
            worker.cancel()
        ended = await asyncio.gather(*workers, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    def writes(self) -> int:
        """Products added or changed so far."""
        return sum(self.wire.asked[f"catalog.product.{verb}"] for verb in ("add", "update"))

    @property
    def shelf(self) -> list[dict]:
        """The products of the portal."""
        return list(self.simulated.table("product"))


@asynccontextmanager
async def opened(*, rate: float = 2, prefetch: int = DIRECTORY_PREFETCH) -> AsyncIterator[Loading]:
    """Open a portal with an empty catalogue, of the usual tariff."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock = VirtualClock()
    simulated.switches.rate = rate
    wire = WorkingWire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire, timeout=None) as client:
        clock = asyncio.get_running_loop().time
        portal = Portal(Transport(simulated.options.webhook, client), rate=rate, bucket=50, clock=clock)
        async with portal.running():
            yield Loading(simulated, portal, wire, prefetch)


def in_virtual_time(work: Callable[[], Awaitable[T]]) -> T:
    """Run something on a loop of its own."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work())


def least_s(count: int) -> float:
    """The seconds that adding products takes at least: whole windows filled at once, four seconds a second."""
    windows, rest = divmod(count * ADD_S, LIMIT_S)
    return windows * 600 + rest / 4
