"""What 1C would tell of all its items: read in bulk, as the reader tells them one by one, and nothing is remembered."""

import pytest

from services.onec_connector import ask
from tests.integration.onec_connector import test_items
from tests.integration.onec_connector.test_items import SHOP, add_group, add_item, products, sections

directory, shop = test_items.directory, test_items.shop


async def asked(directory, *only: str) -> list:
    return [message async for message in ask.items(directory.flow, only)]


async def test_all_that_the_rules_let_through_is_told_as_the_reader_tells_it(directory, onec, shop):
    await add_item(onec, name="Болт М99", article="B-99", barcode="4600000000992", vat_rate="10", group=shop)

    facts = await asked(directory)
    read = await directory.passed()

    (bolt,), (same,) = products(facts).values(), products(read).values()
    assert (bolt.with_(groups={}), set(bolt.groups)) == (same.with_(groups={}), set(same.groups))
    assert [one.name for one in sections(facts)] == [SHOP]


async def test_what_is_not_offered_any_more_is_told_and_what_never_was_is_not(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await add_item(onec, name="Гайка М99", marked=True, group=shop)
    await directory.passed()
    await onec.do("items", guid=bolt, marked=True)

    assert [(one.name, one.active) for one in products(await asked(directory)).values()] == [("Болт М99", False)]


@pytest.mark.parametrize("word", ["b-99", "Болт М99", "болты"])
async def test_words_choose_items_by_article_name_or_group(directory, onec, shop, word):
    inner = await add_group(onec, name="Болты", parent=shop)
    await add_item(onec, name="Болт М99", article="B-99", group=inner)
    await add_item(onec, name="Гайка М99", article="N-99", group=shop)

    assert list(products(await asked(directory, word))) == ["Болт М99"]


async def test_an_item_with_characteristics_is_told_with_those_it_is_sold_in(directory, onec, shop):
    shirt = await add_item(onec, name="Футболка", group=shop, characteristics=True)
    await onec.do("characteristics", item=shirt, name="синяя", price=900)

    facts = await asked(directory)
    read = await directory.passed()

    assert set(products(facts)) == set(products(read)) == {"Футболка", "Футболка (синяя)"}
    assert {name: one.active for name, one in products(facts).items()} == dict.fromkeys(products(read), True)
