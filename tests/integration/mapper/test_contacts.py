"""Contacts of the portal and contact persons of 1C become commands for one another, once a company."""

import pytest

from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.vocabulary import Vocabulary
from shared.bus.errors import Permanent, Retryable
from shared.messages.contact import ContactCard, ContactGroup, in_company
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.ring.commands import CompanyNote, ContactUpsert, PersonUpsert
from shared.messages.ring.facts import ContactChanged, ContactTouched, PersonChanged, PersonTouched
from shared.messages.ring.outcomes import (
    ContactRefused,
    ContactUpserted,
    Pair,
    PartnerUpserted,
    PersonRefused,
    PersonUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from shared.rules.directory import CompanyRules, ContactRules, DirectoryRules
from shared.store.connection import connect
from shared.store.doubts import Separations
from tests.delivered import delivered_rules

COMPANY = Ref(system="b24", kind="company", id="17")
PARTNER = Ref(system="onec", kind="partner", id="0a000000-0000-4000-8000-000000000041")
CONTACT = in_company("7", "17")
PERSON = Ref(system="onec", kind="contact_person", id="0a000000-0000-4000-8000-000000000071")
GROUPS = {ContactGroup.NAME: Stamp(edited=7)}
IN_PORTAL = ContactCard(
    ref=CONTACT, company=COMPANY, groups=GROUPS, last_name="Петрова", first_name="Анна", phones=("+79990000007",)
)
IN_ONEC = ContactCard(ref=PERSON, company=PARTNER, groups=GROUPS, last_name="Петрова", first_name="Анна")
COMPANIES = Pair(kind="company", b24=COMPANY.id, onec=PARTNER.id)


def vocabulary(direction):
    directory = DirectoryRules(companies=CompanyRules(direction="both"), contacts=ContactRules(direction=direction))
    return Vocabulary(delivered_rules().model_copy(update={"directory": directory}))


@pytest.fixture
def mapper(links):
    return ContactMapper(links, vocabulary("both"))


async def run(handler, message):
    return await handler(wrap(message, source="test"), message)


async def take(handler, message):
    done = await run(handler, message)
    if done.then:
        await done.then()
    return list(done.publish)


async def test_a_contact_is_wanted_at_the_partner_of_its_company(mapper, links):
    await links.remember([COMPANIES])

    (command,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))

    assert isinstance(command, PersonUpsert)
    assert (command.key, command.source, command.may_create) == ("contact:7@17", CONTACT, True)
    assert (command.contact.ref, command.contact.origin, command.contact.company) == (None, CONTACT, PARTNER)
    assert command.owners == dict.fromkeys(ContactGroup, "b24")


async def test_a_person_that_the_contact_is_not_in_any_company_is_not_taken_for_it(
    mapper, links, mongo_url, mongo_database
):
    """An order's doubt names the contact alone, and so does the answer to it."""
    await links.remember([COMPANIES])
    async with connect(mongo_url, mongo_database) as database:
        await Separations(database).put([Pair(kind="contact", b24="7", onec=PERSON.id)])

    (wanted,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))
    (back,) = await take(mapper.person_changed, PersonChanged(contact=IN_ONEC.with_(origin=CONTACT)))
    await links.settle(Pair(kind="contact", b24=CONTACT.id, onec=PERSON.id))

    assert wanted.not_these == (PERSON.id,)
    assert back.contact.ref is None
    assert await links.contact(PERSON) is None


async def test_a_contact_person_is_wanted_in_the_company_of_its_partner(mapper, links):
    await links.remember([COMPANIES])

    (command,) = await take(mapper.person_changed, PersonChanged(contact=IN_ONEC))

    assert isinstance(command, ContactUpsert)
    assert (command.key, command.contact.ref, command.contact.company) == (PERSON.key, None, COMPANY)


async def test_a_contact_waits_for_its_company_and_is_looked_at_when_that_has_its_partner(mapper, links):
    waiting = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))
    companies = CompanyMapper(links, mapper.words)

    done = await run(
        companies.partner_upserted,
        PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=(COMPANIES,)),
    )
    await done.then()

    assert waiting == []
    assert list(done.publish) == [ContactTouched(ref=CONTACT, force=True)]
    assert await links.waiting.of([COMPANY.key]) == []


