"""A product that people copied in the portal bears the outer key of its original's item: it does not sell that."""

import pytest

from shared.messages.ring.outcomes import OrderRefused
from tests.integration.onec_connector.connector import document_of, known_item
from tests.integration.onec_connector.test_new_items import connector, items_named, ordered, typed, typed_product

__all__ = ["connector"]


def copy_of(item, **changes):
    """What the mapper makes of a copy."""
    return {"external_code": item.guid, "article": item.article, "not_these": (item.guid,), **changes}


async def test_a_copy_with_its_originals_article_is_told_and_sells_nothing(connector, onec, company):
    item = known_item(company)

    (refused,) = await connector.upsert(ordered(company, typed(company, **copy_of(item))))

    assert isinstance(refused, OrderRefused)
    assert "в портале это копия карточки того товара. Исправьте их в карточке товара" in refused.told[0].text
    assert (await onec.orders(), await items_named(onec, "Болт М8")) == ([], [])


async def test_a_copy_with_an_article_of_its_own_becomes_an_item_of_its_own(connector, onec, company):
    item = known_item(company)

    made, *_ = await connector.upsert(ordered(company, typed(company, **copy_of(item, article="B-M8"))))

    (new,) = await items_named(onec, "Болт М8")
    (row,) = (await document_of(onec, made))["Товары"]
    assert row["Номенклатура_Key"] == new["Ref_Key"] != item.guid


async def test_a_copy_with_the_article_of_another_item_is_that(connector, onec, company):
    there = (await onec.do("items", name="Гайка", article="G-8"))["item"]

    made, *_ = await connector.upsert(ordered(company, typed(company, **copy_of(known_item(company), article="G-8"))))

    (row,) = (await document_of(onec, made))["Товары"]
    assert row["Номенклатура_Key"] == there


@pytest.mark.parametrize("connector", [None], indirect=True)
async def test_without_new_items_the_deal_is_told_what_to_do_with_a_copy(connector, onec, company):
    (refused,) = await connector.upsert(ordered(company, typed(company, **copy_of(known_item(company)))))

    assert isinstance(refused, OrderRefused)
    assert refused.told[0].text == (
        "Заказ не создан: у товара «Болт М8» в портале внешний код (XML_ID) другого товара: карточку скопировали. "
        "Выберите исходный товар или попросите администратора портала исправить внешний код; после этого заказ "
        "создастся сам."
    )
    assert await onec.orders() == []


async def test_a_copy_that_no_deal_needs_yet_says_what_to_do_until_its_codes_are_its_own(connector, onec, company):
    item = known_item(company)
    copy = {"external_code": item.guid, "not_these": (item.guid,)}

    (refused,) = await connector.make(typed_product(article=item.article, **copy))
    made, _ = await connector.make(typed_product(article="B-M8", **copy))

    assert "в портале это копия карточки того товара" in refused.told[0].text
    assert [row["Ref_Key"] for row in await items_named(onec, "Болт М8")] == [made.ref.id]
