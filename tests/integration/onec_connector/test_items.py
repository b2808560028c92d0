"""Items and groups of 1C, as the connector tells them: each edit once, and what is not offered any more too."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.assembly import OrderFlow, Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import ItemFlow, assemble_items
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.envelope import wrap
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.ring.facts import GroupChanged, ItemChanged, ItemTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.rules import Rules
from shared.rules.directory import DirectoryRules, ProductRules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import RULES, Onec

SHOP = "Крепёж"
ACTIVITY, NAME, SECTION = ProductGroup.ACTIVITY, ProductGroup.NAME, ProductGroup.SECTION


@dataclass
class Directory:
    """The lane `directory` of the connector, without a broker: hints of a pass are handled one after another."""

    flow: ItemFlow
    orders: OrderFlow
    onec: Onec
    hints: list[ItemTouched]

    async def passed(self) -> list[Message]:
        """Facts that a pass over the catalogue leads to."""
        self.hints.clear()
        await self.flow.look.look()
        return [fact for hint in list(self.hints) for fact in await self.touch(hint)]

    async def touch(self, hint: ItemTouched) -> list[Message]:
        done = await self.flow.reader.touched(wrap(hint, source="test"), hint)
        if done.then:
            await done.then()
        return list(done.publish)

    async def look_at(self, guid: str, *, force: bool = False) -> list[Message]:
        return await self.touch(ItemTouched(ref=Ref(system="onec", kind="item", id=guid), force=force))


def rules_with(products: ProductRules) -> Rules:
    return RULES.model_copy(update={"directory": DirectoryRules(products=products)})


@pytest.fixture
async def directory(request, onec: Onec, mongo_url: str, mongo_database: str) -> AsyncIterator[Directory]:
    """Only the group `SHOP` crosses, so that a pass is short; a parameter: these groups, or `off` for nothing."""
    words = getattr(request, "param", (SHOP,))
    rules = rules_with(ProductRules() if words == "off" else ProductRules(direction="1c→b24", groups=words))
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        hints: list = []

        async def publish(*messages) -> None:
            hints.extend(messages)
            for one in messages:
                flow.pace.taken(one.subject)

        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), rules)
        orders = assemble(base, site, database, publish)
        flow = assemble_items(orders, base, site, database, publish)
        await flow.store.prepare()
        await orders.store.prepare()
        yield Directory(flow, orders, onec, hints)


@pytest.fixture
async def without_rates(onec: Onec) -> None:
    """A base that does not publish the register of VAT rates."""
    await onec.do("switches", unpublished_sets=["InformationRegister_СтавкиНДСНоменклатуры"])


@pytest.fixture
async def shop(onec: Onec) -> str:
    """The group that crosses."""
    return await add_group(onec, name=SHOP)


async def add_group(onec: Onec, **values) -> str:
    return (await onec.do("item_groups", **values))["group"]


async def add_item(onec: Onec, **values) -> str:
    return (await onec.do("items", **values))["item"]


def products(facts: list[Message]) -> dict[str, Product]:
    return {fact.product.name: fact.product for fact in facts if isinstance(fact, ItemChanged)}


def sections(facts: list[Message]) -> list[Section]:
    return [fact.section for fact in facts if isinstance(fact, GroupChanged)]


def edited(product: Product) -> set[ProductGroup]:
    """The groups whose number is the highest: what this publication is about."""
    last = max(stamp.edited for stamp in product.groups.values())
    return {group for group, stamp in product.groups.items() if stamp.edited == last}


async def test_a_first_pass_tells_groups_from_without_and_an_item_whole(directory, onec, shop):
    inner = await add_group(onec, name="Болты", parent=shop)
    codes = {"article": "B-99", "barcode": "4600000000992"}
    await add_item(onec, name="Болт М99", unit="006", vat_rate="10", group=inner, **codes)

    facts = await directory.passed()

    (bolt,) = products(facts).values()
    assert [one.name for one in sections(facts)] == [SHOP, "Болты"]
    assert [one.parent and one.parent.ref.id for one in sections(facts)] == [None, shop]
    assert (bolt.article, bolt.barcode, bolt.unit, bolt.vat_rate) == ("B-99", "4600000000992", "006", Decimal(10))
    assert (bolt.kind, bolt.section.ref.id, bolt.active) == ("goods", inner, True)
    assert set(bolt.groups) == set(ProductGroup)


@pytest.mark.parametrize("directory", [()], indirect=True)
async def test_rules_without_groups_look_at_every_item(directory, company):
    assert directory.flow.look is not None

    await directory.flow.look.look()

    assert {hint.ref.id for hint in directory.hints} == {one.guid for one in company.items if one.known_to_onec}


async def test_an_item_sold_in_characteristics_is_left_alone_and_counted(directory, onec, shop):
    await add_item(onec, name="Футболка", group=shop, characteristics=True)

    assert products(await directory.passed()) == {}
    assert await directory.flow.store.count({"fields.left": "characteristics"}) == 1


async def test_a_second_pass_says_nothing_nor_does_a_wave_of_versions(directory, onec, shop):
    bolts = [await add_item(onec, name=f"Болт М{size}", group=shop) for size in (98, 99)]
    await directory.passed()

    again = await directory.passed()
    hints_again = list(directory.hints)
    for bolt in bolts:
        await onec.do("items", guid=bolt)
    wave = await directory.passed()

    assert (again, hints_again) == ([], [])
    assert (wave, {hint.ref.id for hint in directory.hints}) == ([], set(bolts))


@pytest.mark.parametrize(
    ("change", "group"),
    [
        ({"name": "Болт переименованный"}, NAME),
        ({"unit": "166"}, ProductGroup.UNIT),
        ({"vat_rate": "10"}, ProductGroup.VAT),
        ({"article": "B-100"}, ProductGroup.CODES),
        ({"barcode": "2000000000015"}, ProductGroup.CODES),
        ({"marked": True}, ACTIVITY),
        ({"characteristics": True}, ACTIVITY),
    ],
    ids=str,
)
async def test_an_edit_is_told_with_its_group_alone(directory, onec, shop, change, group):
    bolt = await add_item(onec, name="Болт М99", article="B-99", group=shop)
    await directory.look_at(bolt)
    await onec.do("items", guid=bolt, **change)

    (fact,) = await directory.look_at(bolt)

    assert edited(fact.product) == {group}
    assert fact.product.active is (group != ACTIVITY)


async def test_vat_and_barcodes_change_no_version_and_a_pass_sees_them(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await directory.passed()
    await onec.do("items", guid=bolt, vat_rate="5", barcode="2000000000022")

    (fact,) = await directory.passed()

    assert edited(fact.product) == {ProductGroup.VAT, ProductGroup.CODES}
    assert (fact.product.vat_rate, fact.product.barcode) == (Decimal(5), "2000000000022")


async def test_a_group_that_is_renamed_or_moved_is_told_and_its_items_are_not(directory, onec, shop):
    inner, other = [await add_group(onec, name=name, parent=shop) for name in ("Болты", "Метизы")]
    await add_item(onec, name="Болт М99", group=inner)
    await directory.passed()
    await add_group(onec, guid=inner, name="Болты и винты", parent=other)

    facts = await directory.passed()

    (section,) = sections(facts)
    assert (section.name, section.parent.ref.id) == ("Болты и винты", other)
    assert set(section.groups) == set(SectionGroup)
    assert products(facts) == {}


async def test_an_item_moved_into_a_group_of_just_now_is_told_there(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await directory.passed()
    group = await add_group(onec, name="Болты", parent=shop)
    await onec.do("items", guid=bolt, group=group)

    (fact,) = await directory.look_at(bolt)

    assert edited(fact.product) == {SECTION}
    assert fact.product.section.ref.id == group


async def test_a_marked_group_makes_its_items_inactive_and_stays(directory, onec, shop):
    group = await add_group(onec, name="Болты", parent=shop)
    await add_item(onec, name="Болт М99", group=group)
    await directory.passed()
    await add_group(onec, guid=group, marked=True)

    facts = await directory.passed()

    assert (sections(facts), products(facts)["Болт М99"].active) == ([], False)


async def test_an_item_that_was_deleted_is_told_as_offered_no_more_and_once(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await directory.passed()
    await onec.do(f"items/{bolt}/delete")

    (fact,) = await directory.passed()

    assert (fact.product.ref.id, fact.product.active, set(fact.product.groups)) == (bolt, False, {ACTIVITY})
    assert await directory.passed() == []


async def test_what_leaves_the_groups_of_the_rules_is_offered_no_more(directory, onec, shop):
    around = await add_group(onec, name="Товары")
    await add_group(onec, guid=shop, parent=around)
    bolt = await add_item(onec, name="Болт М99", group=shop)
    await add_item(onec, name="Кабель 99", group=around)

    first = await directory.passed()
    await onec.do("items", guid=bolt, group=around)
    second = await directory.passed()

    assert [(one.name, one.parent) for one in sections(first)] == [(SHOP, None)]
    assert list(products(first)) == ["Болт М99"]
    assert [fact.product.active for fact in second] == [False]
    assert edited(products(second)["Болт М99"]) == {ACTIVITY, SECTION}


async def test_a_marked_item_nobody_has_told_becomes_no_product(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", marked=True, group=shop)

    assert await directory.look_at(bolt) == []


async def test_a_forced_look_repeats_the_numbers(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)
    (first,) = await directory.look_at(bolt)

    (again,) = await directory.look_at(bolt, force=True)

    assert again == first


@pytest.mark.parametrize("directory", ["off"], indirect=True)
async def test_rules_that_are_silent_leave_the_catalogue_alone(directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", group=shop)

    assert directory.flow.look is None
    assert await directory.look_at(bolt, force=True) == []


async def test_a_rate_that_is_younger_than_what_is_kept_of_the_catalog_is_told(without_rates, directory, onec, shop):
    bolt = await add_item(onec, name="Болт М99", vat_rate="10", group=shop)
    await directory.passed()
    async with onec.clerk() as clerk:
        rate = await clerk.create("Catalog_СтавкиНДС", {"Description": "3%", "Ставка": 3})
        await clerk.change("Catalog_Номенклатура", bolt, {"СтавкаНДС_Key": rate["Ref_Key"]})

    (fact,) = await directory.passed()

    assert (edited(fact.product), fact.product.vat_rate) == ({ProductGroup.VAT}, Decimal(3))


async def test_without_the_register_the_rate_is_the_cards(without_rates, directory, onec, shop):
    await add_item(onec, name="Болт М99", vat_rate="10", group=shop)

    _, fact = await directory.passed()

    assert fact.product.vat_rate == Decimal(10)
