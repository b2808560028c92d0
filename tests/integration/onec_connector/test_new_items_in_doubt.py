"""Which item of 1C a new product is, where a person has decided, or must (R10)."""

import pytest

from services.onec_connector.base.query import Query
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import document_of
from tests.integration.onec_connector.test_new_items import connector, items_named, ordered, typed, typed_product

__all__ = ["connector"]


async def test_a_namesake_is_the_product_where_a_person_says_so_and_no_second_one_is_made_where_not(
    connector, onec, company
):
    there = (await onec.do("items", name="Болт М8", article="B-M8"))["item"]
    (refused,) = await connector.upsert(ordered(company, typed(company, article="X-1")))
    chosen = Ref(system="onec", kind="item", id=there)

    accepted, *_ = await connector.upsert(ordered(company, typed(company, article="X-1", ref=chosen)))
    (rejected,) = await connector.upsert(ordered(company, typed(company, article="X-1", not_these=(there,)), number=2))

    (doubt,) = refused.doubts
    assert (doubt.key, [one.ref for one in doubt.candidates]) == ("product:501", [chosen])
    assert (doubt.candidates[0].agrees, doubt.candidates[0].differs) == ({"name": "Болт М8"}, {"article": "B-M8"})
    assert [row["Номенклатура_Key"] for row in (await document_of(onec, accepted))["Товары"]] == [there]
    assert rejected.doubts == ()
    assert "решено, что это другой" in rejected.told[0].text
    assert len(await items_named(onec, "Болт М8")) == 1


@pytest.mark.parametrize("count", [1, 2])
async def test_no_second_item_is_made_for_an_article_whose_items_a_person_has_ruled_out(
    connector, onec, company, count
):
    there = [(await onec.do("items", name=f"Болт № {number}", article="B-M8"))["item"] for number in range(count)]

    (refused,) = await connector.upsert(ordered(company, typed(company, article="B-M8", not_these=tuple(there))))

    assert isinstance(refused, OrderRefused)
    assert "решено, что это другой" in refused.told[0].text
    assert (refused.doubts, await items_named(onec, "Болт М8")) == ((), [])


async def test_which_of_several_items_a_typed_product_is_a_person_decides(connector, onec):
    there = [(await onec.do("items", name=f"Болт № {number}", article="B-M8"))["item"] for number in range(2)]

    (refused,) = await connector.make(typed_product())
    left, _ = await connector.make(typed_product(not_these=(there[0],)))
    (rejected,) = await connector.make(typed_product(not_these=tuple(there)))

    (doubt,) = refused.doubts
    assert (doubt.key, {one.ref.id for one in doubt.candidates}) == ("product:501", {*there})
    assert doubt.candidates[0].agrees == {"article": "B-M8"}
    assert "у нескольких товаров" in refused.told[0].text
    assert left.ref.id == there[1]
    assert (rejected.doubts, "решено, что это другой" in rejected.told[0].text) == ((), True)
    assert await items_named(onec, "Болт М8") == []


async def test_a_namesake_of_a_typed_product_is_a_persons_matter_before_any_deal_needs_it(connector, onec):
    there = (await onec.do("items", name="Болт М8", article="X-1"))["item"]

    (refused,) = await connector.make(typed_product())

    assert [one.ref.id for doubt in refused.doubts for one in doubt.candidates] == [there]


async def test_a_typed_product_is_no_item_that_is_marked_for_deletion(connector, onec):
    await onec.do("items", name="Болт № 1", barcode="4600000000888", marked=True)

    (refused,) = await connector.make(typed_product(barcode="4600000000888"))

    assert "с пометкой на удаление" in refused.told[0].text


@pytest.mark.parametrize("kept", [True, False], ids=["keys kept", "keys ignored"])
async def test_no_second_item_is_made_of_an_article_while_the_first_one_may_still_be_being_made(connector, onec, kept):
    await onec.do("switches", honour_client_ref_key=kept)
    await onec.do("faults", kind="drop_before", path="Catalog_Номенклатура", method="POST")
    with pytest.raises(DoubtfulWrite):
        await connector.make(typed_product(501))

    with pytest.raises(Retryable) as waits:
        await connector.make(typed_product(502, name="Болт 502"))

    assert not waits.value.counted
    assert await items_named(onec, "Болт 502") == []


async def test_what_was_made_of_a_product_that_a_person_says_is_another_is_not_made_again(connector, onec):
    made, _ = await connector.make(typed_product())
    async with onec.clerk() as clerk:
        await clerk.change(
            "Catalog_Номенклатура",
            made.ref.id,
            {"Description": "Гвоздь", "НаименованиеПолное": "Гвоздь", "Артикул": "G-1"},
        )
    apart = typed_product(article="X-9", barcode="4600000009991", not_these=(made.ref.id,))

    other, *_ = await connector.make(apart)
    again, *_ = await connector.make(apart)

    assert other.ref.id not in {made.ref.id, ""}
    assert again.ref == other.ref
    async with onec.clerk() as clerk:
        codes = [row async for row in clerk.pages("InformationRegister_ШтрихкодыНоменклатуры", Query())]
    assert [row["Номенклатура_Key"] for row in codes if row["Штрихкод"] == "4600000009991"] == [other.ref.id]
