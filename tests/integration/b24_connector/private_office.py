"""A portal where people keep contacts who buy for themselves, and 1C that says what a private partner is."""

import contextlib
from collections.abc import AsyncIterator

import httpx

from sandbox.portal.control import parties
from sandbox.portal.engine.deals import create_deal
from sandbox.portal.engine.fields import CONTACT
from sandbox.portal.engine.state import Actor, Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.directory_flows import company_trial, company_writers, private_flow
from services.b24_connector.intake.contacts import ContactSweeper
from services.b24_connector.intake.push import Event
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.private_cards import PrivateCards
from services.b24_connector.reader.private_survivors import PrivateSurvivors
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.writer.companies.context import CompanyContext
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.party import PRIVATE_GROUPS, Company
from shared.messages.ring.commands import CompanyNote, CompanyUpsert
from shared.messages.ring.facts import CompanyChanged, ContactTouched
from shared.messages.things import Contacts, Customer, Ref
from tests.delivered import delivered_rules
from tests.integration.b24_connector.company_office import Registry, onec
from tests.integration.b24_connector.in_process import NOON, Wire
from tests.unit.b24_connector.stores import StoreInMemory
from tests.unit.b24_connector.test_sweep import CursorsInMemory

NAME, PHONE, OTHER_PHONE = "Иванова Анна Ивановна", "+79161234567", "+79167654321"
ANNA = {"lastName": "Иванова", "name": "Анна", "secondName": "Ивановна"}


def contact_ref(contact) -> Ref:
    return Ref(system="b24", kind="contact", id=str(contact))


class PrivateOffice(Registry):
    """A portal, the handlers of companies and contacts, and the touches that wait for them."""

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: Wire) -> None:
        super().__init__(simulated, portal, wire)
        self.private = StoreInMemory()
        cards = self.private_cards = PrivateCards(portal, self.directory, ["0"])
        context = CompanyContext(portal, cards, self.private, self.publish, is_heard=True)
        survivors = PrivateSurvivors(portal, cards, self.known_deals)
        flow = private_flow(context, CompanyReader(portal, cards, self.private, survivors), self.directory, self.claims)
        of_firms = CompanyContext(portal, self.cards, self.store, self.publish, is_heard=True)
        followed = CompanySurvivors(portal, self.cards, self.known_deals)
        self.reader = CompanyReader(portal, self.cards, self.store, followed, flow.reader)
        self.writer, self.notes = company_writers(of_firms, self.directory, self.claims, flow)
        self.trial = company_trial(of_firms, self.directory, self.claims, flow)
        self.contacts = ContactReader(portal, ContactCards(portal), StoreInMemory(), self.private)
        rules, cursors = delivered_rules(), CursorsInMemory()
        self.of_contacts = ContactSweeper(
            portal, StoreInMemory(), cursors, self.publish, private=self.private, rules=rules, every_s=60
        )
        births = CompanyBirths(cards, self.private)
        self.of_orders = PartyFinder(portal, self.directory, self.claims, private=births)

    def _hear(self, event) -> None:
        if touch := Event(event.name, str(event.fields.get("ID") or "")).contact_touch():
            self.touches.append(touch)

    async def handle(self) -> list[CompanyChanged]:
        """Hand every touch to its reader, and return what is published of private persons."""
        self.simulated.clock.advance(60)
        await self.portal.call("server.time", {})
        told: list[CompanyChanged] = []
        while self.touches:
            message = self.touches.popleft()
            reader = self.contacts if isinstance(message, ContactTouched) else self.reader
            done = await reader.touched(wrap(message, source="test"), message)
            told += [one for one in done.publish if isinstance(one, CompanyChanged)]
            self.touches.extend(one for one in done.publish if one.TYPE.endswith(".touched.v1"))
            if done.then:
                await done.then()
        return told

    async def order_names(self, number: int = 1, name: str = NAME, **words) -> str:
        """An order's command makes the private person it names."""
        customer = Customer(
            origin=onec("partner", number), name=name, kind="person", contacts=Contacts(phones=(PHONE,)), **words
        )
        return (await self.of_orders.find(customer, None, "", self._nobody)).contact

    def command(self, number: int = 1, *, groups=tuple(PRIVATE_GROUPS), ref=None, known=0, create=True, **words):
        """1C says what a private partner is."""
        self.version += 1
        source, more = onec("partner", number), {"not_these": words.pop("apart", ())}
        if shared := words.pop("shared", ""):
            more["shared_contact"] = shared
        said = {"name": NAME, "phones": (PHONE,)} | words
        stamps = {group: Stamp(edited=self.version, known=known) for group in groups}
        company = Company(ref=contact_ref(ref) if ref else None, origin=source, kind="person", groups=stamps, **said)
        return CompanyUpsert(key=source.key, source=source, company=company, may_create=create, **more)

    async def note(self, company: int, *told) -> None:
        ref = contact_ref(company)
        message = CompanyNote(key=ref.key, source=onec("partner", 1), company=ref, told=told)
        await self.notes.noted(wrap(message, source="test"), message)

    # People.

    def typed(self, *, phone: str = PHONE, buys: bool = True, **words) -> int:
        """A person makes a contact, and a deal of his own."""
        made = parties.create_of(self.simulated, CONTACT, ANNA | {"phone": phone} | words)["item"]["id"]
        if buys:
            self.deal_of(made)
        return made

    def deal_of(self, contact: int, **words) -> int:
        return create_deal(self.simulated, Actor(1), {"title": "Розница", "contactId": contact, **words})["id"]

    def edit(self, company: int, /, **words) -> None:
        parties.edit_party(self.simulated, CONTACT, company, words)

    def delete(self, company: int) -> None:
        parties.delete_of(self.simulated, CONTACT, company, {})

    def card(self, outcome) -> dict:
        number = int(outcome.ref.id) if hasattr(outcome, "ref") else int(outcome)
        return parties.party_card(self.simulated, CONTACT, self.simulated.items[CONTACT].rows[number])

    def name(self, outcome) -> tuple[str, ...]:
        return tuple(self.card(outcome)["item"].get(field) or "" for field in ANNA)

    def everybody(self) -> list[dict]:
        return list(self.simulated.items[CONTACT])


@contextlib.asynccontextmanager
async def opened_shop() -> AsyncIterator[PrivateOffice]:
    """Open a portal without any contact."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            shop = PrivateOffice(simulated, portal.aside(), wire)
            await shop.directory.refresh()
            yield shop
