"""A contact that a person chooses from waits for the answer, as a company does."""

import pytest

from shared.messages.contact import in_company
from shared.messages.envelope import wrap
from shared.messages.ring.doubts import Candidate, Doubt
from shared.messages.ring.facts import ContactChanged, PersonChanged
from shared.messages.ring.outcomes import ContactRefused, Pair, PersonRefused, PersonUpserted
from shared.messages.things import Ref
from tests.integration.mapper.test_contacts import COMPANIES, CONTACT, IN_ONEC, IN_PORTAL, PERSON, mapper, take

__all__ = ["mapper"]

OTHER = in_company("8", "17")
NAMESAKE = Ref(system="onec", kind="contact_person", id="0a000000-0000-4000-8000-000000000072")
WHICH_CONTACT = Doubt(kind="contact", thing=PERSON, candidates=(Candidate(ref=CONTACT), Candidate(ref=OTHER)))
WHICH_PERSON = Doubt(
    kind="contact", thing=CONTACT.with_(id="7"), candidates=(Candidate(ref=PERSON), Candidate(ref=NAMESAKE))
)


@pytest.fixture
async def asked(mapper, links):
    """A person is asked which of two contacts a contact person is."""
    await links.remember([COMPANIES])
    refused = ContactRefused(key=PERSON.key, source=PERSON, reason="ambiguous_customer", doubts=(WHICH_CONTACT,))
    await take(mapper.contact_refused, refused)
    return mapper


async def waiting(links):
    return {one.key: one.waiting for one in await links.doubts.all()}


async def test_a_contact_that_comes_first_is_not_taken_for_the_answer(asked, links):
    published = await take(asked.contact_changed, ContactChanged(contact=IN_PORTAL))
    kept = await waiting(links)
    await links.settle(Pair(kind="contact", b24=OTHER.id, onec=PERSON.id))
    decided = await take(asked.contact_changed, ContactChanged(contact=IN_PORTAL))

    assert (published, kept) == ([], {PERSON.key: (PERSON.key, CONTACT.key)})
    assert [one.source for one in decided] == [CONTACT]


async def test_who_may_be_a_private_person_crosses_as_the_contact_of_his_company(mapper, links):
    await links.remember([COMPANIES])
    buyer = PERSON.with_(kind="partner")
    doubt = Doubt(kind="client", thing=buyer, candidates=(Candidate(ref=CONTACT.with_(id="7")),))
    await links.doubts.put(doubt, buyer.key)

    (command,) = await take(mapper.contact_changed, ContactChanged(contact=IN_PORTAL))

    assert (command.source, await waiting(links)) == (CONTACT, {doubt.key: (buyer.key,)})


async def test_who_only_asks_what_would_become_of_a_contact_makes_it_wait_for_nothing(asked, links):
    fact = ContactChanged(contact=IN_PORTAL)

    assert (await asked.contact_changed(wrap(fact, source="test"), fact)).publish == ()
    assert await waiting(links) == {PERSON.key: (PERSON.key,)}


async def test_a_contact_that_came_to_1c_while_a_person_was_asked_is_not_paired(asked, links):
    outcome = PersonUpserted(key=CONTACT.key, source=CONTACT, ref=PERSON)

    assert await take(asked.person_upserted, outcome) == []
    assert await links.contact(PERSON) is None
    assert await waiting(links) == {PERSON.key: (PERSON.key, CONTACT.key)}


async def test_a_person_among_those_that_an_orders_contact_may_be_waits_for_the_answer(mapper, links):
    await links.remember([COMPANIES])
    refused = PersonRefused(key=CONTACT.key, source=CONTACT, reason="ambiguous_customer", doubts=(WHICH_PERSON,))
    await take(mapper.person_refused, refused)

    assert await take(mapper.person_changed, PersonChanged(contact=IN_ONEC)) == []
    assert await waiting(links) == {"contact:7": (CONTACT.key, PERSON.key)}
