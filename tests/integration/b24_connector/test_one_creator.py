"""Two commands that need the same new thing at once make it once; the other one comes back."""

import asyncio
from collections.abc import Awaitable

import pytest

from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.writer.companies.wanted import WantedCompany
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.party import BankAccount
from shared.messages.price import PriceKind
from tests.integration.b24_connector.company_office import INN, OTHER_INN, entity, guid, opened_registry
from tests.integration.b24_connector.contact_office import opened_book
from tests.integration.b24_connector.price_shop import opened_prices, price
from tests.integration.b24_connector.private_office import opened_shop

ACCOUNT = BankAccount(number="40702810900000000001", bic="044525225", bank="Сбербанк", correspondent="301018104")


@pytest.fixture
async def registry():
    async with opened_registry() as made:
        yield made


@pytest.fixture
async def book():
    async with opened_book() as made:
        yield made


@pytest.fixture
async def shop():
    async with opened_shop() as made:
        yield made


@pytest.fixture
async def prices():
    async with opened_prices() as made:
        yield made


async def at_once(*commands: Awaitable) -> int:
    """Run commands at once; returns how many of them come back."""
    ended = await asyncio.gather(*commands, return_exceptions=True)
    failed = [one for one in ended if isinstance(one, BaseException)]
    assert all(isinstance(one, Retryable) for one in failed), failed
    return len(failed)


async def nobody(_) -> None:
    """Nothing is told in doubt here."""


async def test_a_client_of_two_orders_becomes_one_company(registry):
    come_back = await at_once(registry.order_names(), registry.order_names())

    assert (len(registry.companies()), come_back) == (1, 1)


@pytest.mark.parametrize("by_directory", [True, False], ids=["directory and order", "two orders"])
async def test_a_partner_of_two_legal_entities_becomes_one_company_though_each_is_named_alone(registry, by_directory):
    second = entity(2, inn=OTHER_INN, kpp="773601001", name="ООО «Лютик»")
    first = registry.run(registry.command()) if by_directory else registry.order_names()

    come_back = await at_once(first, registry.order_names(legal_entity=second))
    company = await registry.order_names(legal_entity=second)

    assert come_back == 1
    assert [str(one["id"]) for one in registry.companies()] == [company]


async def test_a_legal_entity_that_orders_of_two_partners_name_becomes_one_company(registry):
    come_back = await at_once(registry.order_names(1), registry.order_names(2))

    assert (len(registry.companies()), come_back) == (1, 1)


async def test_nobody_makes_a_partner_s_company_by_another_legal_entity_beside_a_call_that_may_still_run(registry):
    registry.wire.dies_at = "crm.item.add"

    with pytest.raises(DoubtfulWrite):
        await registry.order_names()

    assert registry.claims.in_doubt == [f"b24:party:{INN}", f"b24:partner:partner:{guid(1)}"]


async def test_a_private_person_of_two_orders_becomes_one_contact(shop):
    come_back = await at_once(shop.order_names(), shop.order_names())

    assert (len(shop.everybody()), come_back) == (1, 1)


async def test_a_legal_entity_of_two_orders_becomes_one_requisite(registry):
    company = str(registry.typed(inn=""))
    finder = registry.of_orders

    come_back = await at_once(*(finder.requisite(company, entity(), nobody) for _ in range(2)))

    assert (len(registry.card(int(company))["requisites"]), come_back) == (1, 1)


async def test_a_requisite_whose_making_nobody_heard_of_is_left_in_doubt(registry):
    company = str(registry.typed(inn=""))
    registry.wire.dies_at = "crm.requisite.add"

    with pytest.raises(DoubtfulWrite):
        await registry.of_orders.requisite(company, entity(), nobody)

    assert registry.claims.in_doubt


async def bring(registry, own, account):
    """Write an account that the company did not have when it was read."""
    company = registry.command(banks=(account,)).company
    await registry.writer._requisites._account(own, WantedCompany(company, registry.directory.presets), account, {})


async def test_an_account_that_two_commands_bring_is_made_once(registry):
    company = await registry.order_names()
    card = await registry.cards.card(company)
    own = card.cards[0]

    come_back = await at_once(*(bring(registry, own, ACCOUNT) for _ in range(2)))

    assert (len(registry.card(int(company))["banks"]), come_back) == (1, 1)


async def test_an_account_that_was_made_since_its_company_was_read_is_not_made_again(registry):
    company = await registry.order_names()
    card = await registry.cards.card(company)

    for account in (ACCOUNT, ACCOUNT, ACCOUNT.with_(currency="USD")):
        await bring(registry, card.cards[0], account)

    (row,) = registry.card(int(company))["banks"]
    assert row["RQ_ACC_CURRENCY"] == "USD"


async def test_an_account_whose_making_nobody_heard_of_is_left_in_doubt(registry):
    company = await registry.order_names()
    card = await registry.cards.card(company)
    registry.wire.dies_at = "crm.requisite.bankdetail.add"

    with pytest.raises(DoubtfulWrite):
        await bring(registry, card.cards[0], ACCOUNT)

    assert registry.claims.in_doubt


async def test_a_contact_person_of_two_orders_becomes_one_contact(book):
    company = book.company()

    come_back = await at_once(book.order_names(company), book.order_names(company))

    assert (len(list(book.simulated.items[CONTACT])), come_back) == (1, 1)


async def test_a_contact_person_of_two_commands_becomes_one_contact(book):
    company = book.company()

    come_back = await at_once(book.run(book.command(company)), book.run(book.command(company)))

    assert (len(list(book.simulated.items[CONTACT])), come_back) == (1, 1)


async def test_a_contact_whose_making_nobody_heard_of_is_left_in_doubt(book):
    company = book.company()
    book.wire.dies_at = "crm.item.add"

    with pytest.raises(DoubtfulWrite):
        await book.run(book.command(company))

    assert book.claims.in_doubt


async def test_a_price_kind_of_two_items_becomes_one_type(prices):
    await prices.shop.item(1)
    await prices.shop.item(2)
    types = prices.writer._upserts._types
    kind: PriceKind = price(1, 12).kind

    come_back = await at_once(types.of(kind), types.of(kind))

    assert (len(prices.types), come_back) == (3, 1)


async def test_a_price_type_that_many_items_need_at_once_is_named_once(prices):
    kind: PriceKind = price(1, 12, name="Дилерская").kind
    prices.shop.refuses("catalog.priceTypeLang.add")
    await prices.writer._upserts._types.of(kind)
    prices.restart()

    await at_once(*(prices.writer._upserts._types.of(kind) for _ in range(20)))

    asked = prices.shop.wire.app.server.stats.as_dict()["by_method"]
    assert asked["catalog.pricetypelang.add"] == 1 + 1  # the first was refused