async def test_a_contact_whose_company_gets_its_partner_just_then_is_looked_at_once_more(mapper, links):
    done = await run(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))
    await links.remember([COMPANIES])

    with pytest.raises(Retryable):
        await done.then()
    (command,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))

    assert (command.contact.company, await links.waiting.of([COMPANY.key])) == (PARTNER, [])


async def test_a_contact_person_waits_for_its_partner_alike(mapper, links):
    await take(mapper.person_changed, PersonChanged(contact=IN_ONEC))
    companies = CompanyMapper(links, mapper.words)

    hints = await take(
        companies.partner_upserted,
        PartnerUpserted(key=COMPANY.key, source=COMPANY, ref=PARTNER, pairs=(COMPANIES,)),
    )

    assert hints == [PersonTouched(ref=PERSON, force=True)]


async def test_one_contact_is_another_person_at_each_partner(mapper, links):
    other = Pair(kind="company", b24="18", onec="0a000000-0000-4000-8000-000000000051")
    await links.remember([COMPANIES, other])
    await take(mapper.person_upserted, PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON))

    there = IN_PORTAL.with_(ref=in_company("7", "18"), company=Ref(system="b24", kind="company", id="18"))
    (command,) = await take(mapper.contact_changed, ContactChanged(contact=there))

    assert (command.contact.ref, command.contact.company.id) == (None, other.onec)


async def test_a_person_whom_an_order_has_met_is_the_one_of_the_contact(mapper, links):
    await links.remember([COMPANIES, Pair(kind="contact", b24="7", onec=PERSON.id)])

    (there,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))
    (back,) = await take(mapper.person_changed, PersonChanged(contact=IN_ONEC))
    await take(mapper.person_upserted, PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON))
    await links.remember([Pair(kind="contact", b24="7", onec=PERSON.id)])

    assert (there.contact.ref, back.contact.ref) == (PERSON, CONTACT)
    assert (await links.contact(PERSON)).b24 == "7@17"


async def test_of_two_cards_of_one_person_the_first_stays_and_the_second_is_told(mapper, links):
    await links.remember([COMPANIES])
    await take(mapper.person_upserted, PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON))

    second = in_company("8", "17")
    (note,) = await take(mapper.person_upserted, PersonUpserted(key=second.key, source=second, ref=PERSON))

    assert (note.company, "контактом № 7" in note.told[0].text) == (COMPANY, True)
    assert (await links.contact(PERSON)).b24 == CONTACT.id


async def test_a_card_that_left_its_company_gives_its_person_to_the_next(mapper, links):
    await links.remember([COMPANIES])
    await take(mapper.person_upserted, PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON))

    (gone,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL, gone=True))
    second = in_company("8", "17")
    notes = await take(mapper.person_upserted, PersonUpserted(key=second.key, source=second, ref=PERSON))

    assert (gone.gone, gone.contact.ref, notes) == (True, PERSON, [])
    assert (await links.contact(PERSON)).b24 == second.id


async def test_a_contact_deleted_while_its_person_was_being_made_is_known_as_gone(mapper, links):
    await links.remember([COMPANIES])
    gone = ContactChanged(contact=IN_PORTAL, gone=True)
    assert await take(mapper.contact_changed, gone) == []

    outcome = PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON)
    (hint,) = await take(mapper.person_upserted, outcome)
    await take(mapper.contact_changed, gone)

    assert hint == ContactTouched(ref=CONTACT, force=True)
    assert (await links.contact(PERSON)).more == {"gone": True}
    assert await take(mapper.person_upserted, outcome) == []


async def test_an_ended_person_is_told_in_the_card_of_the_company(mapper, links):
    await links.remember([COMPANIES])
    await take(mapper.contact_upserted, ContactUpserted(key=PERSON.key, source=PERSON, ref=CONTACT))

    (note,) = await take(mapper.person_changed, PersonChanged(contact=IN_ONEC, gone=True))

    assert isinstance(note, CompanyNote)
    assert note.company == COMPANY
    assert "Петрова Анна" in note.told[0].text


