"""The connector's handlers and a simulated portal in one process: a test chooses who saves between which two calls."""

import contextlib
import json
import re
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.portal.control import cards
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.intake import DealSweeper
from services.b24_connector.intake.invoices import InvoiceSweeper
from services.b24_connector.portal import Portal
from services.b24_connector.portal.aside import Aside
from services.b24_connector.portal.budget import Budget
from services.b24_connector.portal.operating import LIMIT_S, Operating
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader import DealReader, DealSnapshots
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.reference.list_prices import ListPrices
from services.b24_connector.setup import setup
from services.b24_connector.writer import DealWriter, NoteWriter, StageWriter
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.trial import DealTrial
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.deals.wishes import WishWriter
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.invoices import SumTeller
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealChanged, DealTouched
from tests.delivered import delivered_rules
from tests.integration.b24_connector.commands import deal_ref
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory
from tests.unit.b24_connector.test_sweep import CursorsInMemory

BUS = 7
"""User of the incoming webhook."""
METHOD = re.compile(r"\b(?:crm|catalog|user)\.[a-z.]+")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def used_up(*methods: str) -> Aside:
    """Return the door of a portal whose operating time for some methods is used up."""
    operating = Operating()
    for method in methods:
        operating.note(method, {"operating": LIMIT_S})
    return Aside(Budget(rate=0, bucket=50), operating, patience_s=0)


class Wire(httpx.ASGITransport):
    """Runs what a test has asked for before or after a request that names a method."""

    def __init__(self, application) -> None:
        super().__init__(application)
        self.before: dict[str, Callable[[], object]] = {}
        self.after: dict[str, Callable[[], object]] = {}
        self.asked: Counter[str] = Counter()
        self.dies_at = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = request.url.path + json.dumps(json.loads(request.content or b"{}"))
        self.asked.update(METHOD.findall(asked))
        self._run(self.before, asked)
        response = await super().handle_async_request(request)
        self._run(self.after, asked)
        if self.dies_at and self.dies_at in asked:
            self.dies_at = ""
            raise httpx.ReadTimeout("nobody hears the answer")
        return response

    @staticmethod
    def _run(hooks: dict[str, Callable[[], object]], asked: str) -> None:
        for method in [one for one in hooks if one in asked]:
            hooks.pop(method)()


