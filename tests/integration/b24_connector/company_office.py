"""A portal where people keep companies, the connector's handlers, and 1C that says what a partner is."""

import contextlib
from collections import deque
from collections.abc import AsyncIterator
from uuid import UUID

import httpx

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.directory_flows import company_trial, company_writers
from services.b24_connector.intake.companies import CompanySweeper
from services.b24_connector.intake.push import Event
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.reference.directory import Directory
from services.b24_connector.writer.companies.context import CompanyContext
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyNote, CompanyUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, DealTouched
from shared.messages.ring.outcomes import CompanyUpserted
from shared.messages.things import Customer, LegalEntity, Ref
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import NOON, Wire
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory
from tests.unit.b24_connector.test_sweep import CursorsInMemory

INN, KPP, OTHER_INN = "7707083893", "770701001", "7736050003"


def guid(number: int) -> str:
    return str(UUID(int=number))


def onec(kind: str, number: int) -> Ref:
    return Ref(system="onec", kind=kind, id=guid(number))


def entity(number: int = 1, **words) -> LegalEntity:
    known = {"name": "ООО «Ромашка»", "full_name": "Общество «Ромашка»", "inn": INN, "kpp": KPP}
    return LegalEntity(origin=onec("legal_entity", number), **known | words)


class Registry:
    """A portal, the handlers of companies, and the touches that wait for them."""

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: Wire) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.store, self.claims = StoreInMemory(), ClaimsInMemory()
        self.touches, self.facts, self.deals = deque(), [], []
        simulated.listeners.append(self._hear)
        self.directory = Directory(portal)
        cards = self.cards = CompanyCards(portal, self.directory)
        self.known_deals = StoreInMemory()
        self.reader = CompanyReader(portal, cards, self.store, CompanySurvivors(portal, cards, self.known_deals))
        context = CompanyContext(portal, cards, self.store, self.publish, is_heard=True)
        self.writer, self.notes = company_writers(context, self.directory, self.claims)
        self.trial = company_trial(context, self.directory, self.claims)
        rules, cursors = delivered_rules(), CursorsInMemory()
        self.sweeper = CompanySweeper(portal, self.store, cursors, self.publish, rules=rules, every_s=60)
        births = CompanyBirths(cards, self.store)
        self.of_orders = PartyFinder(portal, self.directory, self.claims, births)
        self.version = 1_000

    def writes_alone(self) -> None:
        """Companies cross from 1C to the portal alone."""
        context = CompanyContext(self.portal, self.cards, self.store, self.publish, is_heard=False)
        self.writer, self.notes = company_writers(context, self.directory, self.claims)

    def _hear(self, event) -> None:
        fields = event.fields
        is_address = fields.get("ENTITY_TYPE_ID") == 8
        told = Event(event.name, str(fields.get("ID") or ""), str(fields["ENTITY_ID"]) if is_address else "")
        if touch := told.company_touch():
            self.touches.append(touch)

    async def publish(self, *messages, cause=None) -> None:  # noqa: ARG002 - as the bus does
        self.touches.extend(messages)

    async def handle(self) -> list[CompanyChanged]:
        """Hand every touch to the reader, and return what it publishes."""
        self.simulated.clock.advance(60)
        await self.portal.call("server.time", {})
        told: list[CompanyChanged] = []
        while self.touches:
            message = self.touches.popleft()
            done = await self.reader.touched(wrap(message, source="test"), message)
            told += [one for one in done.publish if isinstance(one, CompanyChanged)]
            self.touches.extend(one for one in done.publish if isinstance(one, CompanyTouched))
            self.deals += [one.ref.key for one in done.publish if isinstance(one, DealTouched)]
            if done.then:
                await done.then()
        self.facts += told
        return told

    async def sweeps(self) -> int:
        """No event has told; look for what has changed."""
        self.simulated.clock.advance(300)
        self.touches.clear()
        return await self.sweeper.sweep()

    # 1C.

    async def order_names(self, number: int = 1, **words) -> str:
        """An order's command makes the client it names."""
        customer = Customer(origin=onec("partner", number), **{"name": "Ромашка", "legal_entity": entity()} | words)
        return (await self.of_orders.find(customer, None, "", self._nobody)).company

    @staticmethod
    async def _nobody(_) -> None:
        """Nothing is told in doubt here."""

    def command(
        self, number: int = 1, *, groups=tuple(CompanyGroup), ref=None, known=0, create=True, key="", apart=(), **words
    ):
        """1C says what a partner is, and a person which companies he is not."""
        self.version += 1
        source = onec("partner", number)
        said = {"name": "Ромашка", "legal_entities": (entity(),)} | words
        stamps = {group: Stamp(edited=self.version, known=known) for group in groups}
        company = Company(ref=company_ref(ref) if ref else None, origin=source, groups=stamps, **said)
        return CompanyUpsert(key=key or source.key, source=source, company=company, may_create=create, not_these=apart)

    async def run(self, command):
        """Run a command once; the broker hears its outcome."""
        done = await self.writer.upserted(wrap(command, source="test"), command)
        if done.then:
            await done.then()
        return done.publish[0]

    async def published(self, command) -> list:
        """Run a command and return all that it publishes."""
        return list((await self.writer.upserted(wrap(command, source="test"), command)).publish)

    async def handled(self, command) -> None:
        """Run a command that has no outcome; what it touches waits."""
        self.touches.extend((await self.writer.upserted(wrap(command, source="test"), command)).publish)

    async def partner(self, number: int = 1, **words):
        """Run a command until it is done; it comes back to a company that was edited meanwhile, or that was found.

        The mapper then pairs the two, as here nobody else has the company.
        """
        command = self.command(number, **words)
        for _ in range(4):
            with contextlib.suppress(Retryable):
                done = await self.run(command)
                if not isinstance(done, CompanyUpserted) or done.found is None:
                    return done
                command = command.with_(company=command.company.with_(ref=done.ref))
            await self.handle()
        raise AssertionError("the command never came to an end")

    async def note(self, company: int, *told) -> None:
        ref = company_ref(company)
        message = CompanyNote(key=ref.key, source=onec("partner", 1), company=ref, told=told)
        await self.notes.noted(wrap(message, source="test"), message)

    # People.

    def typed(self, *, inn: str = INN, kpp: str = KPP, title: str = "Ромашка", **words) -> int:
        """A person makes a company with requisites."""
        requisites = [{"name": "Основные", "RQ_INN": inn, "RQ_KPP": kpp, "RQ_COMPANY_NAME": "ООО «Ромашка»"}]
        spec = {"title": title, "requisites": requisites if inn else [], **words}
        return parties.create_of(self.simulated, COMPANY, spec)["item"]["id"]

    def edit(self, company: int, **words) -> None:
        parties.edit_party(self.simulated, COMPANY, company, words)

    def delete(self, company: int) -> None:
        parties.delete_of(self.simulated, COMPANY, company, {})

    def card(self, outcome) -> dict:
        number = int(outcome.ref.id) if hasattr(outcome, "ref") else outcome
        return parties.party_card(self.simulated, COMPANY, self.simulated.items[COMPANY].rows[number])

    def companies(self) -> list[dict]:
        return list(self.simulated.items[COMPANY])

    def phones(self, outcome) -> list[str]:
        return [one["value"] for one in self.card(outcome)["item"]["fm"] if one["typeId"] == "PHONE"]


def company_ref(company) -> Ref:
    return Ref(system="b24", kind="company", id=str(company))


@contextlib.asynccontextmanager
async def opened_registry() -> AsyncIterator[Registry]:
    """Open a portal without any company."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            registry = Registry(simulated, portal.aside(), wire)
            await registry.directory.refresh()
            yield registry
