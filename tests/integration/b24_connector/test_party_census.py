"""`party.census`: companies and contacts as they stand now, a page a message, contacts once for each company."""

from services.b24_connector.portal import Portal
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.party_census import PartyCensusReader
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.reference.directory import Directory
from shared.messages.envelope import wrap
from shared.messages.ring.census import PAGE, CensusEnded
from shared.messages.ring.directory_census import PartyCensus, RecordsCounted
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.unit.b24_connector.stores import StoreInMemory

MANY = PAGE + 7
CALLS_OF_A_PAGE = 6
"""Requests of fifty commands each: the list, the cards, their requisites, addresses and accounts; and one begins."""


def reader_of(portal: Portal, directory: Directory) -> PartyCensusReader:
    cards, store = CompanyCards(portal, directory), StoreInMemory()
    companies = CompanyReader(portal, cards, store, CompanySurvivors(portal, cards, StoreInMemory()))
    return PartyCensusReader(portal, companies, ContactReader(portal, ContactCards(portal), StoreInMemory()))


async def all_told(reader: PartyCensusReader, message: PartyCensus) -> tuple[list[RecordsCounted], CensusEnded, int]:
    """Answer a census and what follows from it; return the pages, the end and how many messages it took."""
    pages, asked = [], 1
    while True:
        *told, last = (await reader.census(wrap(message, source="test"), message)).publish
        pages += told
        if isinstance(last, CensusEnded):
            return pages, last, asked
        message, asked = last, asked + 1


async def test_companies_with_a_number_are_told_a_page_a_message_and_requests_grow_with_pages():
    async with opened_registry() as registry:
        numbered = [str(registry.typed(title=f"Ромашка {number}")) for number in range(MANY)]
        registry.typed(inn="", title="Без ИНН")
        reader, before = reader_of(registry.portal, registry.directory), registry.portal.requests

        pages, ended, asked = await all_told(reader, PartyCensus(run="r", kind="company"))

        assert [one.ref.id for page in pages for one in page.companies] == numbered
        assert ([(page.page, page.count) for page in pages], asked) == ([(1, PAGE), (2, MANY - PAGE)], 2)
        assert (ended.side, ended.kind, ended.count) == ("b24", "company", MANY)
        assert pages[0].links[numbered[0]].endswith(f"/crm/company/details/{numbered[0]}/")
        assert registry.portal.requests - before <= 2 * CALLS_OF_A_PAGE


async def test_a_second_look_is_at_the_companies_named_and_at_no_other():
    async with opened_registry() as registry:
        numbered = [str(registry.typed(title=f"Ромашка {number}")) for number in range(MANY + 1)]
        reader = reader_of(registry.portal, registry.directory)

        pages, ended, _ = await all_told(reader, PartyCensus(run="r", look=2, kind="company", only=numbered[1:]))

        assert [one.ref.id for page in pages for one in page.companies] == numbered[1:]
        assert (ended.look, ended.count) == (2, MANY)


async def test_a_contact_is_told_once_for_each_of_its_companies():
    async with opened_book() as book:
        first, second = book.company(), book.company("Полынь")
        contact, _alone = book.typed(first, second), book.typed()

        pages, ended, _ = await all_told(reader_of(book.portal, book.directory), PartyCensus(run="r", kind="contact"))

        (page,) = pages
        assert {one.ref.id for one in page.contacts} == {f"{contact}@{first}", f"{contact}@{second}"}
        assert (page.count, ended.count) == (2, 2)
        assert page.links[f"{contact}@{first}"].endswith(f"/crm/contact/details/{contact}/")
