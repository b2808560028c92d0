"""Groups that are not written any more, as both sides kept overwriting each other; and that people hear of it."""

from shared.messages.envelope import wrap
from tests.integration.b24_connector.company_office import opened_registry
from tests.integration.b24_connector.contact_office import OTHER_PHONE, PHONE, opened_book
from tests.integration.b24_connector.in_process import office
from tests.integration.b24_connector.test_deaths import a_deal, next_of

__all__ = ["office"]


async def test_a_deal_whose_rows_are_frozen_keeps_them(office):
    command, deal = await a_deal(office)
    office.store._put(command.key, frozen=frozenset({"rows"}))

    await office.run(next_of(command, 200))

    assert office.rows(deal) == [(100, 1)]


async def test_a_company_whose_name_is_frozen_keeps_it():
    async with opened_registry() as registry:
        made = await registry.partner()
        await registry.handle()
        registry.store._put("partner:" + registry.command().source.id, frozen=frozenset({"name"}))

        await registry.run(registry.command(ref=made.ref.id, name="Весна"))

        assert registry.card(made)["item"]["title"] == "Ромашка"


async def test_what_was_frozen_in_a_company_is_told_until_the_broker_has_heard_it():
    async with opened_registry() as registry:
        command = registry.command()
        await registry.run(command)
        registry.store._put(command.key, unsaid=frozenset({"name"}))

        told = [await heard(registry, command, confirmed=confirmed) for confirmed in (False, True, True)]

        assert [bool(one) for one in told] == [True, True, False]


async def test_what_was_frozen_in_a_contact_is_told_until_the_broker_has_heard_it():
    async with opened_book() as book:
        command = book.command(book.company())
        await book.run(command)
        book.store._put(command.key, unsaid=frozenset({"name"}))

        told = [await heard(book, command, confirmed=confirmed) for confirmed in (False, True, True)]

        assert [bool(one) for one in told] == [True, True, False]


async def heard(made, command, *, confirmed):
    """What a run has to tell; without a confirm the process dies before the broker has it."""
    done = await made.writer.upserted(wrap(command, source="test"), command)
    if confirmed and done.then:
        await done.then()
    return done.publish[0].told


async def test_a_contact_whose_phones_are_frozen_keeps_them():
    async with opened_book() as book:
        company = book.company()
        made = await book.person(company)
        await book.handle()
        command = book.command(company, ref=made.ref, phones=(OTHER_PHONE,))
        book.store._put(command.key, frozen=frozenset(command.contact.groups))

        await book.run(command)

        assert (await book.reader._cards.contact(str(book.number(made))))["fm"][0]["value"] == PHONE