async def test_a_person_ended_while_its_contact_was_being_made_is_told_when_there_is_one(mapper, links):
    await links.remember([COMPANIES])
    gone = PersonChanged(contact=IN_ONEC, gone=True)
    assert await take(mapper.person_changed, gone) == []

    outcome = ContactUpserted(key=PERSON.key, source=PERSON, ref=CONTACT)
    (hint,) = await take(mapper.contact_upserted, outcome)
    (note,) = await take(mapper.person_changed, gone)

    assert hint == PersonTouched(ref=PERSON, force=True)
    assert (note.company, "Петрова Анна" in note.told[0].text) == (COMPANY, True)
    assert await take(mapper.contact_upserted, outcome) == []


async def test_a_contact_that_an_order_has_paired_is_known_as_gone_too(mapper, links):
    await links.remember([COMPANIES, Pair(kind="contact", b24="7", onec=PERSON.id)])
    gone = ContactChanged(contact=IN_PORTAL, gone=True)
    assert await take(mapper.contact_changed, gone) == []

    (hint,) = await take(mapper.person_upserted, PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON))
    await take(mapper.contact_changed, gone)

    assert hint == ContactTouched(ref=CONTACT, force=True)
    assert (await links.contact(PERSON)).more == {"gone": True}


async def test_a_person_the_portal_never_heard_of_ends_in_silence(mapper, links):
    await links.remember([COMPANIES])

    assert await take(mapper.person_changed, PersonChanged(contact=IN_ONEC, gone=True)) == []


async def test_a_person_without_a_name_is_weighed_and_not_carried_over_unless_it_is_paired(mapper, links):
    await links.remember([COMPANIES])
    fact = PersonChanged(contact=IN_ONEC.with_(last_name="", first_name="", phones=("+79990000007",)))

    unknown, weighed = await take(mapper.person_changed, fact), await mapper.contact_command(fact)
    await links.remember([Pair(kind="contact", b24="7", onec=PERSON.id)])

    assert unknown == []
    assert not weighed.may_create
    assert len(await take(mapper.person_changed, fact)) == 1


async def test_a_name_that_cannot_be_split_is_told_with_both_names(mapper, links):
    await links.remember([COMPANIES])
    await take(mapper.contact_upserted, ContactUpserted(key=PERSON.key, source=PERSON, ref=CONTACT))

    fact = PersonChanged(contact=IN_ONEC.with_(full_name="Петрова А. И. (склад)"))
    _, note = await take(mapper.person_changed, fact)

    assert "Петрова Анна" in note.told[0].text
    assert "Петрова А. И. (склад)" in note.told[0].text


async def test_a_refusal_of_1c_is_told_once_in_the_company_whatever_was_told_of_others_since(mapper):
    refused = PersonRefused(
        key=CONTACT.key, source=CONTACT, told=(Told(topic="refusal", text="Нет имени."),), reason="customer"
    )

    (first,) = await take(mapper.person_refused, refused)
    (again,) = await take(mapper.person_refused, refused)

    assert first.company == COMPANY
    assert first.told[0].id == again.told[0].id != ""


async def test_a_refusal_of_the_portal_is_for_the_administrator(mapper):
    told = (Told(topic="refusal", text="В компании два таких контакта: 7 и 8."),)

    with pytest.raises(Permanent, match="7 и 8"):
        await take(
            mapper.contact_refused,
            ContactRefused(key=PERSON.key, source=PERSON, told=told, reason="ambiguous_customer"),
        )


@pytest.mark.parametrize(("direction", "to_onec", "to_b24"), [("b24→1c", 1, 0), ("1c→b24", 0, 1), ("off", 0, 0)])
async def test_a_direction_lets_through_what_goes_its_way(links, direction, to_onec, to_b24):
    await links.remember([COMPANIES])
    mapper = ContactMapper(links, vocabulary(direction))

    assert len(await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))) == to_onec
    assert len(await take(mapper.person_changed, PersonChanged(contact=IN_ONEC))) == to_b24
