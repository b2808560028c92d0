"""What would become of contacts, said before anything is written; and a load of them that is killed on its way."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator

import pytest

from services.b24_connector import ask
from shared.bus.errors import Retryable
from tests.integration.b24_connector.contact_office import OTHER_PHONE, PHONE, ContactOffice, at, opened_book
from tests.integration.b24_connector.in_process import used_up


@pytest.fixture
async def book() -> AsyncIterator[ContactOffice]:
    async with opened_book() as book:
        yield book


async def told(book: ContactOffice) -> list:
    return [one.contact async for one in ask.tell_contacts(book.portal, book.reader)]


async def test_a_person_would_be_made_linked_or_left_to_a_human(book) -> None:
    company, other = book.company(), book.company("Лютик")
    book.typed(company, phone=PHONE)
    for _ in range(2):
        book.typed(other)
    before, count = dict(book.store.entities), len(book.contacts())

    verdicts = [
        await book.trial.contact(one)
        for one in (
            book.command(company),
            book.command(company, 2, last_name="Петров"),
            book.command(other, 3),
            book.command(company, 4, last_name="Сидоров", create=False),
            book.command(987, 5),
        )
    ]

    assert [one.would for one in verdicts] == ["link", "create", "doubtful", "left", "left"]
    assert "Иванов Иван Иванович" in verdicts[2].why
    assert (dict(book.store.entities), len(book.contacts())) == (before, count)


async def test_a_pair_is_compared_as_the_writer_compares_it(book) -> None:
    company = book.company()
    made = await book.person(company)
    left = at(book.typed(), company)

    verdicts = [
        (await book.trial.contact(one)).would
        for one in (
            book.command(company, ref=made.ref),
            book.command(company, ref=made.ref, phones=(OTHER_PHONE,)),
            book.command(company, 2, ref=left),
        )
    ]

    assert verdicts == ["same", "change", "left"]


async def test_contacts_are_told_once_a_company_as_the_reader_tells_them(book) -> None:
    first, second = book.company(), book.company("Лютик")
    book.typed(first, second, post="Директор", phone=PHONE)
    book.typed()
    before = dict(book.store.entities)

    said = await told(book)

    assert dict(book.store.entities) == before
    read = [fact.contact for fact in await book.handle()]
    assert [one.with_(groups={}) for one in said] == [one.with_(groups={}) for one in read]
    assert [set(one.groups) for one in said] == [set(one.groups) for one in read]
    assert await told(book) == read


async def killed(book: ContactOffice, commands, method: str) -> None:
    """Write all at once; the answer to one call is lost, and the rest dies with it wherever it stands."""
    book.wire.dies_at = method
    with contextlib.suppress(BaseExceptionGroup):
        async with asyncio.TaskGroup() as group:
            for command in commands:
                group.create_task(book.run(command))
    book.wire.dies_at = ""


async def test_a_load_that_is_killed_again_and_again_makes_nobody_twice_and_misses_nobody(book) -> None:
    rolls, company = random.Random(7), book.company()
    commands = [book.command(company, number, last_name=f"Иванов{number}") for number in range(1, 31)]

    for method in rolls.choices(("crm.item.add", "crm.item.list", "crm.company.contact.items.get"), k=5):
        await killed(book, rolls.sample(commands, 8), method)
    for command in commands:
        await book.run(command)

    names = [one["lastName"] for one in book.contacts()]
    assert sorted(names) == sorted(f"Иванов{number}" for number in range(1, 31))


async def test_a_contact_for_whose_call_the_portal_has_no_time_asks_for_nothing(book, monkeypatch) -> None:
    company = book.company()
    monkeypatch.setattr(book.portal, "turn", used_up("crm.item.add").turn)
    before = book.wire.asked.total()

    with pytest.raises(Retryable, match=r"crm.item.add rests"):
        await book.run(book.command(company))

    assert (book.wire.asked.total(), book.contacts()) == (before, [])
