"""Commands that a card has heard all of, as many come for one card after an outage: they ask the portal nothing."""

import pytest

from shared.messages.ring.outcomes import CompanyUpserted, ContactUpserted
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book


@pytest.mark.parametrize("is_paired", [True, False], ids=["by its pair", "by its document"])
async def test_an_older_command_for_a_company_asks_the_portal_nothing(is_paired):
    async with opened_registry() as registry:
        made = await registry.run(registry.command())
        ref = made.ref.id if is_paired else None
        older, newer = registry.command(ref=ref, name="Осень"), registry.command(ref=ref, name="Зима")
        await registry.run(newer)
        asked = registry.wire.asked.total()

        outcome = await registry.run(older)

        assert (type(outcome), outcome.ref, registry.wire.asked.total()) == (CompanyUpserted, made.ref, asked)


async def test_an_older_command_for_a_contact_asks_the_portal_nothing():
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        older, newer = (book.command(company, ref=made.ref, first_name=name) for name in ("Пётр", "Иван"))
        await book.run(newer)
        asked = book.wire.asked.total()

        outcome = await book.run(older)

        assert (type(outcome), outcome.ref, book.wire.asked.total()) == (ContactUpserted, made.ref, asked)
