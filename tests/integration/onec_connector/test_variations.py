"""Items with characteristics as the connector tells them: the item, and it in each that is sold (R18)."""

from decimal import Decimal

import pytest

from shared.messages.envelope import wrap
from shared.messages.product import ProductGroup
from shared.messages.ring.facts import ItemChanged, ItemTouched, OrderTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.connector import known_client
from tests.integration.onec_connector.test_items import add_group, add_item, directory, edited, shop

__all__ = ["directory", "shop"]

ACTIVITY, CODES, NAME = ProductGroup.ACTIVITY, ProductGroup.CODES, ProductGroup.NAME


async def shirt(onec, shop: str, **values) -> str:
    return await add_item(onec, name="Футболка", article="F-1", group=shop, characteristics=True, **values)


async def characteristic(onec, item: str, name: str, **values) -> str:
    return (await onec.do("characteristics", item=item, name=name, **values))["characteristic"]


def told(facts) -> dict:
    return {fact.product.ref.id: fact.product for fact in facts if isinstance(fact, ItemChanged)}


async def test_an_item_is_told_with_the_characteristics_that_have_a_price_or_a_barcode(directory, onec, shop):
    item = await shirt(onec, shop, unit="166", vat_rate="10")
    red = await characteristic(onec, item, "красная, L", barcode="4600000000101")
    blue = await characteristic(onec, item, "синяя, M", price=900)
    await characteristic(onec, item, "зелёная, S")

    facts = told(await directory.passed())

    assert list(facts) == [item, *(f"{item}#{one}" for one in sorted((red, blue)))]
    parent, variation = facts[item], facts[f"{item}#{red}"]
    assert (parent.has_variations, parent.parent, parent.active, parent.section.ref.id) == (True, None, True, shop)
    assert set(parent.groups) == {NAME, ProductGroup.SECTION, CODES, ACTIVITY}
    assert (variation.name, variation.parent.ref.id) == ("Футболка (красная, L)", item)
    assert (variation.external_code, variation.article, variation.barcode) == (f"{item}#{red}", "F-1", "4600000000101")
    assert (variation.unit, variation.vat_rate, variation.active) == ("166", Decimal(10), True)
    assert set(variation.groups) == set(ProductGroup) - {ProductGroup.SECTION}


@pytest.fixture
async def pricing_25(onec) -> None:
    """The base prices by keys."""
    await onec.do("switches", pricing_25=True)


async def test_pricing_2_5_names_characteristics_by_a_key_of_their_own(pricing_25, directory, onec, shop):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная", price=900)
    await characteristic(onec, item, "синяя")
    hint = ItemTouched(ref=Ref(system="onec", kind="item", id=item))

    facts = told(await directory.passed())
    again = await directory.touch(hint)

    assert (set(facts), again) == ({item, f"{item}#{red}"}, [])
    assert facts[item].active


async def test_shared_characteristics_of_a_kind_do_not_explode(directory, onec, shop):
    items = [await add_item(onec, name=f"Футболка {n}", group=shop, characteristics=True) for n in range(3)]
    shared = [await characteristic(onec, items[0], f"цвет {n}", shared=True) for n in range(5)]
    await onec.do("characteristics", item=items[1], guid=shared[2], price=900)

    facts = told(await directory.passed())

    assert set(facts) == {items[1], f"{items[1]}#{shared[2]}"}
    assert await directory.flow.store.count({"fields.left": "characteristics"}) == 2


async def test_a_second_pass_says_nothing_and_an_edit_is_told_with_its_group_alone(directory, onec, shop):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная", barcode="4600000000101")
    await directory.passed()
    again, hints = await directory.passed(), list(directory.hints)

    await onec.do("characteristics", item=item, guid=red, name="алая")
    renamed = told(await directory.passed())
    await onec.do("characteristics", item=item, guid=red, marked=True)
    marked = told(await directory.passed())

    assert (again, hints) == ([], [])
    assert [(key, one.name, edited(one)) for key, one in renamed.items()] == [
        (f"{item}#{red}", "Футболка (алая)", {NAME})
    ]
    assert [(one.active, edited(one)) for one in marked.values()] == [(False, {ACTIVITY})]


