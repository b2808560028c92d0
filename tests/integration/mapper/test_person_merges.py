"""Two contact persons of a partner became one in 1C: the contact follows, or the manager is told."""

from shared.messages.ring.commands import CompanyNote, ContactUpsert
from shared.messages.ring.facts import PersonChanged, PersonTouched
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Ref
from tests.integration.mapper.test_contacts import COMPANIES, COMPANY, CONTACT, IN_ONEC, PERSON, mapper, take

__all__ = ["mapper"]

SURVIVOR = Ref(system="onec", kind="contact_person", id="0a000000-0000-4000-8000-000000000079")
MERGED = PersonChanged(contact=IN_ONEC, gone=True, became=SURVIVOR)
PAIR = Pair(kind="contact", b24=CONTACT.id, onec=PERSON.id)


async def test_the_contact_of_a_merged_person_is_the_survivors(mapper, links):
    await links.remember([COMPANIES, PAIR])

    let_go, hint, note = await take(mapper.person_changed, MERGED)

    assert isinstance(let_go, ContactUpsert)
    assert (let_go.gone, let_go.contact.ref, let_go.contact.groups) == (True, CONTACT, {})
    assert hint == PersonTouched(ref=SURVIVOR, force=True)
    assert "«Петрова Анна» в 1С объединено с другим контактным лицом" in note.told[0].text
    assert (await links.contact(CONTACT)).onec == SURVIVOR.id


async def test_it_is_told_once(mapper, links):
    await links.remember([COMPANIES, PAIR])
    await take(mapper.person_changed, MERGED)

    assert await take(mapper.person_changed, MERGED) == []


async def test_an_order_pair_becomes_one_of_the_company(mapper, links):
    await links.remember([COMPANIES, PAIR.with_(b24="7")])

    let_go, *_ = await take(mapper.person_changed, MERGED)

    assert let_go.contact.ref == CONTACT
    assert (await links.contact(SURVIVOR)).b24 == CONTACT.id


async def test_a_survivor_with_a_contact_of_its_own_keeps_it_and_the_card_says_so(mapper, links):
    await links.remember([COMPANIES, PAIR, Pair(kind="contact", b24="8@17", onec=SURVIVOR.id)])

    (note,) = await take(mapper.person_changed, MERGED)

    assert isinstance(note, CompanyNote)
    assert note.company == COMPANY
    assert "объединено с контактным лицом контакта № 8" in note.told[0].text
    assert ((await links.contact(PERSON)).b24, (await links.contact(SURVIVOR)).b24) == ("7@17", "8@17")


async def test_what_a_person_has_separated_no_merge_brings_together(mapper, links):
    await links.remember([COMPANIES, PAIR])
    await links._separations.put([Pair(kind="contact", b24="7", onec=SURVIVOR.id)])

    (note,) = await take(mapper.person_changed, MERGED)

    assert "в 1С больше не действует" in note.told[0].text
    assert (await links.contact(PERSON)).b24 == CONTACT.id
