"""Nobody knows what the portal has taken of a record: it is nobody's edit, for as long as nobody has looked."""

import pytest

from shared.bus.errors import Retryable
from shared.messages.ring.facts import CompanyTouched, ContactTouched
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.test_edited_products import bolt, looked, shop  # noqa: F401 - fixtures


async def test_a_write_whose_answer_was_lost_is_nobodys_edit(shop, bolt):  # noqa: F811
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")

    with pytest.raises(Retryable, match="being written"):
        await looked(shop, bolt)


async def test_a_write_whose_answer_was_lost_is_nobodys_edit_where_the_next_try_fails(shop, bolt):  # noqa: F811
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    faults = shop.wire.app.server.faults
    faults.order({"kind": "503", "count": 99})
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    faults.waiting.clear()

    with pytest.raises(Retryable, match="being written"):
        await looked(shop, bolt)


async def test_what_was_taken_without_an_answer_is_nobodys_edit_however_long_it_stands(shop, bolt):  # noqa: F811
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    shop.products.outwaited = True

    assert shop.shelf[0]["name"] == "Болт М10"
    assert await looked(shop, bolt) == []


async def lost_and_tried_again(office, command, method):
    """The answer of a write is lost, and at the next try the portal is busy."""
    office.wire.dies_at = method
    with pytest.raises(Retryable):
        await office.run(command)
    faults = office.wire.app.server.faults
    faults.order({"kind": "503", "count": 99})
    with pytest.raises(Retryable):
        await office.run(command)
    faults.waiting.clear()


async def test_the_same_of_a_company(monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    async with opened_registry() as registry:
        made = await registry.partner()
        await registry.handle()

        await lost_and_tried_again(registry, registry.command(ref=made.ref.id, name="Весна"), "crm.item.update")

        registry.touches.append(CompanyTouched(ref=made.ref))
        with pytest.raises(Retryable, match="being written"):
            await registry.handle()


async def test_the_same_of_a_contact(monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()

        await lost_and_tried_again(book, book.command(company, ref=made.ref, first_name="Пётр"), "crm.item.update")

        book.touches.append(ContactTouched(ref=made.ref))
        with pytest.raises(Retryable, match="being written"):
            await book.handle()
