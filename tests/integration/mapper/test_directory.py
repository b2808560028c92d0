"""Items and groups of 1C become commands for the portal."""

from decimal import Decimal

import pytest

from services.mapper.handlers.products import DirectoryMapper
from shared.bus.errors import Permanent
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.price import ItemPrices, Price, PriceGroup, PriceKind
from shared.messages.product import Product, ProductGroup, Section
from shared.messages.ring.facts import GroupChanged, ItemChanged, PriceChanged, PriceTouched, ProductChanged
from shared.messages.ring.outcomes import (
    ItemRefused,
    ItemUpserted,
    Pair,
    PriceRefused,
    ProductRefused,
    ProductUpserted,
    SectionUpserted,
)
from shared.messages.ring.told import Told
from shared.messages.things import Ref, Thing

ITEM = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000081")
GROUP = Ref(system="onec", kind="group", id="0a000000-0000-4000-8000-000000000082")
PARENT = Ref(system="onec", kind="group", id="0a000000-0000-4000-8000-000000000083")
PRODUCT = Ref(system="b24", kind="product", id="501")
SECTION = Ref(system="b24", kind="section", id="33")
BOLT = Product(
    ref=ITEM,
    groups={ProductGroup.NAME: Stamp(edited=7)},
    external_code=ITEM.id,
    name="Болт",
    vat_rate=Decimal(22),
    section=Thing(ref=GROUP),
)


@pytest.fixture
def mapper(links):
    return DirectoryMapper(links, "property172", "property174")


async def product_of(mapper):
    message = ItemChanged(product=BOLT)
    (command,) = (await mapper.item_changed(wrap(message, source="test"), message)).publish
    return command


async def take(handler, message):
    return await handler(wrap(message, source="test"), message)


async def test_an_item_nobody_knows_is_to_be_found_or_made_in_a_section_to_be_found(mapper):
    command = await product_of(mapper)

    assert (command.key, command.source) == (ITEM.key, ITEM)
    assert (command.product.ref, command.product.origin) == (None, ITEM)
    assert (command.product.section.ref, command.product.section.origin) == (None, GROUP)
    assert (command.article_property, command.barcode_property) == ("property172", "property174")
    assert command.product.groups == BOLT.groups


async def test_a_variation_is_to_be_hung_on_the_product_of_its_item_and_is_paired_by_both_its_references(mapper, links):
    code = f"{ITEM.id}#0a000000-0000-4000-8000-000000000091"
    item = Ref(system="onec", kind="item", id=code)
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])
    message = ItemChanged(product=BOLT.with_(ref=item, external_code=code, parent=Thing(ref=ITEM), section=None))

    (first,) = (await take(mapper.item_changed, message)).publish
    variation = Ref(system="b24", kind="product", id="502")
    await take(mapper.product_upserted, ProductUpserted(key=first.key, source=item, ref=variation))
    (again,) = (await take(mapper.item_changed, message)).publish

    assert (first.key, first.product.ref, first.product.parent.ref) == (f"item:{code}", None, PRODUCT)
    assert (again.product.ref, again.product.parent.origin) == (variation, ITEM)


async def test_a_typed_product_is_wanted_as_an_item_in_the_group_of_its_section_and_paired_with_it(mapper, links):
    await links.remember([Pair(kind="section", b24="33", onec=GROUP.id)])
    message = ProductChanged(product=Product(ref=PRODUCT, name="Болт", section=Thing(ref=SECTION)))

    (command,) = (await take(mapper.product_changed, message)).publish
    await take(mapper.item_upserted, ItemUpserted(key=command.key, source=PRODUCT, ref=ITEM))
    again = await take(mapper.product_changed, message)

    assert (command.key, command.product.ref, command.product.origin) == (PRODUCT.key, None, PRODUCT)
    assert (command.product.section.ref, again.publish) == (GROUP, ())
    assert (await product_of(mapper)).product.ref == PRODUCT


async def test_a_copied_product_is_wanted_as_any_item_but_its_originals(mapper):
    message = ProductChanged(product=Product(ref=PRODUCT, name="Болт", external_code=ITEM.id))

    (command,) = (await take(mapper.product_changed, message)).publish

    assert (command.product.ref, command.not_these) == (None, (ITEM.id,))


async def test_an_item_that_cannot_be_made_is_the_administrators(mapper):
    told = Told(topic="refusal", text="Товара «Болт» нет в 1С, и завести его нельзя.")

    with pytest.raises(Permanent, match="завести его нельзя") as dead:
        await take(mapper.item_refused, ItemRefused(key=PRODUCT.key, source=PRODUCT, reason="item", told=(told,)))

    assert dead.value.reason == "item"


async def test_an_item_that_was_made_of_a_product_is_that_product_before_the_pair_is_known(mapper, links):
    made = BOLT.with_(origin=PRODUCT)

    (first,) = (await take(mapper.item_changed, ItemChanged(product=made))).publish
    await links.remember([Pair(kind="product", b24="502", onec=ITEM.id)])
    (paired,) = (await take(mapper.item_changed, ItemChanged(product=made))).publish

    assert (first.product.ref, paired.product.ref.id, paired.product.origin) == (PRODUCT, "502", ITEM)


async def test_an_item_is_written_where_an_order_has_found_its_product(mapper, links):
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])

    assert (await product_of(mapper)).product.ref == PRODUCT


async def test_outcomes_are_remembered_for_the_next_command(mapper):
    await take(mapper.section_upserted, SectionUpserted(key=GROUP.key, source=GROUP, ref=SECTION))
    await take(mapper.product_upserted, ProductUpserted(key=ITEM.key, source=ITEM, ref=PRODUCT))

    command = await product_of(mapper)

    assert (command.product.ref, command.product.section.ref) == (PRODUCT, SECTION)