class Office:
    """A portal, the connector's handlers, and the touches that wait for them."""

    def __init__(
        self, simulated: SimulatedPortal, portal: Portal, wire: Wire, prices: str = "b24", *, todos: bool = False
    ) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.asked = wire.asked
        self.store, self.facts, self.touches = StoreInMemory(), [], deque()
        self.prices = StoreInMemory()
        self.listening = True
        simulated.listeners.append(self._hear)
        directory = self.directory = Directory(portal, prices=prices)
        invoices = DealInvoices(portal, self.store)
        listed = ListPrices(portal, self.prices) if prices == "onec" else None
        deals = DealSnapshots(portal, directory, listed, invoices)
        rules, unset = delivered_rules(), AmountWriter(portal, self.store).unset
        wishes = WishWriter(portal, deals, directory, self.store)
        notes = self.notes = NoteWriter(
            portal,
            self.store,
            directory.stage_name,
            lambda: directory.fields,
            settle=wishes.settle,
            todos=todos,
        )
        self.failures = DealFailures(deals, self.store, notes)
        self.reader = DealReader(
            portal,
            deals,
            self.store,
            rules,
            unset_amount=unset,
            tell_sums=SumTeller(notes, lambda: directory.fields, rules.total_tolerance_kopecks).tell,
            tell_unreadable=self.failures.tell_unreadable,
        )
        self.stages = StageWriter(portal, deals, directory, self.store, notes)
        rooms = DealContext(portal, deals, directory, self.store, self.publish)
        translator = Translator(directory, PartyFinder(portal, directory, ClaimsInMemory()))
        self.writer, self.trial = DealWriter(rooms, translator), DealTrial(rooms, translator)
        self.cursors = cursors = CursorsInMemory()
        self.sweeper = DealSweeper(portal, self.store, cursors, self.publish, rules, every_s=60)
        self.invoice_sweep = InvoiceSweeper(invoices, self.store, cursors, self.publish, first=rules.cutoff, every_s=60)

    def _hear(self, event) -> None:
        if self.listening and event.name.startswith("ONCRMDEAL"):
            gone = event.name == "ONCRMDEALDELETE"
            self._queue(DealTouched(ref=deal_ref(event.fields["ID"]), gone=gone))

    def _queue(self, touch) -> None:
        self.touches.append((wrap(touch, source="test"), touch))

    async def publish(self, *messages, cause=None) -> None:  # noqa: ARG002 - as the bus does
        for message in messages:
            self._queue(message)

    def pass_by(self, seconds: float) -> None:
        self.simulated.clock.advance(seconds)

    async def handle(self) -> None:
        """Hand every touch to the reader, and remember what it publishes."""
        await self.portal.call("server.time", {})  # the connector learns of the clock by answers alone
        while self.touches:
            envelope, message = self.touches.popleft()
            done = await self.reader.touched(envelope, message)
            self.facts += done.publish
            if done.then:
                await done.then()

    async def look(self, deal: int) -> None:
        """Read a deal of which no event has told, as the comparison of rows does."""
        self.pass_by(60)
        self._queue(DealTouched(ref=deal_ref(deal)))
        await self.handle()

    async def sweep(self) -> None:
        self.pass_by(60)
        await self.sweeper.sweep()
        await self.invoice_sweep.sweep()
        await self.handle()

    async def move(self, command) -> None:
        await self.publish(*(await self.stages.moved(wrap(command, source="test"), command)).publish)

    def dies_at(self, method: str) -> None:
        """The portal carries out the next call of a method, and nobody hears the answer."""
        self.wire.dies_at = method

    async def run(self, command):
        """Run a command once, and return its outcome."""
        done = await self.writer.upserted(wrap(command, source="test"), command)
        if done.then:
            await done.then()
        return done.publish[0]

    async def upsert(self, command):
        """Run a command until it is done; it comes back to a deal that was edited meanwhile."""
        for _ in range(4):
            with contextlib.suppress(Retryable):
                return await self.run(command)
            await self.handle()
            self.pass_by(5)
        raise AssertionError("the command never came to an end")

    # People.

    def new_deal(self, **words) -> int:
        company = next(iter(self.simulated.seeded["companies"].values()))
        row = {"productName": "Болт", "price": 120, "quantity": 2, "taxRate": 22, "taxIncluded": "Y"}
        spec = {"title": "Болты", "company": company, "rows": [row], "stage": "PREPARATION", **words}
        return cards.create(self.simulated, spec)["id"]

    def edit(self, deal: int, **words) -> None:
        cards.edit(self.simulated, self.deal(deal), words)

    def set_row(self, deal: int, *, price=120, quantity=2, by=BUS) -> None:
        row = {"productName": "Болт", "price": price, "quantity": quantity, "taxRate": 22, "taxIncluded": "Y"}
        self.edit(deal, rows=[row], by=by)

    def delete(self, deal: int) -> None:
        cards.delete(self.simulated, self.deal(deal), {})

    def deal(self, deal: int):
        return cards.deal_of(self.simulated, deal)

    def rows(self, deal: int):
        return [(row["price"], row["quantity"]) for row in self.simulated.rows.get(("D", deal), [])]

    # What the others have heard.

    def heard(self, deal: int):
        """The deal as it was published last."""
        facts = [one for one in self.facts if isinstance(one, DealChanged) and one.order.ref.id == str(deal)]
        return facts[-1].order if facts else None

    def heard_rows(self, deal: int):
        order = self.heard(deal)
        return [(line.price, line.quantity) for line in order.lines] if order else None


@contextlib.asynccontextmanager
async def opened_office(prices: str = "b24", *, todos: bool = False, codes: str = "kept") -> AsyncIterator[Office]:
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.switches.list_codes = codes
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=3, items=5))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            office = Office(simulated, portal, wire, prices, todos=todos)
            await setup(portal, office.directory, delivered_rules())
            yield office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with opened_office() as made:
        yield made
