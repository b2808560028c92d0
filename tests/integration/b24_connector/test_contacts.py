"""Contacts of the portal's companies as contact persons of 1C, in both directions (R7, R15)."""

from collections.abc import AsyncIterator

import pytest

from shared.messages.contact import ContactGroup
from shared.messages.ring.facts import ContactTouched
from shared.messages.ring.outcomes import ContactUpserted
from tests.integration.b24_connector.company_office import company_ref, guid, onec
from tests.integration.b24_connector.contact_office import (
    OTHER_PHONE,
    PHONE,
    ContactOffice,
    at,
    opened_book,
)

NAME, POSITION, COMMUNICATIONS = ContactGroup.NAME, ContactGroup.POSITION, ContactGroup.COMMUNICATIONS


@pytest.fixture
async def book() -> AsyncIterator[ContactOffice]:
    async with opened_book() as book:
        yield book


def changed(fact) -> set[ContactGroup]:
    """The groups of a fact that were edited last."""
    last = max(stamp.edited for stamp in fact.contact.groups.values())
    return {group for group, stamp in fact.contact.groups.items() if stamp.edited == last}


async def test_a_contact_is_told_once_for_each_of_its_companies(book) -> None:
    first, second = book.company(), book.company("Лютик")
    contact = book.typed(first, second, post="Директор", phone="8 (916) 123-45-67", email="Ivanov@Romashka.ru")

    told = [fact.contact for fact in await book.handle()]

    assert [(one.ref, one.company) for one in told] == [
        (at(contact, first), company_ref(first)),
        (at(contact, second), company_ref(second)),
    ]
    for one in told:
        assert (one.name, one.position) == ("Иванов Иван Иванович", "Директор")
        assert (one.phones, one.emails) == ((PHONE,), ("ivanov@romashka.ru",))


async def test_a_contact_without_a_company_is_nobodys_contact_person(book) -> None:
    book.typed()

    assert await book.handle() == []


@pytest.mark.parametrize(
    ("edit", "group"),
    [({"name": "Пётр"}, NAME), ({"post": "Бухгалтер"}, POSITION), ({"phone": OTHER_PHONE}, COMMUNICATIONS)],
)
async def test_an_edit_is_told_of_its_own_group(book, edit, group) -> None:
    contact = book.typed(book.company(), post="Директор", phone=PHONE)
    await book.handle()

    book.edit(contact, **edit)

    (told,) = await book.handle()
    assert changed(told) == {group}


@pytest.mark.parametrize("whose", ["the contact's card", "the company's card"])
async def test_who_leaves_a_company_is_told_once_and_told_anew_when_back(book, whose) -> None:
    company, other = book.company(), book.company("Лютик")
    contact = book.typed(company, other)
    await book.handle()

    def works(*companies: int) -> None:
        if whose == "the contact's card":
            book.edit(contact, companies=[*companies, other])
        else:
            book.set_contacts(company, *([contact] if companies else []))

    works()
    left = await book.handle()
    works(company)
    back = await book.handle()

    assert [(one.gone, one.contact.ref, one.contact.name) for one in left] == [
        (True, at(contact, company), "Иванов Иван Иванович")
    ]
    assert [(one.gone, one.contact.ref) for one in back] == [(False, at(contact, company))]


async def test_a_deleted_contact_is_told_once_for_each_company_and_never_made_again(book) -> None:
    company, other = book.company(), book.company("Лютик")
    made = await book.person(company)
    book.edit(made, companies=[company, other])
    await book.handle()
    book.delete(made)

    told = await book.handle()
    await book.person(company, ref=made.ref, last_name="Петров")
    book.touches.append(ContactTouched(ref=made.ref, force=True))

    assert [(one.gone, one.contact.ref) for one in await book.handle()] == [(True, made.ref)]
    assert {(one.gone, one.contact.ref) for one in told} == {(True, made.ref), (True, at(book.number(made), other))}
    assert book.contacts() == []


async def test_a_contact_person_becomes_a_contact_once_and_comes_back_as_nobodys_edit(book) -> None:
    company = book.company(manager=1)
    made = await book.person(company, position="Директор", emails=("ivanov@romashka.ru",))
    again = await book.person(company, position="Директор", emails=("ivanov@romashka.ru",))

    card = book.card(made)
    assert isinstance(made, ContactUpserted)
    assert (made.ref, len(book.contacts())) == (again.ref, 1)
    assert (book.names(made), card["post"]) == (("Иванов", "Иван", "Иванович"), "Директор")
    assert (card["companyIds"], card["originId"], card["assignedById"]) == ([company], guid(1), 1)
    assert [one["value"] for one in card["fm"]] == [PHONE, "ivanov@romashka.ru"]
    assert await book.handle() == []


