"""A portal where people keep contacts of companies, the connector's handlers, and 1C that says what a person is."""

import contextlib
from collections import deque
from collections.abc import AsyncIterator

import httpx

from sandbox.portal.control import parties
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.intake.contacts import ContactSweeper
from services.b24_connector.intake.push import Event
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reference.directory import Directory
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.trial import ContactTrial
from services.b24_connector.writer.contacts.upserts import ContactWriter
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.matching import PartySearch
from shared.bus.errors import Retryable
from shared.messages.contact import ContactCard, ContactGroup, contact_of, in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.facts import ContactChanged, ContactTouched
from shared.messages.ring.outcomes import ContactUpserted
from shared.messages.things import Contacts, Customer, Person
from tests.delivered import delivered_rules
from tests.integration.b24_connector.company_office import company_ref, onec
from tests.integration.b24_connector.in_process import NOON, Wire
from tests.unit.b24_connector.stores import ClaimsInMemory, StoreInMemory
from tests.unit.b24_connector.test_sweep import CursorsInMemory

IVANOV = {"last_name": "Иванов", "first_name": "Иван", "second_name": "Иванович"}
PHONE, OTHER_PHONE = "+79161234567", "+79167654321"


class ContactOffice:
    """A portal, the handlers of contacts, and the touches that wait for them."""

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: Wire) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.store, self.claims = StoreInMemory(), ClaimsInMemory()
        self.touches = deque()
        self.facts: list[ContactChanged] = []
        simulated.listeners.append(self._hear)
        self.directory = Directory(portal)
        cards = ContactCards(portal)
        self.reader = ContactReader(portal, cards, self.store)
        search = PartySearch(portal, self.directory)
        context = ContactContext(portal, cards, self.store, search, self.claims, self.publish, is_heard=True)
        self.writer, self.trial = (kind(context, ContactLocator(context)) for kind in (ContactWriter, ContactTrial))
        rules, cursors = delivered_rules(), CursorsInMemory()
        self.sweeper = ContactSweeper(portal, self.store, cursors, self.publish, rules=rules, every_s=60)
        self.of_orders = PartyFinder(portal, self.directory, self.claims, None, ContactBirths(cards, self.store))
        self.version = 1_000

    def _hear(self, event) -> None:
        if touch := Event(event.name, str(event.fields.get("ID") or "")).contact_touch():
            self.touches.append(touch)

    async def publish(self, *messages, cause=None) -> None:  # noqa: ARG002 - as the bus does
        self.touches.extend(messages)

    async def handle(self) -> list[ContactChanged]:
        """Hand every touch to the reader, and return what it publishes."""
        self.simulated.clock.advance(60)
        await self.portal.call("server.time", {})
        told: list[ContactChanged] = []
        while self.touches:
            message = self.touches.popleft()
            done = await self.reader.touched(wrap(message, source="test"), message)
            told += [one for one in done.publish if isinstance(one, ContactChanged)]
            self.touches.extend(one for one in done.publish if isinstance(one, ContactTouched))
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

    async def order_names(self, company: int, number: int = 1, **words) -> str:
        """An order's command makes the contact person it names."""
        customer = Customer(ref=company_ref(company), origin=onec("partner", 1), name="Ромашка")
        words = {"contacts": Contacts(phones=(PHONE,))} | words
        person = Person(origin=onec("contact_person", number), last_name="Иванов", first_name="Иван", **words)
        return (await self.of_orders.find(customer, person, "", self._nobody)).contact

    @staticmethod
    async def _nobody(_) -> None:
        """Nothing is told in doubt here."""

    def command(
        self, company, number=1, *, groups=tuple(ContactGroup), ref=None, known=0, create=True, apart=(), **words
    ):
        """1C says what a contact person is, and a person which contacts it is not."""
        self.version += 1
        source, said = onec("contact_person", number), IVANOV | {"phones": (PHONE,)} | words
        stamps = {group: Stamp(edited=self.version, known=known) for group in groups}
        contact = ContactCard(ref=ref, origin=source, company=company_ref(company), groups=stamps, **said)
        return ContactUpsert(key=source.key, source=source, contact=contact, may_create=create, not_these=apart)

    async def run(self, command):
        return (await self.writer.upserted(wrap(command, source="test"), command)).publish[0]

    async def person(self, company: int, number: int = 1, **words):
        """Run a command until it is done; it comes back to a contact that was edited meanwhile, or that was found.

        The mapper then pairs the two, as here nobody else has the contact.
        """
        command = self.command(company, number, **words)
        for _ in range(4):
            with contextlib.suppress(Retryable):
                done = await self.run(command)
                if not isinstance(done, ContactUpserted) or done.found is None:
                    return done
                command = command.with_(contact=command.contact.with_(ref=done.ref))
            await self.handle()
        raise AssertionError("the command never came to an end")

    # People.

    def company(self, title: str = "Ромашка", **words) -> int:
        return parties.create_of(self.simulated, COMPANY, {"title": title, **words})["item"]["id"]

    def typed(self, *companies: int, **words) -> int:
        """A person makes a contact of some companies."""
        spec = {"lastName": "Иванов", "name": "Иван", "secondName": "Иванович", "companies": list(companies), **words}
        return parties.create_of(self.simulated, CONTACT, spec)["item"]["id"]

    def edit(self, contact, **words) -> None:
        parties.edit_party(self.simulated, CONTACT, self.number(contact), words)

    def set_contacts(self, company: int, *contacts: int) -> None:
        """A person says in the company's card who works there."""
        parties.edit_party(self.simulated, COMPANY, company, {"contacts": list(contacts)})

    def rename_company(self, company: int, title: str) -> None:
        parties.edit_party(self.simulated, COMPANY, company, {"title": title})

    def delete(self, contact) -> None:
        parties.delete_of(self.simulated, CONTACT, self.number(contact), {})

    def card(self, contact) -> dict:
        record = self.simulated.items[CONTACT].rows[self.number(contact)]
        return parties.party_card(self.simulated, CONTACT, record)["item"]

    def names(self, contact) -> tuple[str, ...]:
        card = self.card(contact)
        return tuple(card[part] for part in ("lastName", "name", "secondName"))

    def phones(self, contact) -> list[str]:
        return [one["value"] for one in self.card(contact)["fm"] if one["typeId"] == "PHONE"]

    def contacts(self) -> list[dict]:
        return list(self.simulated.items[CONTACT])

    @staticmethod
    def number(contact) -> int:
        return int(contact_of(contact.ref)) if hasattr(contact, "ref") else int(contact)


def at(contact: int, company: int):
    return in_company(str(contact), str(company))


@contextlib.asynccontextmanager
async def opened_book() -> AsyncIterator[ContactOffice]:
    """Open a portal without any contact."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            book = ContactOffice(simulated, portal.aside(), wire)
            await book.directory.refresh()
            yield book
