"""What would become of an item, said before anything is written: the same decisions as the writer's, and no write."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from services.b24_connector.writer.products.trial import Trial
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert
from shared.messages.ring.outcomes import ProductRefused
from shared.messages.things import Ref, Thing
from shared.process.asking import Weighed
from shared.russian import shortened
from tests.integration.b24_connector.catalogue_load import groups, items
from tests.integration.b24_connector.catalogue_shop import (
    ARTICLE,
    BARCODE,
    Shop,
    group_of,
    guid,
    onec,
    opened_shop,
    section_of,
)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


def command(number: int = 1, **words) -> ProductUpsert:
    source = onec("item", number)
    known = {"name": "Болт М8", "unit": "796", "vat_rate": Decimal(22), "external_code": guid(number)}
    product = Product(origin=source, groups=dict.fromkeys(ProductGroup, Stamp(edited=1)), **known | words)
    return ProductUpsert(
        key=source.key, source=source, product=product, article_property=ARTICLE, barcode_property=BARCODE
    )


async def weighed(shop: Shop, *commands: ProductUpsert) -> list[Weighed]:
    trial = Trial(shop.portal, shop.products)
    return [await trial.product(one) for one in commands]


async def test_a_new_item_would_be_made_and_is_not(shop):
    (verdict,) = await weighed(shop, command(section=group_of(9)))

    assert (verdict.would, verdict.key, shop.shelf) == ("create", f"item:{guid(1)}", [])
    assert shop.writes() == 0


async def test_what_is_there_is_weighed_as_the_writer_would(shop):
    paired = await shop.item(1, article="B-1")
    other = await shop.item(2, article="B-2")
    shop.typed(name="Болт М8", article="B-3")
    for _ in range(2):
        shop.typed(name="Болт", article="B-4")
    written = shop.writes()

    verdicts = await weighed(
        shop,
        command(1, article="B-1", ref=paired.ref),
        command(2, article="B-2", name="Болт М10", ref=other.ref),
        command(2, article="B-2"),
        command(3, article="B-3"),
        command(4, article="B-4"),
        command(5, article="B-1"),
        command(6, unit="055"),
        command(7, active=False),
    )

    assert [one.would for one in verdicts] == [
        "same",
        "change",
        "link",
        "link",
        "doubtful",
        "doubtful",
        "refused",
        "left",
    ]
    assert "у нескольких товаров" in verdicts[4].why
    assert "с кодом ОКЕИ 055" in verdicts[6].why
    assert shop.writes() == written


async def test_a_paired_product_that_was_deleted_would_be_made_anew(shop):
    (verdict,) = await weighed(shop, command(ref=Ref(system="b24", kind="product", id="987")))

    assert verdict.would == "create"


async def test_a_name_that_the_portal_does_not_keep_whole_is_said_before_it_is_cut(shop):
    (item,) = await weighed(shop, command(name="Болт " * 60))
    group = await Trial(shop.portal, shop.products).section(section_of(9, "Крепёж " * 60, version=1))
    (fits,) = await weighed(shop, command(2, name="Б" * 255))

    assert item.unkept == (
        f"«{shortened('Болт ' * 60)}»: название длиннее 255 знаков, портал сохранит только начало. "
        "Если так не узнать, сократите его в 1С."
    )
    assert (group.unkept[:8], fits.unkept) == ("«Крепёж ", "")


async def test_a_group_would_be_made_once(shop):
    trial = Trial(shop.portal, shop.products)
    before = await trial.section(section_of(9, "Крепёж", version=1))
    await shop.group(9, "Крепёж")

    after = await Trial(shop.portal, shop.products).section(section_of(9, "Метизы", version=1))

    assert (before.would, after.would) == ("create", "link")


async def test_a_thousand_items_are_weighed_in_a_few_requests(shop):
    for number in range(120):
        shop.typed(name="Болт", article=f"B-{number}")
    before = shop.portal.requests

    verdicts = await weighed(shop, *items(1000))
    trial = Trial(shop.portal, shop.products)
    sections = [await trial.section(one) for one in groups()]

    assert [one.would for one in verdicts] == ["link"] * 119 + ["create"] * 881
    assert {one.would for one in sections} == {"create"}
    assert shop.portal.requests - before <= 10


async def both(shop: Shop, *told: ProductUpsert) -> tuple[list[str], list[str]]:
    """Return what a trial says of items, and what the writer then does with them."""
    foreseen = [one.would for one in await weighed(shop, *told)]
    there = {str(row["id"]) for row in shop.shelf}
    done = [(await shop.writer.product(wrap(one, source="test"), one)).publish[0] for one in told]
    happened = [
        "doubtful" if isinstance(one, ProductRefused) else "link" if one.ref.id in there else "create" for one in done
    ]
    return foreseen, happened


async def test_of_two_new_items_of_one_article_one_is_made_in_the_load_and_in_its_trial(shop):
    foreseen, happened = await both(shop, command(1, article="B-1"), command(2, article="b-1", name="Гайка"))

    assert foreseen == happened == ["create", "doubtful"]


async def test_a_typed_product_is_linked_with_one_of_two_items_of_its_article(shop):
    shop.typed(name="Болт", article="B-1")

    foreseen, happened = await both(shop, command(1, article="B-1"), command(2, article="B-1"))

    assert foreseen == happened == ["link", "doubtful"]


async def test_a_linked_product_has_all_codes_of_its_item(shop):
    shop.typed(name="Болт", article="B-1")

    foreseen, happened = await both(
        shop, command(1, article="B-1", barcode="46"), command(2, barcode="46"), command(3, barcode="47")
    )

    assert foreseen == happened == ["link", "doubtful", "create"]


async def test_an_item_that_is_not_made_leaves_its_article_to_the_next(shop):
    foreseen, happened = await both(shop, command(1, article="B-1", unit="055"), command(2, article="B-1"))

    assert (foreseen, happened) == (["refused", "create"], ["doubtful", "create"])  # either is refused


async def test_variations_share_their_items_article_and_no_barcode(shop):
    def variation(number: int, barcode: str) -> ProductUpsert:
        one = shop.command_of(number, article="T-1", barcode=barcode, parent=Thing(origin=onec("item", 50)))
        code = f"{guid(50)}#{guid(number)}"
        source = Ref(system="onec", kind="item", id=code)
        return one.with_(key=source.key, source=source, product=one.product.with_(external_code=code, origin=source))

    verdicts = await weighed(shop, variation(1, "46"), variation(2, "47"), variation(3, "46"))

    assert [one.would for one in verdicts] == ["create", "create", "doubtful"]


async def test_who_has_the_code_first_is_said(shop):
    _, verdict = await weighed(shop, command(1, article="B-1"), command(2, article="B-1", name="Гайка"))

    assert verdict.why == (
        "Товар «Гайка» не перенесён: артикул «B-1» и у номенклатуры «Болт М8», которая переносится раньше. "
        "Исправьте код у одной из них в 1С."
    )


async def test_a_copy_of_a_product_that_has_its_own_item_is_not_linked_again(shop):
    copy = shop.typed(name="Болт М8", xmlId=guid(9))
    await shop.products.bind(f"item:{guid(5)}", str(copy))

    foreseen, happened = await both(shop, command(9))

    assert foreseen == happened == ["create"]
