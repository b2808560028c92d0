"""Which contact of a company a contact person of 1C is: the one of its name there, a new one, or a doubt (R15)."""

from collections.abc import AsyncIterator

import pytest

from shared.bus.errors import DoubtfulWrite
from shared.messages.ring.outcomes import ContactRefused
from tests.integration.b24_connector.company_office import guid, onec
from tests.integration.b24_connector.contact_office import (
    OTHER_PHONE,
    PHONE,
    ContactOffice,
    at,
    opened_book,
)


@pytest.fixture
async def book() -> AsyncIterator[ContactOffice]:
    async with opened_book() as book:
        yield book


async def test_a_lost_answer_makes_no_second_contact_and_no_edit(book) -> None:
    company = book.company()
    book.wire.dies_at = "crm.item.add"
    command = book.command(company)
    with pytest.raises(DoubtfulWrite):
        await book.run(command)

    made = await book.run(command)

    assert (len(book.contacts()), book.names(made)) == (1, ("Иванов", "Иван", "Иванович"))
    assert await book.handle() == []


async def test_a_person_whom_1c_gives_no_name_is_refused_and_known_by_his_phone(book) -> None:
    company = book.company()

    refused = await book.person(company, last_name="", first_name="", second_name="", create=False)

    assert isinstance(refused, ContactRefused)
    assert refused.told[0].text.startswith(
        f"Контакт из 1С не создан: у контактного лица ({PHONE}) клиента «Ромашка» в 1С не заполнено имя."
    )
    assert book.contacts() == []


async def test_a_contact_of_the_company_is_found_by_name_and_phone_and_what_differs_is_changed(book) -> None:
    company = book.company()
    contact = book.typed(company, phone=PHONE, post="Менеджер")
    book.typed(company, phone=OTHER_PHONE)
    told = (await book.handle())[0].contact

    found = await book.person(company, position="Директор", known=max(one.edited for one in told.groups.values()))

    assert (found.ref, book.card(contact)["post"]) == (at(contact, company), "Директор")
    assert await book.handle() == []


async def test_a_name_alone_is_enough_where_nothing_contradicts_and_one_is_called_so(book) -> None:
    company = book.company()
    contact = book.typed(company)

    assert (await book.person(company)).ref == at(contact, company)


@pytest.mark.parametrize(
    ("phones", "said"),
    [
        (("", ""), "несколько контактов с именем «Иванов Иван Иванович»"),
        ((OTHER_PHONE,), "с другим телефоном или e-mail"),
    ],
)
async def test_a_doubt_names_the_contacts_and_makes_nobody(book, phones, said) -> None:
    company = book.company()
    contacts = [book.typed(company, phone=phone) for phone in phones]

    refused = await book.person(company)

    assert isinstance(refused, ContactRefused)
    assert said in refused.told[0].text
    assert [one.ref for one in refused.doubts[0].candidates] == [at(one, company) for one in contacts]
    assert refused.doubts[0].thing == onec("contact_person", 1)
    assert len(book.contacts()) == len(contacts)


async def test_whom_a_person_says_it_is_not_another_is_made_beside(book) -> None:
    company = book.company()
    contact = book.typed(company, phone=OTHER_PHONE)

    made = await book.person(company, apart=(at(contact, company).id,))

    assert (made.ref != at(contact, company), len(book.contacts())) == (True, 2)


@pytest.mark.parametrize("words", [{"last_name": "Петров", "first_name": "Пётр"}, {}])
async def test_one_phone_for_many_people_and_the_same_name_elsewhere_are_nobody(book, words) -> None:
    company, other = book.company(), book.company("Лютик")
    book.typed(company if words else other, phone=PHONE)

    made = await book.person(company, **words)

    assert (len(book.contacts()), book.card(made)["companyIds"]) == (2, [company])


async def test_a_namesake_of_another_contact_person_gets_a_contact_of_its_own(book) -> None:
    company = book.company()
    first = await book.person(company)

    second = await book.person(company, 2, phones=(OTHER_PHONE,))

    assert (first.ref != second.ref, len(book.contacts())) == (True, 2)


def copied(book, *companies: int, **words) -> int:
    """A contact with the mark that the bus gives the first contact person's, and a name of its own."""
    mark = {"originatorId": "1C", "originId": guid(1)}
    return book.typed(*companies, fields=mark, **words)


