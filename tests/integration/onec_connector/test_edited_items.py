"""What people edit of a product in the portal reaches its item where the rules say so, and conflicts are told (R10)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.base.seed import goods
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import ItemFlow, assemble_items
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.bus.errors import Retryable
from shared.bus.result import HandlerResult
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ItemUpsert
from shared.messages.ring.facts import ItemChanged, ItemTouched
from shared.messages.ring.message import Message
from shared.messages.ring.outcomes import ItemRefused, ItemUpserted
from shared.messages.things import Ref
from shared.rules.directory import DirectoryRules, ProductRules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import RULES, Onec

NAME, UNIT = ProductGroup.NAME, ProductGroup.UNIT
PRODUCT = Ref(system="b24", kind="product", id="501")


@dataclass
class Workshop:
    """One item, and the connector that edits it."""

    onec: Onec
    flow: ItemFlow
    heard: list[Message] = field(default_factory=list)
    item: str = ""
    number: int = 0

    async def types(self, **words: Any) -> None:
        self.item = (await self.onec.do("items", guid=self.item or None, **words))["item"]

    async def card(self) -> dict[str, Any]:
        return (await self.onec.ask(f"items/{self.item}"))["item"]

    async def name(self) -> str:
        return (await self.card())["Description"]

    async def told(self) -> Product | None:
        """What a look at the item tells."""
        hint = ItemTouched(ref=Ref(system="onec", kind="item", id=self.item))
        done = await self.flow.reader.touched(wrap(hint, source="test"), hint)
        if done.then:
            await done.then()
        return next((one.product for one in done.publish if isinstance(one, ItemChanged)), None)

    def edit(self, *, known: int = 0, edited: int = 0, **words: Any) -> ItemUpsert:
        """A command with an edit of the portal, which knew of 1C's edit `known`."""
        self.number = edited or self.number + 1
        groups = {ProductGroup(one): Stamp(edited=self.number, known=known) for one in words}
        ref = Ref(system="onec", kind="item", id=self.item)
        product = Product(ref=ref, origin=PRODUCT, groups=groups, **{"name": "Болт", **words})
        return ItemUpsert(key=ref.key, source=PRODUCT, product=product)

    async def carries(self, command: ItemUpsert) -> HandlerResult:
        done = await self.flow.writer.upserted(wrap(command, source="test"), command)
        if done.then:
            await done.then()
        return done


def said(done: HandlerResult) -> str:
    return " ".join(told.text for one in done.publish if hasattr(one, "told") for told in one.told)


@pytest.fixture
async def workshop(onec, mongo_url, mongo_database) -> AsyncIterator[Workshop]:
    owned = ProductRules(direction="1c→b24", owners={"name": "b24", "unit": "b24"})
    rules = RULES.model_copy(update={"directory": DirectoryRules(products=owned)})
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        heard: list[Message] = []

        async def publish(*messages: Message) -> None:
            heard.extend(messages)

        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), rules)
        flow = assemble_items(assemble(base, site, database, publish), base, site, database, publish)
        await flow.store.prepare()
        made = Workshop(onec, flow, heard)
        await made.types(name="Болт М8", article="Б-8", unit="796")
        yield made


@pytest.fixture
async def version(workshop) -> int:
    """1C's number of the item, as the portal knows it."""
    told = await workshop.told()
    assert told is not None
    return told.groups[NAME].edited


async def test_name_and_unit_are_edited_in_1c_and_nothing_else(workshop, version):
    before = await workshop.card()

    done = await workshop.carries(workshop.edit(name="Болт М8 оцинкованный", unit="166", known=version))

    after = await workshop.card()
    assert (after["Description"], after["НаименованиеПолное"]) == ("Болт М8 оцинкованный",) * 2
    assert after["ЕдиницаИзмерения_Key"] == goods.unit_guid("166")
    changed = {name for name, value in after.items() if before[name] != value} - {"DataVersion"}
    measured = {name for name in changed if name.startswith("Вес")}  # by 1C itself, as the new unit is one of weight
    assert changed - measured == {"Description", "НаименованиеПолное", "ЕдиницаИзмерения_Key"}
    assert ([type(one) for one in done.publish], said(done)) == ([ItemUpserted], "")


async def test_our_own_write_is_nobodys_edit(workshop, version):
    await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert await workshop.told() is None


async def test_a_printed_name_that_people_have_typed_apart_stays(workshop, version):
    async with workshop.onec.clerk() as clerk:
        await clerk.change(
            "Catalog_Номенклатура", workshop.item, {"НаименованиеПолное": "Болт с шестигранной головкой"}
        )

    await workshop.carries(workshop.edit(name="Болт М10", known=version))

    card = await workshop.card()
    assert (card["Description"], card["НаименованиеПолное"]) == ("Болт М10", "Болт с шестигранной головкой")


async def test_an_older_edit_than_the_one_that_was_carried_changes_nothing(workshop, version):
    await workshop.carries(workshop.edit(name="Болт М10", known=version, edited=20))

    await workshop.carries(workshop.edit(name="Болт М9", known=version, edited=19))

    assert await workshop.name() == "Болт М10"


async def test_an_edit_of_1c_that_nobody_has_told_is_told_first(workshop, version):
    await workshop.types(name="Винт М8")

    with pytest.raises(Retryable):
        await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert (await workshop.name(), [type(one) for one in workshop.heard]) == ("Винт М8", [ItemTouched])


