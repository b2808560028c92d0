"""Two contacts become one in the portal: nobody names the survivor, who is known by name, phones and e-mails."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal.engine.fields import CONTACT
from sandbox.portal.engine.state import Actor
from sandbox.portal.methods.merging import merge
from shared.messages.envelope import wrap
from tests.integration.b24_connector.contact_office import OTHER_PHONE, PHONE, ContactOffice, at, opened_book


@pytest.fixture
async def book() -> AsyncIterator[ContactOffice]:
    async with opened_book() as book:
        yield book


def merged(book: ContactOffice, kept: int, dead: int) -> None:
    rows = book.simulated.items[CONTACT].rows
    merge(book.simulated, Actor(1), CONTACT, rows[kept], [rows[dead]])


async def test_the_fact_names_the_contact_that_a_merged_one_became(book):
    company = book.company()
    dead, kept = book.typed(company, phone=PHONE), book.typed(company, phone=OTHER_PHONE)
    book.typed(company, lastName="Петров", phone=PHONE)
    await book.handle()

    merged(book, kept, dead)
    facts = {one.ref.id: one for one in await book.handle()}

    gone, stays = facts[at(dead, company).id], facts[at(kept, company).id]
    assert (gone.gone, gone.became) == (True, at(kept, company))
    assert (stays.gone, set(stays.contact.phones)) == (False, {PHONE, OTHER_PHONE})


async def test_a_namesake_without_the_phone_of_a_deleted_one_is_another_person(book):
    company = book.company()
    dead, _other = book.typed(company, phone=PHONE), book.typed(company, phone=OTHER_PHONE)
    await book.handle()

    book.delete(dead)

    assert [(one.gone, one.became) for one in await book.handle()] == [(True, None)]


async def test_a_contact_that_only_left_its_company_became_nobody(book):
    company = book.company()
    left, stays = book.typed(company, phone=PHONE), book.typed(company, phone=PHONE)
    await book.handle()

    book.set_contacts(company, stays)
    book.edit(left, post="на пенсии")

    assert [(one.ref, one.became) for one in await book.handle() if one.gone] == [(at(left, company), None)]


async def test_a_contact_whose_person_became_another_is_told_to_it_as_to_a_stranger(book):
    company = book.company()
    made = await book.person(company)
    await book.handle()

    let_go = book.command(company, 2, ref=made.ref, groups=()).with_(gone=True)
    book.touches.extend((await book.writer.upserted(wrap(let_go, source="test"), let_go)).publish)
    (told,) = await book.handle()
    await book.person(company, 2, ref=made.ref, position="Директор", known=told.contact.groups["position"].edited)

    assert {stamp.known for stamp in told.contact.groups.values()} == {0}
    assert (book.card(made)["post"], len(book.contacts())) == ("Директор", 1)
