"""What would become of an item, said before anything is written: the same decisions as the writer's, and no write."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from services.b24_connector.writer.products.trial import Trial
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert
from shared.messages.things import Ref
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
    trial = Trial(shop.portal)
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
    group = await Trial(shop.portal).section(section_of(9, "Крепёж " * 60, version=1))
    (fits,) = await weighed(shop, command(2, name="Б" * 255))

    assert item.unkept == (
        f"«{shortened('Болт ' * 60)}»: название длиннее 255 знаков, портал сохранит только начало. "
        "Если так не узнать, сократите его в 1С."
    )
    assert (group.unkept[:8], fits.unkept) == ("«Крепёж ", "")


async def test_a_group_would_be_made_once(shop):
    trial = Trial(shop.portal)
    before = await trial.section(section_of(9, "Крепёж", version=1))
    await shop.group(9, "Крепёж")

    after = await Trial(shop.portal).section(section_of(9, "Метизы", version=1))

    assert (before.would, after.would) == ("create", "link")


async def test_a_thousand_items_are_weighed_in_a_few_requests(shop):
    for number in range(120):
        shop.typed(name="Болт", article=f"B-{number}")
    before = shop.portal.requests

    verdicts = await weighed(shop, *items(1000))
    trial = Trial(shop.portal)
    sections = [await trial.section(one) for one in groups()]

    assert [one.would for one in verdicts] == ["link"] * 119 + ["create"] * 881
    assert {one.would for one in sections} == {"create"}
    assert shop.portal.requests - before <= 10
