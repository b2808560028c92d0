"""The lane `directory` of the connector as far as it is about contact persons, without a broker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.onec_connector.assembly import OrderFlow
from services.onec_connector.base.query import Query
from services.onec_connector.directory_flows import PartnerFlow, PersonFlow
from services.onec_connector.writer.second_card import MERGING
from shared.messages.contact import ContactCard, ContactGroup, in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.facts import PersonChanged, PersonTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import PersonUpserted
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import Onec

PERSONS = "Catalog_КонтактныеЛицаПартнеров"
CONTACT = in_company("907", "917")
PHONE = "+79990000907"
OWNERS = dict.fromkeys(ContactGroup, "b24")


@dataclass
class PersonDirectory:
    """Commands and hints in, messages out; and the accountant on the other side."""

    flow: PersonFlow
    partners: PartnerFlow
    orders: OrderFlow
    onec: Onec
    hints: list[Message]
    age: timedelta = MERGING

    async def upsert(
        self, contact: ContactCard, *, edited: int = 1, known: int = 0, pairs: bool = True, **changes
    ) -> list[Message]:
        """Hand a command to the writer, once more where it is found: the mapper then pairs the two."""
        groups = changes.pop("groups", tuple(ContactGroup))
        stamps = {group: Stamp(edited=edited, known=known) for group in groups}
        values = {"key": CONTACT.key, "source": CONTACT, "owners": OWNERS, "may_create": True} | changes
        command = PersonUpsert(contact=contact.with_(groups=stamps), **values)
        done = await self._run(self.flow.writer.upserted, command)
        (outcome, *_) = done or (None,)
        if not pairs or not isinstance(outcome, PersonUpserted) or outcome.found is None:
            return done
        command = command.with_(contact=command.contact.with_(ref=outcome.ref))
        return await self._run(self.flow.writer.upserted, command)

    async def touch(self, person: str, *, force: bool = False) -> list[Message]:
        ref = Ref(system="onec", kind="contact_person", id=person)
        return await self._run(self.flow.reader.touched, PersonTouched(ref=ref, force=force))

    async def told(self, person: str) -> ContactCard:
        """What a look at a contact person publishes."""
        (fact,) = await self.touch(person)
        assert isinstance(fact, PersonChanged)
        return fact.contact

    async def passed(self) -> Sequence[str]:
        """Whom a pass over partners and their contact persons touches."""
        assert self.partners.look is not None
        assert self.flow.look is not None
        await self.partners.look.look()
        self.hints.clear()
        await self.flow.look.look()
        return [hint.ref.id for hint in self.hints if isinstance(hint, PersonTouched)]

    async def edit(self, person: str, **values) -> None:
        """Somebody saves a contact person in 1C."""
        async with self.onec.clerk() as base:
            await base.change(PERSONS, person, values)

    async def typed(self, name: str = "Петрова Анна Ивановна") -> tuple[str, str]:
        """A partner typed in 1C with a contact person; both references."""
        made = await self.onec.do("partners", name="Ромашка", inn="7707083893", kpp="773601001", person=name)
        return made["partner"], made["person"]

    async def partner(self) -> str:
        """A partner typed in 1C, without a contact person."""
        return (await self.onec.do("partners", name="Ромашка", inn="7707083893", kpp="773601001"))["partner"]

    async def colleague(self, partner: str, name: str, **values) -> str:
        """One more contact person of a partner, typed in 1C."""
        async with self.onec.clerk() as base:
            made = await base.create(PERSONS, {"Owner_Key": partner, "Description": name, **values})
        return made["Ref_Key"]

    async def person(self, guid: str) -> dict:
        async with self.onec.clerk() as base:
            return await base.read(PERSONS, guid)

    async def persons(self, partner: str) -> list[dict]:
        async with self.onec.clerk() as base:
            rows = [row async for row in base.pages(PERSONS, Query(order_by="Ref_Key"))]
        return [row for row in rows if row["Owner_Key"] == partner]

    async def _run(self, handler, message: Message) -> list[Message]:
        envelope = wrap(message, source="test")
        sent = envelope.model_copy(update={"time": envelope.time - self.age})
        done = await handler(sent, message)
        if done.then:
            await done.then()
        return list(done.publish)


def contact(partner: str, **changes) -> ContactCard:
    """A contact of the portal, as the mapper hands it over; `person`: the one it is paired with."""
    person = changes.pop("person", None)
    values = {
        "ref": Ref(system="onec", kind="contact_person", id=person) if person else None,
        "origin": CONTACT,
        "company": Ref(system="onec", kind="partner", id=partner),
        "last_name": "Петрова",
        "first_name": "Анна",
        "second_name": "Ивановна",
        "position": "Главный бухгалтер",
        "phones": (PHONE,),
        "emails": ("petrova@romashka.test",),
    }
    return ContactCard(**(values | changes))


async def made(directory: PersonDirectory, partner: str, **changes) -> str:
    """A contact person made from a contact of the portal."""
    (outcome,) = await directory.upsert(contact(partner, **changes))
    assert isinstance(outcome, PersonUpserted), outcome
    return outcome.ref.id


def phone_row(words: str, number: str) -> dict:
    """A phone of no kind that is ours, as people type it."""
    return {"LineNumber": "1", "Тип": "Телефон", "Представление": words, "НомерТелефона": number}
