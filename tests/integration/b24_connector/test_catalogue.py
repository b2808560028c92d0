"""Items and groups of 1C in the catalogue: made once, found where they are, changed where they differ (R18)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from sandbox.portal import catalog
from sandbox.portal.control import directory
from sandbox.portal.program import build_application
from sandbox.portal.state import Options
from sandbox.portal.state import Portal as SimulatedPortal
from services.b24_connector.check import check
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reference.directory import Directory
from services.b24_connector.settings import Settings
from services.b24_connector.writer.products.handlers import CatalogueWriter
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.ring.outcomes import ProductRefused, ProductUpserted, SectionUpserted
from shared.messages.things import Ref, Thing
from shared.rules.directory import DirectoryRules, ProductRules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import NOON, Wire
from tests.unit.b24_connector.stand_ins import START, StoreInMemory

ARTICLE, BARCODE = f"property{catalog.ARTICLE}", f"property{catalog.BARCODE}"


def guid(number: int) -> str:
    return str(UUID(int=number))


def onec(kind: str, number: int) -> Ref:
    return Ref(system="onec", kind=kind, id=guid(number))


def group_of(number: int) -> Thing:
    return Thing(origin=onec("group", number))


class Shop:
    """A portal with an empty catalogue, the writer of the catalogue, and the people who use it."""

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: Wire) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.products, self.sections = StoreInMemory(), StoreInMemory()
        self.writer = CatalogueWriter(portal, self.products, self.sections)
        self.version = 0

    async def item(self, number: int = 1, *, groups=tuple(ProductGroup), again: bool = False, **words):
        """1C says what an item is."""
        self.version += not again
        known = {"name": "Болт М8", "unit": "796", "vat_rate": Decimal(22), "external_code": guid(number)}
        stamps = dict.fromkeys(groups, Stamp(edited=self.version))
        source = onec("item", number)
        command = ProductUpsert(
            key=source.key,
            source=source,
            product=Product(origin=source, groups=stamps, **known | words),
            article_property=ARTICLE,
            barcode_property=BARCODE,
        )
        return (await self.writer.product(wrap(command, source="test"), command)).publish[0]

    async def group(self, number: int, name: str, *, parent: int | None = None):
        """1C says what a group is."""
        self.version += 1
        source = onec("group", number)
        section = Section(
            origin=source,
            groups=dict.fromkeys(SectionGroup, Stamp(edited=self.version)),
            external_code=source.id,
            name=name,
            parent=group_of(parent) if parent else None,
        )
        command = SectionUpsert(key=source.key, source=source, section=section)
        return (await self.writer.section(wrap(command, source="test"), command)).publish[0]

    def typed(self, **words) -> int:
        """A person types a product."""
        return directory.create_product(self.simulated, words)["id"]

    @property
    def shelf(self) -> list[dict]:
        return list(self.simulated.table("product"))

    def product(self, outcome) -> dict:
        return self.simulated.table("product").rows[int(outcome.ref.id)]

    def section(self, outcome) -> dict:
        return self.simulated.table("section").rows[int(outcome.ref.id)]

    def writes(self) -> int:
        return sum(count for method, count in self.wire.asked.items() if method.endswith((".add", ".update")))


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            yield Shop(simulated, portal, wire)


async def test_an_item_becomes_a_product_with_its_unit_rate_section_and_codes(shop) -> None:
    section = await shop.group(9, "Крепёж")

    made = await shop.item(unit="006", section=group_of(9), article="B-8", barcode="4600000000008")

    row = shop.product(made)
    assert isinstance(made, ProductUpserted)
    assert (row["name"], row["xmlId"], row["type"], row["active"]) == ("Болт М8", guid(1), 1, "Y")
    assert (row["measure"], row["vatId"], row["iblockSectionId"]) == (1, 7, int(section.ref.id))
    assert (row[ARTICLE]["value"], row[BARCODE]["value"], row["code"]) == ("B-8", "4600000000008", "")


async def test_a_service_is_a_service_of_the_portal(shop) -> None:
    made = await shop.item(kind="service", name="Доставка", vat_rate=None)
    changed = await shop.item(kind="service", name="Доставка по городу", vat_rate=None)

    row = shop.product(changed)
    assert (made.ref, row["type"], row["name"], row["vatId"]) == (changed.ref, 7, "Доставка по городу", 1)


async def test_every_field_that_1c_changes_is_changed_and_nothing_else(shop) -> None:
    made = await shop.item(article="B-8")
    shop.product(made)["detailText"] = "Описание с сайта"
    await shop.group(9, "Крепёж")

    await shop.item(
        name="Болт М10", unit="166", vat_rate=Decimal(10), section=group_of(9), article="B-10", active=False
    )

    row = shop.product(made)
    assert (row["name"], row["measure"], row["vatId"], row["active"]) == ("Болт М10", 4, 5, "N")
    assert (row["iblockSectionId"], row[ARTICLE]["value"], row["detailText"]) == (2, "B-10", "Описание с сайта")


async def test_what_is_as_wanted_is_not_written_again(shop) -> None:
    await shop.item(article="B-8", section=None)
    before = shop.writes()

    await shop.item(article="B-8", again=True)
    await shop.item(article="B-8")

    assert (shop.writes(), len(shop.shelf)) == (before, 1)


async def test_an_older_word_of_1c_changes_nothing_over_a_newer_one(shop) -> None:
    made = await shop.item(name="Болт М10")
    shop.version = -1

    await shop.item(name="Болт М8")

    assert shop.product(made)["name"] == "Болт М10"


async def test_only_the_groups_that_travel_are_written(shop) -> None:
    made = await shop.item()

    await shop.item(name="Болт М10", vat_rate=Decimal(10), groups=[ProductGroup.VAT])

    assert (shop.product(made)["name"], shop.product(made)["vatId"]) == ("Болт М8", 5)


async def test_an_item_that_was_never_offered_makes_no_product(shop) -> None:
    outcome = await shop.item(active=False)

    assert (outcome.ref, shop.shelf) == (None, [])


@pytest.mark.parametrize("key", [guid(1), f"{guid(1)}#{guid(1)}", guid(1).upper()])
async def test_a_product_of_an_earlier_exchange_is_taken_and_keeps_its_key(shop, key) -> None:
    there = shop.typed(name="Болт старый", xmlId=key)

    made = await shop.item()

    assert (made.ref.id, len(shop.shelf)) == (str(there), 1)
    assert (shop.product(made)["name"], shop.product(made)["xmlId"]) == ("Болт М8", key)


@pytest.mark.parametrize("words", [{"article": "B-8"}, {"barcode": "4600000000008"}])
async def test_a_typed_product_is_known_by_its_code_and_gets_the_key_of_1c(shop, words) -> None:
    there = shop.typed(name="Болт", **words)

    made = await shop.item(article="B-8", barcode="4600000000008")

    assert (made.ref.id, len(shop.shelf)) == (str(there), 1)
    assert shop.product(made)["xmlId"] == guid(1)


async def test_two_products_with_the_article_are_named_and_no_third_is_made(shop) -> None:
    ids = [shop.typed(name="Болт", article="B-8") for _ in range(2)]

    outcome = await shop.item(article="B-8")

    assert isinstance(outcome, ProductRefused)
    assert outcome.told[0].text == (
        f"Товар «Болт М8» не перенесён: артикул «B-8» в портале у нескольких товаров: {ids[0]}, {ids[1]}. "
        "Оставьте его одному товару портала."
    )
    assert len(shop.shelf) == 2


async def test_the_product_of_another_item_is_not_taken_for_its_article(shop) -> None:
    await shop.item(2, article="B-8")

    outcome = await shop.item(1, article="B-8")

    assert isinstance(outcome, ProductRefused)
    assert "другой номенклатуры" in outcome.told[0].text
    assert len(shop.shelf) == 1


async def test_two_products_with_one_outer_key_are_refused(shop) -> None:
    for _ in range(2):
        shop.typed(name="Болт", xmlId=guid(1))

    assert "внешний код" in (await shop.item()).told[0].text


async def test_a_unit_and_a_rate_that_the_portal_lacks_are_named_and_found_once_they_are_added(shop) -> None:
    no_unit = await shop.item(unit="055")
    directory.seed.measure_id(shop.simulated, 55, "м²")
    no_rate = await shop.item(unit="055", vat_rate=Decimal(25))
    directory.seed.vat_id(shop.simulated, Decimal(25))

    made = await shop.item(unit="055", vat_rate=Decimal(25))

    assert "с кодом ОКЕИ 055" in no_unit.told[0].text
    assert "ставки НДС 25 %" in no_rate.told[0].text
    assert isinstance(made, ProductUpserted)


async def test_no_vat_is_another_rate_than_zero(shop) -> None:
    without, zero = await shop.item(1, vat_rate=None), await shop.item(2, vat_rate=Decimal(0))

    assert [shop.product(one)["vatId"] for one in (without, zero)] == [1, 2]


async def test_a_product_whose_making_nobody_heard_of_is_found_and_not_made_again(shop) -> None:
    shop.wire.dies_at = "catalog.product.add"
    with pytest.raises(DoubtfulWrite):
        await shop.item()

    made = await shop.item(again=True)

    assert (isinstance(made, ProductUpserted), len(shop.shelf)) == (True, 1)


async def test_while_the_first_attempt_may_still_run_no_second_one_is_made(shop) -> None:
    shop.wire.dies_at = "catalog.product.add"
    shop.wire.after["catalog.product.add"] = shop.simulated.table("product").rows.clear  # it is still at work
    with pytest.raises(DoubtfulWrite):
        await shop.item()
    key = onec("item", 1).key
    shop.products.entities[key] = replace(shop.products.entities[key], attempt_at=START - timedelta(minutes=1))

    with pytest.raises(Retryable) as waits:
        await shop.item(again=True)

    assert (waits.value.after_s, shop.shelf) == (60, [])


async def test_an_update_nobody_heard_of_is_made_good(shop) -> None:
    made = await shop.item()
    shop.wire.dies_at = "catalog.product.update"
    with pytest.raises(DoubtfulWrite):
        await shop.item(name="Болт М10")

    await shop.item(name="Болт М10", again=True)

    assert shop.product(made)["name"] == "Болт М10"


async def test_a_product_that_people_deleted_is_made_anew_while_1c_offers_it(shop) -> None:
    made = await shop.item()
    del shop.simulated.table("product").rows[int(made.ref.id)]

    again = await shop.item(name="Болт М10")

    assert again.ref != made.ref
    assert [row["name"] for row in shop.shelf] == ["Болт М10"]


async def test_a_product_deleted_between_look_and_write_comes_back(shop) -> None:
    made = await shop.item()
    shop.wire.before["catalog.product.update"] = shop.simulated.table("product").rows.clear

    with pytest.raises(Retryable):
        await shop.item(name="Болт М10")

    assert (await shop.item(name="Болт М10", again=True)).ref != made.ref


async def test_a_product_waits_for_its_section(shop) -> None:
    with pytest.raises(Retryable):
        await shop.item(section=group_of(9))

    await shop.group(9, "Крепёж")

    assert shop.product(await shop.item(section=group_of(9), again=True))["iblockSectionId"] == 2


async def test_a_group_becomes_a_section_is_renamed_and_moved(shop) -> None:
    above, made = await shop.group(8, "Метизы"), await shop.group(9, "Крепёж")

    await shop.group(9, "Крепёж и метизы", parent=8)
    inside = dict(shop.section(made))
    await shop.group(9, "Крепёж и метизы")

    assert isinstance(made, SectionUpserted)
    assert (inside["name"], inside["iblockSectionId"], inside["xmlId"]) == (
        "Крепёж и метизы",
        int(above.ref.id),
        guid(9),
    )
    assert shop.section(made)["iblockSectionId"] is None


async def test_a_section_of_an_earlier_exchange_is_taken(shop) -> None:
    there = shop.simulated.table("section").add(
        {"iblockId": catalog.PRODUCTS, "name": "Старый", "xmlId": guid(9), "iblockSectionId": None}
    )

    assert (await shop.group(9, "Крепёж")).ref.id == str(there)


async def test_two_sections_of_one_group_are_a_persons_matter(shop) -> None:
    for _ in range(2):
        shop.simulated.table("section").add({"iblockId": catalog.PRODUCTS, "name": "Крепёж", "xmlId": guid(9)})

    with pytest.raises(Permanent):
        await shop.group(9, "Крепёж")


async def findings(shop: Shop, **products) -> list[tuple[bool, str]]:
    """What `check` says of the catalogue."""
    shop.simulated.clock.freeze(datetime.now(UTC))
    rules = delivered_rules().model_copy(update={"directory": DirectoryRules(products=ProductRules(**products))})
    settings = Settings.model_construct(b24_application_token=SecretStr("t"), b24_sweep_s=60)
    said = await check(shop.portal, Directory(shop.portal), settings, rules)
    return [(one.ok, one.text) for one in said if "каталог" in one.text]


async def test_check_says_nothing_of_the_catalogue_while_it_is_off(shop) -> None:
    assert await findings(shop, article_property="property1") == []


async def test_check_names_a_property_that_the_catalogue_lacks_and_those_it_has(shop) -> None:
    words = {"direction": "1c→b24", "article_property": ARTICLE, "barcode_property": f"property{catalog.OFFER_BARCODE}"}

    (finding,) = await findings(shop, **words)
    (fine,) = await findings(shop, **words | {"barcode_property": BARCODE})

    assert (finding[0], fine[0]) == (False, True)
    assert finding[1] == (
        "В каталоге портала нет свойства property104; есть property101 «Артикул», property103 «Штрихкод». "
        "Исправьте directory.products.barcode_property в файле правил."
    )


async def test_an_item_waits_for_the_portals_first_product(shop) -> None:
    block = dict(shop.simulated.table("catalog").rows)
    shop.simulated.table("catalog").rows.clear()
    refused = await shop.item(article="B-8")
    shop.simulated.table("catalog").rows.update(block)

    made = await shop.item(article="B-8", again=True)

    assert "нет товарного каталога" in refused.told[0].text
    assert isinstance(made, ProductUpserted)


async def test_check_says_that_there_is_no_catalogue_yet(shop) -> None:
    shop.simulated.table("catalog").rows.clear()

    (finding,) = await findings(shop, direction="1c→b24")

    assert finding == (
        False,
        "В портале нет товарного каталога. Создайте в портале первый товар.",
    )
