"""A look at what has changed costs the portal one request: it is taken every minute, of each kind of record."""

import pytest

from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.in_process import opened_office


async def requests_of(sweep, portal) -> int:
    """Return what the second look costs; the first asks the portal for its zone as well."""
    await sweep()
    before = portal.requests
    await sweep()
    return portal.requests - before


@pytest.mark.parametrize("kind", ["sweeper", "invoice_sweep"])
async def test_a_look_at_deals_or_invoices_is_one_request(kind) -> None:
    async with opened_office() as office:
        assert await requests_of(getattr(office, kind).sweep, office.portal) == 1


async def test_a_look_at_companies_with_their_requisites_and_accounts_is_one_request() -> None:
    async with opened_registry() as registry:
        registry.typed()

        assert await requests_of(registry.sweeper.sweep, registry.portal) == 1


async def test_a_look_at_contacts_is_one_request() -> None:
    async with opened_book() as book:
        book.typed(book.company())

        assert await requests_of(book.sweeper.sweep, book.portal) == 1
