"""Two contacts of a company became one in the portal: the contact person follows, or the manager is told."""

import pytest

from services.mapper.handlers.contacts import ContactMapper
from shared.messages.contact import in_company
from shared.messages.ring.facts import ContactChanged, ContactTouched
from shared.messages.ring.outcomes import Pair
from tests.integration.mapper.test_companies import take
from tests.integration.mapper.test_contacts import COMPANIES, COMPANY, CONTACT, IN_PORTAL, PERSON, vocabulary

SURVIVOR = in_company("8", "17")
MERGED = ContactChanged(contact=IN_PORTAL, gone=True, became=SURVIVOR)
PAIR = Pair(kind="contact", b24=CONTACT.id, onec=PERSON.id)
OTHER = "0a000000-0000-4000-8000-000000000079"


@pytest.fixture
def mapper(links):
    return ContactMapper(links, vocabulary("both"))


async def test_the_contact_person_of_a_merged_contact_is_the_survivors(mapper, links):
    await links.remember([COMPANIES, PAIR])

    let_go, hint = await take(mapper.contact_changed, MERGED)

    assert (let_go.gone, let_go.contact.ref) == (True, PERSON)
    assert (type(hint), hint.ref, hint.force) == (ContactTouched, SURVIVOR, True)
    assert (await links.contact(PERSON)).b24 == SURVIVOR.id


async def test_a_survivor_with_a_contact_person_keeps_it_and_the_card_of_the_company_says_that_there_are_two(
    mapper, links
):
    await links.remember([COMPANIES, PAIR, Pair(kind="contact", b24=SURVIVOR.id, onec=OTHER)])

    _let_go, note = await take(mapper.contact_changed, MERGED)

    assert note.company == COMPANY
    assert "«Петрова Анна» объединён с другим контактом компании" in note.told[0].text
    assert (await links.contact(SURVIVOR)).onec == OTHER


async def test_what_a_person_has_separated_no_merge_brings_together(mapper, links):
    await links.remember([COMPANIES, PAIR])
    await links._separations.put([Pair(kind="contact", b24="8", onec=PERSON.id)])

    assert [one.gone for one in await take(mapper.contact_changed, MERGED)] == [True]
    assert (await links.contact(PERSON)).b24 == CONTACT.id