async def test_whom_a_person_took_out_of_the_company_1c_does_not_put_back(book) -> None:
    company, other = book.company(), book.company("Лютик")
    contact = book.typed(company, other)
    await book.handle()
    book.edit(contact, companies=[other])
    book.touches.clear()

    await book.person(company, ref=at(contact, company), position="Директор")

    assert (book.card(contact)["companyIds"], book.card(contact)["post"]) == ([other], None)
    assert [(one.gone, one.contact.ref) for one in await book.handle()] == [(True, at(contact, company))]


async def test_what_is_written_in_one_company_is_told_in_the_others(book) -> None:
    company, other = book.company(), book.company("Лютик")
    contact = book.typed(company, other)
    first = (await book.handle())[0].contact

    known = max(stamp.edited for stamp in first.groups.values())
    await book.person(company, ref=at(contact, company), position="Директор", known=known)

    assert [(one.contact.ref, one.contact.position) for one in await book.handle()] == [
        (at(contact, other), "Директор")
    ]


async def test_only_what_is_ours_is_touched(book) -> None:
    company, other = book.company(), book.company("Лютик")
    made = await book.person(company, position="Директор")
    home = {"typeId": "PHONE", "valueType": "HOME", "value": OTHER_PHONE}
    book.edit(made, companies=[company, other], fields={"comments": "Звонить утром", "fm": {"n0": home}})
    told = next(one for one in await book.handle() if one.contact.ref == made.ref).contact

    known = told.groups[COMMUNICATIONS].edited
    said = (OTHER_PHONE, "+74950000000")
    await book.person(company, ref=made.ref, phones=said, groups=(COMMUNICATIONS,), known=known)

    card = book.card(made)
    assert [(one["value"], one["valueType"]) for one in card["fm"]] == [("+74950000000", "WORK"), (OTHER_PHONE, "HOME")]
    assert (card["companyIds"], card["comments"]) == ([company, other], "Звонить утром")


async def test_a_position_and_a_patronymic_that_1c_knew_and_has_no_more_go(book) -> None:
    company = book.company()
    made = await book.person(company, position="Директор")

    await book.person(company, ref=made.ref, last_name="", first_name="Иван", second_name="", position="", phones=())

    assert (book.names(made), book.card(made)["post"]) == (("Иванов", "Иван", ""), "")
    assert await book.handle() == []


async def test_an_empty_value_clears_nothing_that_1c_never_knew(book) -> None:
    company = book.company()
    contact = at(book.typed(company, secondName="Ильич", post="Директор"), company)

    await book.person(company, ref=contact, second_name="", position="")
    (fact,) = await book.handle()

    assert (fact.contact.second_name, fact.contact.position) == ("Ильич", "Директор")


async def test_an_empty_value_leaves_to_the_judge_what_a_person_has_set_meanwhile(book) -> None:
    company = book.company()
    made = await book.person(company, position="Директор")
    book.edit(made, post="Владелец")

    await book.person(company, ref=made.ref, position="")

    assert book.card(made)["post"] == "Владелец"
    assert [one.contact.position for one in await book.handle()] == ["Владелец"]


async def test_an_edit_that_1c_has_not_heard_of_stands_until_1c_has_judged(book) -> None:
    company = book.company()
    made = await book.person(company)
    book.edit(made, lastName="Иванов-Петров")

    await book.person(company, ref=made.ref, last_name="Сидоров")

    assert book.names(made)[0] == "Иванов-Петров"
    assert [(one.contact.last_name, one.contact.origin) for one in book.facts] == [
        ("Иванов-Петров", onec("contact_person", 1))
    ]


async def test_the_sweep_finds_what_no_event_has_told_and_leaves_alone_what_was_seen(book) -> None:
    company = book.company()
    contact, alone = book.typed(company), book.typed()

    found = await book.sweeps()
    told = await book.handle()
    again = await book.sweeps()
    book.edit(contact, post="Директор")
    later = await book.sweeps()

    assert (found, [one.contact.ref for one in told], again, later) == (2, [at(contact, company)], 0, 1)
    assert [one.contact.position for one in await book.handle()] == ["Директор"]
    assert alone


@pytest.mark.parametrize("how", ["deleted", "taken out of the company"])
async def test_who_has_left_and_no_event_told_is_found_at_night(book, how) -> None:
    company, other = book.company(), book.company("Лютик")
    made = await book.person(company)
    stays = await book.person(other, 2)
    if how == "deleted":
        book.delete(made)
    else:
        book.set_contacts(company)
    book.touches.clear()

    await book.sweeper.ids.compare()

    assert [(one.gone, one.contact.ref) for one in await book.handle()] == [(True, made.ref)]
    assert book.card(stays)["companyIds"] == [other]


async def test_an_edit_of_the_company_looks_at_nobody_who_works_there_already(book) -> None:
    company = book.company()
    book.typed(company)
    await book.handle()
    book.wire.asked.clear()

    book.rename_company(company, "Ромашка-2")

    assert (await book.handle(), book.wire.asked["crm.item.list"]) == ([], 0)
