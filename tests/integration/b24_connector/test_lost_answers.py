"""Nobody knows what the portal has taken of a record: it is nobody's edit, for as long as nobody has looked."""

import httpx
import pytest
from pymongo.errors import ConnectionFailure

from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.facts import CompanyTouched, ContactTouched, DealTouched
from shared.messages.ring.outcomes import DealRefused
from shared.store import StoreAwayError
from tests.integration.b24_connector.commands import deal_ref
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.in_process import office  # noqa: F401 - a fixture
from tests.integration.b24_connector.test_deaths import a_deal, next_of
from tests.integration.b24_connector.test_edited_products import bolt, looked, shop  # noqa: F401 - fixtures

SET = "crm.item.productrow.set"


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


async def test_a_newer_command_goes_over_what_the_first_of_two_unanswered_writes_has_left(shop, bolt):  # noqa: F811
    def is_never_taken():
        raise httpx.ReadTimeout("nobody hears the question")

    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М10")
    shop.wire.before["catalog.product.update"] = is_never_taken
    with pytest.raises(Retryable):
        await shop.item(1, name="Болт М12")

    await shop.item(1, name="Болт М14")

    assert shop.shelf[0]["name"] == "Болт М14"
    assert await looked(shop, bolt) == []


async def lost_and_tried_again(peer, command, method):
    """The answer of a write is lost, and at the next try the portal is busy."""
    peer.wire.dies_at = method
    with pytest.raises(Retryable):
        await peer.run(command)
    faults = peer.wire.app.server.faults
    faults.order({"kind": "503", "count": 99})
    with pytest.raises(Retryable):
        await peer.run(command)
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


async def test_a_company_is_nobodys_edit_where_an_older_command_comes_again(monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    async with opened_registry() as registry:
        made = await registry.partner(name="Осень")
        await registry.handle()
        first = registry.command(ref=made.ref.id, name="Зима")
        await registry.run(first)
        await registry.handle()
        registry.wire.dies_at = "crm.item.update"
        with pytest.raises(Retryable):
            await registry.run(registry.command(ref=made.ref.id, name="Весна"))

        await registry.run(first)

        registry.touches.append(CompanyTouched(ref=made.ref))
        with pytest.raises(Retryable, match="being written"):
            await registry.handle()


async def test_a_contact_is_nobodys_edit_where_an_older_command_comes_again(monkeypatch):
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()
        first = book.command(company, ref=made.ref, first_name="Иван")
        await book.run(first)
        await book.handle()
        book.wire.dies_at = "crm.item.update"
        with pytest.raises(Retryable):
            await book.run(book.command(company, ref=made.ref, first_name="Пётр"))

        await book.run(first)

        book.touches.append(ContactTouched(ref=made.ref))
        with pytest.raises(Retryable, match="being written"):
            await book.handle()


async def test_a_deal_is_nobodys_edit_where_an_older_command_comes_again(office, monkeypatch):  # noqa: F811
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    command, deal = await a_deal(office)
    older = next_of(command, 200, edited=5)
    await office.upsert(older)
    office.pass_by(60)
    await office.handle()
    office.dies_at("crm.item.productrow.set")
    with pytest.raises(DoubtfulWrite):
        await office.run(next_of(command, 300, edited=9))

    await office.run(older)

    office.pass_by(60)
    await office.publish(DealTouched(ref=deal_ref(deal)))
    with pytest.raises(Retryable, match="being written"):
        await office.handle()


async def test_a_deal_is_nobodys_edit_where_the_database_goes_away_as_well(office, monkeypatch):  # noqa: F811
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    command, _ = await a_deal(office)
    office.dies_at("crm.item.productrow.set")

    async def is_away(*_, **__):
        raise StoreAwayError(ConnectionFailure())

    with monkeypatch.context() as away:
        away.setattr(office.store, "note_step", is_away)
        with pytest.raises(DoubtfulWrite):
            await office.run(next_of(command, 300, edited=9))

    assert office.store.entities[command.key].writing is not None


async def test_a_deal_is_nobodys_edit_where_the_next_command_is_refused_in_part(office, monkeypatch):  # noqa: F811
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)
    command, deal = await a_deal(office)
    said = len(office.facts)
    office.dies_at(SET)
    with pytest.raises(DoubtfulWrite):
        await office.run(next_of(command, 300, edited=9))
    refusal = {"kind": "error", "method": SET, "status": 400, "code": "ERROR_CORE", "text": "Недопустимое значение"}
    office.wire.app.server.faults.order({**refusal, "count": 99})

    assert isinstance(await office.run(next_of(command, 400, edited=10)), DealRefused)
    office.wire.app.server.faults.waiting.clear()
    await office.look(deal)

    assert office.rows(deal) == [(300, 1)]
    assert len(office.facts) == said