async def test_in_a_conflict_the_portals_value_stands_and_the_other_is_told_and_comes_back_as_settled(
    workshop, version
):
    await workshop.types(name="Винт М8")
    await workshop.told()

    done = await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert await workshop.name() == "Болт М10"
    assert "Оставлено значение Битрикс24: Болт М10; в 1С было: Винт М8." in said(done)
    assert all(told.answers for told in done.publish[0].told)
    assert [type(one) for one in done.publish] == [ItemUpserted, ItemTouched]
    back = await workshop.told()
    assert (back.name, back.groups[NAME].known) == ("Болт М10", workshop.number)


async def test_a_conflict_of_one_group_leaves_the_other_alone(workshop, version):
    await workshop.types(name="Винт М8")
    await workshop.told()

    done = await workshop.carries(workshop.edit(name="Болт М10", unit="166", known=version))

    assert "Единицу" not in said(done)
    assert (await workshop.card())["ЕдиницаИзмерения_Key"] == goods.unit_guid("166")


async def test_what_the_rules_do_not_let_people_edit_is_not_written(workshop, version):
    command = workshop.edit(name="Болт М10", known=version)
    groups = {ProductGroup.CODES: Stamp(edited=9), ProductGroup.ACTIVITY: Stamp(edited=9)}

    await workshop.carries(command.with_(product=command.product.with_(groups=groups, article="Б-10", active=False)))

    card = await workshop.card()
    assert (card["Description"], card["Артикул"], card["DeletionMark"]) == ("Болт М8", "Б-8", False)


async def test_a_unit_that_1c_lacks_is_refused_and_nothing_is_written(workshop, version):
    done = await workshop.carries(workshop.edit(name="Болт М10", unit="999", known=version))

    (refused,) = done.publish
    assert isinstance(refused, ItemRefused)
    assert refused.ref.id == workshop.item
    assert "в 1С нет единицы измерения с кодом ОКЕИ 999. Выберите другую единицу" in said(done)
    assert await workshop.name() == "Болт М8"


async def test_a_name_that_1c_has_twice_is_refused_in_its_own_words(workshop, version):
    await workshop.onec.do("items", name="Болт М10")

    done = await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert isinstance(done.publish[0], ItemRefused)
    assert "Изменения товара «Болт М10» в 1С не записаны" in said(done)
    assert await workshop.told() is None  # the refused write has left no trace that readers step aside for


async def test_a_name_longer_than_1c_keeps_is_shortened_and_said_and_does_not_come_back(workshop, version):
    long = f"Болт {'оцинкованный ' * 10}".strip()

    done = await workshop.carries(workshop.edit(name=long, known=version))

    kept = await workshop.name()
    assert (len(kept) <= 100, kept.endswith("…"), kept[:99].rstrip("…") in long) == (True, True, True)
    assert "В 1С сокращено по длине: название товара" in said(done)
    assert await workshop.told() is None


async def test_a_name_that_1c_makes_by_its_template_stands_and_comes_back(workshop, version):
    template = {
        "ШаблонРабочегоНаименованияНоменклатуры": "[НаименованиеПолное] ([Артикул])",
        "ЗапретРедактированияРабочегоНаименованияНоменклатуры": True,
    }
    await workshop.onec.do("item_kinds", guid=goods.KIND, set=template)

    done = await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert "1С сама заполняет название товара «Болт М10» и записала: Болт М10 (Б-8)." in said(done)
    assert (await workshop.told()).name == "Болт М10 (Б-8)"


async def test_an_item_that_is_deleted_is_nobodys(workshop, version):
    await workshop.onec.do(f"items/{workshop.item}/delete")

    assert (await workshop.carries(workshop.edit(name="Болт М10", known=version))).publish == ()


async def test_what_a_conflict_has_to_tell_outlives_a_run_that_dies(workshop, version):
    await workshop.types(name="Винт М8")
    await workshop.told()
    command = workshop.edit(name="Болт М10", known=version)
    await workshop.flow.writer.upserted(wrap(command, source="test"), command)  # its messages were lost

    again = await workshop.carries(command)

    assert "в 1С было: Винт М8" in said(again)


async def test_a_group_that_was_stopped_is_not_written(workshop, version):
    key = f"item:{workshop.item}"
    await workshop.flow.store._documents.update_one({"_id": key}, {"$set": {"frozen": ["name"]}})

    await workshop.carries(workshop.edit(name="Болт М10", known=version))

    assert await workshop.name() == "Болт М8"


async def test_while_an_item_is_edited_nobody_reads_half_of_it(workshop, version):
    command = workshop.edit(name="Болт М10", unit="999", known=version)
    seen = []
    unit = workshop.flow.writer._edits.catalogue.unit

    async def looked(code: str) -> str:
        with pytest.raises(Retryable):
            await workshop.told()
        seen.append(code)
        return await unit(code)

    workshop.flow.writer._edits.catalogue.unit = looked

    await workshop.carries(command)

    assert seen == ["999"]


async def test_what_a_person_has_decided_for_1c_is_told_as_if_just_edited(workshop, version):
    hint = ItemTouched(ref=Ref(system="onec", kind="item", id=workshop.item), asserted={"name": 77})

    done = await workshop.flow.reader.touched(wrap(hint, source="test"), hint)

    (told,) = done.publish
    assert (told.product.groups[NAME].known, told.product.groups[NAME].edited > version) == (77, True)
    entity = await workshop.flow.store.get(f"item:{workshop.item}")
    assert entity.groups["name"].known == 77
