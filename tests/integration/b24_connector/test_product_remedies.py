"""What a refusal of an item tells people to do helps: the item is carried over after that."""

from collections.abc import AsyncIterator

import pytest

from shared.messages.ring.outcomes import ProductRefused, ProductUpserted
from shared.messages.things import Ref
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, guid, opened_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


def edit(shop: Shop, made: ProductUpserted, **fields: object) -> None:
    """A person changes a product."""
    shop.product(made).update(fields)


def cleared(*codes: str) -> dict[str, object]:
    return {"xmlId": "", **dict.fromkeys(codes)}


async def test_an_item_that_became_a_service_gets_a_product_of_its_own_once_its_key_was_taken_away(shop: Shop) -> None:
    goods = await shop.item()
    refused = await shop.item(kind="service", ref=goods.ref)
    edit(shop, goods, **cleared())

    made = await shop.item(kind="service", ref=goods.ref)

    assert refused.told[0].text == (
        f"Услуга «Болт М8» не перенесена: в портале товар {goods.ref.id} другого вида: вариации, комплект или услуга "
        "вместо товара. Очистите внешний код этого товара в портале и повторите сообщение или поправьте вид в 1С."
    )
    assert (made.ref != goods.ref, shop.product(made)["type"]) == (True, 7)
    assert shop.product(goods)["xmlId"] != guid(1)


async def test_all_that_the_product_is_found_by_is_to_be_taken_away(shop: Shop) -> None:
    words = {"article": "B-8", "barcode": "46"}
    goods = await shop.item(**words)
    refused = await shop.item(kind="service", ref=goods.ref, **words)
    edit(shop, goods, **cleared())
    again = await shop.item(kind="service", ref=goods.ref, **words)
    edit(shop, goods, **cleared(ARTICLE, BARCODE))

    made = await shop.item(kind="service", ref=goods.ref, **words)

    assert "Очистите внешний код, артикул и штрихкод этого товара в портале" in refused.told[0].text
    assert "Очистите артикул и штрихкод этого товара в портале" in again.told[0].text
    assert shop.product(made)["type"] == 7


async def test_a_product_of_another_kind_that_a_person_chose_is_not_passed_over(shop: Shop) -> None:
    chosen = shop.typed(name="Болт")

    outcome = await shop.item(kind="service", ref=Ref(system="b24", kind="product", id=str(chosen)))

    assert isinstance(outcome, ProductRefused)
    assert outcome.told[0].text.endswith("Разделите их в dealbus match или поправьте вид в 1С.")


async def test_a_product_that_only_lost_its_key_stays_its_items(shop: Shop) -> None:
    goods = await shop.item()
    edit(shop, goods, **cleared())

    again = await shop.item(name="Болт М10", ref=goods.ref)

    assert (again.ref, shop.product(goods)["xmlId"]) == (goods.ref, guid(1))


async def test_the_code_of_another_items_product_is_mended_in_1c_alone(shop: Shop) -> None:
    first = await shop.item(2, article="B-8")
    refused = await shop.item(1, article="B-8")
    edit(shop, first, **cleared())

    again = await shop.item(1, article="B-8")

    assert refused.told[0].text == again.told[0].text
    assert refused.told[0].text.endswith(
        f"в портале у товара {first.ref.id} «Болт М8» другой номенклатуры. Исправьте код у одной из них в 1С или "
        "решите в dealbus match."
    )
    assert [one.ref.id for one in again.doubts[0].candidates] == [first.ref.id]
    await shop.item(2, article="")
    assert isinstance(await shop.item(1, article="B-8"), ProductUpserted)


async def test_a_product_with_the_key_of_an_item_that_is_no_more_is_free_once_that_was_taken_away(shop: Shop) -> None:
    left = shop.typed(name="Болт", article="B-8", xmlId=guid(9))
    refused = await shop.item(1, article="B-8")
    shop.simulated.table("product").rows[left]["xmlId"] = ""

    made = await shop.item(1, article="B-8")

    assert "Исправьте код в 1С или внешний код этого товара в портале" in refused.told[0].text
    assert made.ref.id == str(left)
