"""A code that 1C has emptied leaves the portal; one that 1C never had stays as people typed it."""

from collections.abc import AsyncIterator

import pytest

from sandbox.portal.control import directory
from services.b24_connector.vocabulary.catalogue import values_of
from services.b24_connector.writer.products.trial import Trial
from services.b24_connector.writer.weighing.products import ProductScales
from shared.bus.errors import DoubtfulWrite
from shared.messages.product import ProductGroup
from shared.messages.ring.commands import ProductUpsert
from shared.messages.things import Ref
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, guid, onec, opened_shop

OURS, THEIRS = "B-8", "AB-17"
CODE, OTHER = "4600000000008", "4600000000017"


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


def codes(shop: Shop, product: int) -> tuple[str, str]:
    """Article and barcode as the product's card shows them."""
    row = shop.simulated.table("product").rows[product]
    return tuple(next(iter(values_of(row.get(name))), "") for name in (ARTICLE, BARCODE))


def edit(shop: Shop, product: int, **words: str) -> None:
    """A person edits the product's card."""
    directory.edit_product(shop.simulated, product, words)


def forget(shop: Shop) -> None:
    """What an earlier release has left: nothing is noted of the codes but a digest."""
    for entity in shop.products.entities.values():
        entity.fields.pop("filled", None)


async def linked(shop: Shop, **words: str) -> int:
    """The product of an item that has some codes."""
    return int((await shop.item(**words)).ref.id)


async def weighed(shop: Shop, **words: str) -> list[tuple[str, str, str]]:
    """What a reconciliation says of the item's codes: which, in the portal, in 1C."""
    scales = ProductScales(shop.portal, shop.products, "https://portal.test")
    return [
        (one.of, one.in_b24, one.in_onec) for one in await scales.weigh(wanted(shop, **words)) if one.group == "codes"
    ]


def wanted(shop: Shop, **words: str) -> ProductUpsert:
    """1C's word of the item, newer than any before."""
    shop.version += 1
    known = shop.products.entities[onec("item", 1).key].ref
    return shop.command_of(1, ref=Ref(system="b24", kind="product", id=known), **words)


async def test_the_codes_of_a_typed_product_stay_where_the_item_made_of_it_has_none(shop) -> None:
    typed = shop.typed(name="Болт М8", article=THEIRS, barcode=OTHER)

    await shop.item(ref=Ref(system="b24", kind="product", id=str(typed)))

    assert shop.simulated.table("product").rows[typed]["xmlId"] == guid(1)
    assert codes(shop, typed) == (THEIRS, OTHER)


async def test_what_1c_has_emptied_leaves_the_portal_and_what_it_never_had_stays(shop) -> None:
    product = await linked(shop, article=OURS)
    edit(shop, product, barcode=OTHER)

    await shop.item(article="")

    assert codes(shop, product) == ("", OTHER)


async def test_both_codes_that_1c_has_emptied_at_once_leave_the_portal(shop) -> None:
    product = await linked(shop, article=OURS, barcode=CODE)

    await shop.item()

    assert codes(shop, product) == ("", "")


async def test_a_code_typed_after_1c_has_emptied_its_own_stays(shop) -> None:
    product = await linked(shop, article=OURS)
    await shop.item()
    edit(shop, product, article=THEIRS)

    await shop.item(barcode=CODE)

    assert codes(shop, product) == (THEIRS, CODE)


async def test_a_code_that_was_equal_on_both_sides_from_the_start_leaves_the_portal_with_1cs(shop) -> None:
    typed = shop.typed(name="Болт М8", article=OURS, barcode=OTHER)
    await shop.item(article=OURS)

    await shop.item()

    assert codes(shop, typed) == ("", OTHER)


async def test_a_code_whose_writing_nobody_heard_of_leaves_the_portal_with_1cs(shop) -> None:
    product = await linked(shop)
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(DoubtfulWrite):
        await shop.item(article=OURS)

    await shop.item()

    assert codes(shop, product) == ("", "")


async def test_a_code_of_a_property_that_the_rules_name_since_stays(shop) -> None:
    shop.be_ruled(barcode_property=None)
    product = await linked(shop, barcode=CODE)
    edit(shop, product, barcode=OTHER)
    shop.be_ruled()

    await shop.item(article=OURS)

    assert codes(shop, product) == (OURS, OTHER)


async def test_reconciliation_and_load_see_no_difference_in_a_code_that_1c_never_had(shop) -> None:
    product = await linked(shop, barcode=CODE)
    edit(shop, product, article=THEIRS)

    told = await weighed(shop)
    verdict = await Trial(shop.portal, shop.products).product(wanted(shop, barcode=CODE))

    assert told == [("штрихкод", CODE, "нет")]
    assert verdict.would == "same"


async def test_a_code_that_1c_has_emptied_since_an_earlier_release_leaves_the_portal(shop) -> None:
    product = await linked(shop, article=OURS, barcode=CODE)
    forget(shop)

    await shop.item(barcode=OTHER)

    assert codes(shop, product) == ("", OTHER)


async def test_a_code_typed_under_an_earlier_release_stays(shop) -> None:
    product = await linked(shop, barcode=CODE)
    edit(shop, product, article=THEIRS)
    forget(shop)

    await shop.item(barcode=OTHER)

    assert codes(shop, product) == (THEIRS, OTHER)


async def test_the_codes_of_another_product_that_takes_the_place_of_a_deleted_one_stay(shop) -> None:
    first = await linked(shop, article=OURS, barcode=CODE)
    del shop.simulated.table("product").rows[first]
    second = shop.typed(name="Болт М8", article=OURS, barcode=OTHER)

    await shop.item(article=OURS)

    assert codes(shop, second) == (OURS, OTHER)


async def test_an_older_word_without_codes_takes_none_away(shop) -> None:
    product = await linked(shop, article=OURS)
    shop.version = -1

    await shop.item(groups=[ProductGroup.CODES])

    assert codes(shop, product) == (OURS, "")