async def test_a_product_that_was_made_anew_takes_the_place_of_the_deleted_one_and_is_to_have_its_prices(mapper, links):
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])
    made = Ref(system="b24", kind="product", id="777")

    done = await take(mapper.product_upserted, ProductUpserted(key=ITEM.key, source=ITEM, ref=made))
    await done.then()

    assert (await product_of(mapper)).product.ref == made
    assert done.publish == (PriceTouched(ref=Ref(system="onec", kind="price", id=ITEM.id), force=True),)
    assert await links.counterparts([("product", PRODUCT)]) == {}


async def test_a_product_that_is_another_items_now_is_no_longer_the_first_ones(mapper, links):
    former = Ref(system="onec", kind="item", id="0a000000-0000-4000-8000-000000000089")
    await links.remember([Pair(kind="product", b24="501", onec=former.id)])

    await take(mapper.product_upserted, ProductUpserted(key=ITEM.key, source=ITEM, ref=PRODUCT))

    assert await links.counterparts([("product", former), ("product", ITEM)]) == {("product", ITEM.id): "501"}


async def test_a_group_is_written_below_the_section_of_its_parent(mapper):
    parent = Ref(system="b24", kind="section", id="30")
    await take(mapper.section_upserted, SectionUpserted(key=PARENT.key, source=PARENT, ref=parent))
    message = GroupChanged(section=Section(ref=GROUP, name="Болты", parent=Thing(ref=PARENT)))

    (command,) = (await take(mapper.group_changed, message)).publish

    assert (command.key, command.section.origin, command.section.parent.ref) == (GROUP.key, GROUP, parent)


async def test_a_refusal_stays_where_the_administrator_reads_it(mapper):
    told = (Told(topic="refusal", text="В портале два товара с артикулом B-8: 501 и 502."),)

    with pytest.raises(Permanent, match="501 и 502"):
        await take(mapper.refused, ProductRefused(key=ITEM.key, source=ITEM, told=told, reason="product"))


PRICE = Ref(system="onec", kind="price", id=ITEM.id)
KIND = Ref(system="onec", kind="price_kind", id="0a000000-0000-4000-8000-000000000091")
PRICES = ItemPrices(
    ref=PRICE,
    groups={PriceGroup.PRICES: Stamp(edited=7)},
    prices=(Price(kind=PriceKind(ref=KIND, name="Опт", base=True), currency="RUB", value=Decimal("12.5")),),
)


async def test_prices_are_for_the_product_of_their_item_as_soon_as_there_is_one(mapper, links):
    (early,) = (await take(mapper.price_changed, PriceChanged(prices=PRICES))).publish
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])
    (late,) = (await take(mapper.price_changed, PriceChanged(prices=PRICES))).publish

    assert (early.key, early.source, early.prices.ref, early.prices.origin) == (PRICE.key, PRICE, None, PRICE)
    assert (late.prices.ref, late.prices.groups) == (PRODUCT, PRICES.groups)
    (price,) = late.prices.prices
    assert (price.kind.ref, price.kind.origin, price.kind.name, price.kind.base) == (None, KIND, "Опт", True)


async def test_a_refused_price_stays_where_the_administrator_reads_it(mapper):
    told = (Told(topic="refusal", text="В портале нет валюты USD."),)

    with pytest.raises(Permanent, match="нет валюты USD"):
        await take(mapper.refused, PriceRefused(key=PRICE.key, source=PRICE, told=told, reason="price"))


EDITED = Product(ref=PRODUCT, groups={ProductGroup.NAME: Stamp(edited=9, known=7)}, name="Болт М8")


async def test_an_edit_of_a_product_is_wanted_of_its_item_with_its_numbers(mapper, links):
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])

    (command,) = (await take(mapper.product_changed, ProductChanged(product=EDITED))).publish

    assert (command.key, command.source, command.product.ref) == (ITEM.key, PRODUCT, ITEM)
    assert (command.product.name, command.product.groups) == ("Болт М8", EDITED.groups)


async def test_an_edit_of_a_product_that_is_no_items_any_more_makes_none(mapper):
    assert (await take(mapper.product_changed, ProductChanged(product=EDITED))).publish == ()


@pytest.mark.parametrize("outcome", [ItemUpserted, ItemRefused])
async def test_what_1c_says_of_an_edit_is_told_to_its_editor(mapper, outcome):
    told = (Told(topic="conflict", text="В 1С было «Винт»."),)
    reason = {"reason": "item"} if outcome is ItemRefused else {}
    message = outcome(key=ITEM.key, source=PRODUCT, ref=ITEM, told=told, **reason)
    handler = mapper.item_refused if outcome is ItemRefused else mapper.item_upserted

    (note,) = (await take(handler, message)).publish

    assert (note.key, note.product, note.told) == (ITEM.key, PRODUCT, told)


async def test_a_second_card_of_one_item_takes_no_pair_away_and_its_editor_is_told(mapper, links):
    await links.remember([Pair(kind="product", b24="501", onec=ITEM.id)])
    copy = Ref(system="b24", kind="product", id="502")

    note, again = (await take(mapper.item_upserted, ItemUpserted(key=copy.key, source=copy, ref=ITEM))).publish

    assert (await product_of(mapper)).product.ref == PRODUCT
    assert (note.product, "та же номенклатура, что и товар № 501" in note.told[0].text) == (copy, True)
    assert (again.ref, again.force) == (ITEM, True)  # a product that was deleted is found out by that