async def test_an_item_that_is_renamed_renames_what_it_is_sold_in(directory, onec, shop):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная", price=900)
    await directory.passed()

    await onec.do("items", guid=item, name="Рубашка")

    names = {key: one.name for key, one in told(await directory.passed()).items()}
    assert names == {item: "Рубашка", f"{item}#{red}": "Рубашка (красная)"}


async def test_a_marked_item_takes_what_it_is_sold_in_along(directory, onec, shop):
    item = await shirt(onec, shop)
    await characteristic(onec, item, "красная", price=900)
    await directory.passed()

    await onec.do("items", guid=item, marked=True)

    assert [one.active for one in told(await directory.passed()).values()] == [False, False]


async def test_a_deleted_item_is_offered_no_more_in_any_characteristic(directory, onec, shop):
    item = await shirt(onec, shop)
    await characteristic(onec, item, "красная", barcode="4600000000101")
    await directory.passed()

    await onec.do(f"items/{item}/delete")
    gone = told(await directory.passed())

    assert [one.active for one in gone.values()] == [False, False]
    assert {one.parent.ref.id if one.parent else None for one in gone.values()} == {None, item}


async def test_items_that_begin_to_be_sold_in_characteristics_are_told_when_one_has_a_price(directory, onec, shop):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная")
    before = await directory.passed()

    await onec.do("characteristics", item=item, guid=red, price=900)

    assert told(before) == {}
    assert list(told(await directory.passed())) == [item, f"{item}#{red}"]
    assert await directory.flow.store.count({"fields.left": "characteristics"}) == 0


async def sold(directory, company, *rows) -> list[ItemTouched]:
    """Somebody sells in 1C, and the lane of orders reads it: the hints it leaves for the directory."""
    order = (await directory.onec.do("orders", client=known_client(company).guid, rows=list(rows)))["guid"]
    hint = OrderTouched(ref=Ref(system="onec", kind="order", id=order))
    done = await directory.orders.reader.touched(wrap(hint, source="test"), hint)
    await done.then()
    return [one for one in done.publish if isinstance(one, ItemTouched)]


async def test_a_characteristic_that_an_order_sells_is_offered_and_goes_on_being_looked_at(
    directory, onec, shop, company
):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная")
    row = {"item": item, "characteristic": red, "quantity": 2, "price": 900}
    assert told(await directory.passed()) == {}

    hints = await sold(directory, company, row)
    again = await sold(directory, company, row)
    facts = told([fact for hint in hints for fact in await directory.touch(hint)])
    quiet = await directory.passed()
    await onec.do("characteristics", item=item, guid=red, name="алая")

    assert [hint.ref.id for hint in hints] == [item, f"{item}#{red}"]
    assert (again, list(facts), quiet) == ([], [item, f"{item}#{red}"], [])
    assert [one.name for one in told(await directory.passed()).values()] == ["Футболка (алая)"]


@pytest.mark.parametrize("directory", ["off"], indirect=True)
async def test_where_products_do_not_cross_an_order_leaves_no_hint(directory, onec, shop, company):
    item = await shirt(onec, shop)
    red = await characteristic(onec, item, "красная")

    assert await sold(directory, company, {"item": item, "characteristic": red, "quantity": 2, "price": 900}) == []


async def test_what_stands_outside_the_groups_of_the_rules_is_not_told_in_any_characteristic(directory, onec, shop):
    other = await add_group(onec, name="Прочее")
    item = await shirt(onec, other)
    await characteristic(onec, item, "красная", price=900)

    assert told(await directory.passed()) == {}
    assert [hint for hint in directory.hints if isinstance(hint, ItemTouched) and item in hint.ref.id] == []
