"""Products that people type in the portal are found by a sweep and told once they are at rest (R10)."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from sandbox.portal import seed
from sandbox.portal.control import directory
from services.b24_connector.intake.products import ProductSweeper
from services.b24_connector.reader.products import ProductReader
from services.b24_connector.reference.catalogue import Catalogue
from shared.messages.envelope import wrap
from shared.messages.product import Product
from shared.messages.ring.facts import ProductTouched
from shared.messages.things import Ref
from shared.rules.directory import DirectoryRules, ItemRules, ProductRules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.catalogue_shop import ARTICLE, BARCODE, Shop, group_of, guid, opened_shop
from tests.unit.b24_connector.test_sweep import CursorsInMemory

CODES = DirectoryRules(products=ProductRules(article_property=ARTICLE, barcode_property=BARCODE))


class Typing:
    """A portal whose people type products, the sweep and the reader."""

    def __init__(self, shop: Shop, kind: str | None = "Товары", *, filled: bool = False) -> None:
        self.shop, self.hints = shop, []
        products = CODES.products.model_copy(update={"direction": "1c→b24"} if filled else {})
        crossing = CODES.model_copy(update={"products": products})
        rules = delivered_rules().model_copy(update={"items": ItemRules(kind=kind), "directory": crossing})
        catalogue = Catalogue(shop.portal)
        self.reader = ProductReader(shop.portal, catalogue, rules, shop.products)
        self.swept = ProductSweeper(
            shop.portal, catalogue, CursorsInMemory(), self._publish, concerned=self.reader.concerned, every_s=60
        )

    async def _publish(self, *messages) -> None:
        self.hints += messages

    async def sweep(self, after_s: float = 120) -> list[str]:
        """The ids of products that a sweep touches, which comes so much later."""
        self.hints.clear()
        self.shop.simulated.clock.advance(after_s)
        await self.swept.sweep()
        return [hint.ref.id for hint in self.hints]

    async def told(self, product: object) -> Product | None:
        hint = ProductTouched(ref=Ref(system="b24", kind="product", id=str(product)))
        done = await self.reader.touched(wrap(hint, source="test"), hint)
        return done.publish[0].product if done.publish else None


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with opened_shop() as shop:
        yield shop


@pytest.fixture
async def typing(shop) -> Typing:
    made = Typing(shop)
    await made.sweep()
    return made


async def test_a_typed_product_is_touched_once_it_is_at_rest_and_once(typing) -> None:
    bolt = typing.shop.typed(name="Болт М8")

    soon, later, again = await typing.sweep(30), await typing.sweep(60), await typing.sweep()

    assert (soon, later, again) == ([], [str(bolt)], [])


async def test_what_was_typed_before_the_rules_wanted_it_is_left_to_the_deals(shop) -> None:
    shop.typed(name="Болт М8")

    typing = Typing(shop)

    assert [await typing.sweep(), await typing.sweep()] == [[], []]


async def test_products_of_1c_parents_and_what_is_not_offered_are_not_touched(typing) -> None:
    shop = typing.shop
    await shop.item(2, name="Гайка")
    parent = shop.typed(name="Футболка")
    shop.typed(name="Красная", parent=parent)
    directory.edit_product(shop.simulated, shop.typed(name="Старьё"), {"fields": {"active": "N"}})
    shop.typed(name="Доставка", type="service", xmlId=f"{guid(3)}#{guid(3)}")

    assert await typing.sweep() == []


async def test_more_products_than_a_page_holds_are_all_touched(typing) -> None:
    ids = [str(typing.shop.typed(name=f"Болт {number}")) for number in range(120)]

    assert await typing.sweep() == ids


async def test_a_typed_product_is_told_with_all_that_its_card_says(typing) -> None:
    shop = typing.shop
    section = await shop.group(9, "Крепёж")
    bolt = shop.typed(name=" Болт М8 ", article="B-8", barcode="4600000000008", measure=6, vat=10)
    directory.edit_product(shop.simulated, bolt, {"fields": {"iblockSectionId": int(section.ref.id)}})

    told = await typing.told(bolt)

    assert (told.ref.key, told.name, told.kind, told.unit) == (f"product:{bolt}", "Болт М8", "goods", "006")
    assert (told.vat_rate, told.article, told.barcode) == (Decimal(10), "B-8", "4600000000008")
    assert (told.section.ref.id, told.external_code, told.groups) == (section.ref.id, "", {})
    assert group_of(9).origin.id == shop.section(section)["xmlId"]


async def test_a_service_is_told_as_one(typing) -> None:
    told = await typing.told(typing.shop.typed(name="Доставка", type="service"))

    assert (told.kind, told.vat_rate, told.section) == ("service", None, None)


@pytest.mark.parametrize("kind", [None])
async def test_without_a_kind_in_the_rules_nothing_is_told(shop, kind) -> None:
    assert await Typing(shop, kind).told(shop.typed(name="Болт М8")) is None


async def test_a_product_that_was_deleted_or_has_its_key_by_now_is_not_told(typing) -> None:
    assert await typing.told(999) is None
    assert await typing.told(typing.shop.typed(name="Болт М8", xmlId=guid(1))) is None


@pytest.fixture
async def filled(shop) -> Typing:
    """A portal whose catalogue 1C fills, too."""
    made = Typing(shop, filled=True)
    await made.sweep()
    return made


async def test_a_copy_of_1cs_product_with_its_key_is_a_new_product(filled) -> None:
    nut = (await filled.shop.item(2, name="Гайка")).ref
    copy = filled.shop.typed(name="Гайка М10", article="G-10", xmlId=guid(2))

    swept, told = await filled.sweep(), await filled.told(copy)

    assert swept == [str(copy)]
    assert (told.ref.id, told.name, told.article, told.external_code) == (str(copy), "Гайка М10", "G-10", guid(2))
    assert await filled.told(nut.id) is None


async def test_what_has_the_key_of_a_product_that_is_gone_may_be_that_products_successor(filled) -> None:
    nut = (await filled.shop.item(2, name="Гайка")).ref
    other = filled.shop.typed(name="Гайка М10", xmlId=guid(2))
    del filled.shop.simulated.table("product").rows[int(nut.id)]

    assert (await filled.sweep(), await filled.told(other)) == ([], None)


async def test_an_item_that_stands_in_two_catalogues_of_the_portal_is_copied_in_neither(filled) -> None:
    seed.add_catalogue(filled.shop.simulated, 27, "Каталог товаров 1С", (301, 303))
    await filled.shop.item(2, name="Гайка")
    filled.shop.typed(name="Гайка", xmlId=guid(2), fields={"iblockId": 27})

    assert await filled.sweep() == []