async def test_a_copied_contact_that_was_made_another_person_is_not_taken_for_the_person_it_was(book) -> None:
    company = book.company()
    copy = copied(book, company, lastName="Петров", name="Пётр", secondName="", phone=OTHER_PHONE)

    made = await book.person(company)

    assert (made.ref != at(copy, company), len(book.contacts())) == (True, 2)
    assert book.names(copy) == ("Петров", "Пётр", "")


async def test_a_lost_answer_makes_no_second_contact_beside_a_copied_one(book) -> None:
    company = book.company()
    copied(book, company, lastName="Петров", name="Пётр", secondName="", phone=OTHER_PHONE)
    book.wire.dies_at = "crm.item.add"
    command = book.command(company)
    with pytest.raises(DoubtfulWrite):
        await book.run(command)

    made = await book.run(command)

    assert (len(book.contacts()), book.names(made)) == (2, ("Иванов", "Иван", "Иванович"))


async def test_of_two_contacts_with_the_mark_the_one_that_is_nobody_elses_is_taken(book) -> None:
    company = book.company()
    anothers = await book.person(company, 2, phones=(OTHER_PHONE,))
    book.edit(anothers, fields={"originatorId": "1C", "originId": guid(1)})
    copy = copied(book, company, lastName="Сидоров", phone=PHONE)

    found = await book.person(company)

    assert (found.ref, len(book.contacts())) == (at(copy, company), 2)


async def test_what_an_order_has_made_is_the_same_contact_and_nobodys_edit(book) -> None:
    company = book.company()
    contact = int(await book.order_names(company))

    told = await book.handle()
    found = await book.person(company, last_name="Иванов", first_name="Иван", second_name="Ильич")

    assert (told, found.ref, len(book.contacts())) == ([], at(contact, company), 1)
    assert book.names(contact) == ("Иванов", "Иван", "Ильич")
    assert await book.handle() == []


async def test_a_contact_that_an_order_has_made_without_hearing_so_is_nobodys_edit_either(book) -> None:
    company = book.company()
    book.wire.dies_at = "crm.item.add"
    with pytest.raises(DoubtfulWrite):
        await book.order_names(company)

    contact = int(await book.order_names(company))

    assert (await book.handle(), len(book.contacts())) == ([], 1)
    assert (await book.person(company, second_name="")).ref == at(contact, company)


async def test_a_contact_that_an_order_has_paired_speaks_for_the_company_too(book) -> None:
    first, second = book.company(), book.company("Лютик")
    contact = book.typed(first)

    await book.person(second, ref=at(contact, second))

    assert book.card(contact)["companyIds"] == [first, second]


async def test_nobody_is_made_who_may_not_be_or_whose_company_is_gone(book) -> None:
    company = book.company()

    outcomes = [await book.person(company, create=False), await book.person(company + 1)]

    assert ([one.ref for one in outcomes], book.contacts()) == ([None, None], [])


async def test_a_copied_card_is_another_contact(book) -> None:
    company = book.company()
    made = await book.person(company)
    await book.handle()
    mark = {"originatorId": "1C", "originId": guid(1)}

    copy = book.typed(company, fields=mark)

    assert [(one.contact.ref, one.contact.origin) for one in await book.handle()] == [(at(copy, company), None)]
    assert (await book.person(company, position="Директор")).ref == made.ref


async def test_a_contact_renamed_before_its_pair_is_known_is_not_doubled(book) -> None:
    company = book.company()
    contact = book.typed(company)
    await book.handle()
    await book.person(company)
    book.edit(contact, lastName="Петров")
    await book.handle()

    again = await book.person(company, last_name="Сидоров")

    assert (again.ref, len(book.contacts())) == (at(contact, company), 1)


async def test_a_contact_that_keys_have_found_is_named_and_left_alone_until_it_is_paired(book) -> None:
    company = book.company()
    contact = book.typed(company, post="Менеджер")
    await book.handle()

    found = await book.run(book.command(company, position="Директор"))
    book.edit(contact, lastName="Петров")
    again = await book.run(book.command(company, position="Директор"))

    assert (found.ref, again.ref, len(book.contacts())) == (at(contact, company), at(contact, company), 1)
    assert (found.found.source, found.found.target) == ("Иванов Иван Иванович", "Иванов Иван Иванович")
    assert book.card(contact)["post"] == "Менеджер"


async def test_a_contact_nobody_has_read_yet_that_keys_have_found_and_a_person_renames_is_still_found(book) -> None:
    company = book.company()
    contact = book.typed(company)
    found = await book.run(book.command(company))

    book.edit(contact, lastName="Петров")
    again = await book.run(book.command(company))

    assert (found.ref, again.ref, len(book.contacts())) == (at(contact, company), at(contact, company), 1)
