"""Products typed in the portal become items of 1C when a deal needs them, once the rules name a kind (R10)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sandbox.base.seed import goods
from services.onec_connector.assembly import Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from services.onec_connector.directory_flows import ItemFlow, assemble_items
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.product import Product
from shared.messages.ring.commands import ItemUpsert
from shared.messages.ring.facts import ItemTouched
from shared.messages.ring.outcomes import ItemRefused, OrderRefused
from shared.messages.things import Customer, Item, Ref, Thing
from shared.rules.directory import DirectoryRules, ItemRules, ProductRules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import (
    RULES,
    Connector,
    command,
    deal,
    document_of,
    known_item,
    line,
    said,
)


@dataclass(frozen=True)
class WithItems(Connector):
    """The connector with both its lanes."""

    items: ItemFlow

    async def make(self, command: ItemUpsert):
        return await self._run(self.items.writer.upserted, command)


@pytest.fixture
async def connector(request, onec, mongo_url, mongo_database) -> AsyncIterator[WithItems]:
    """The rules name the kind «Товары», or what the parameter says."""
    new = getattr(request, "param", "товары")
    new = new if isinstance(new, ItemRules) else ItemRules(kind=new)
    directory = DirectoryRules(products=ProductRules(direction="1c→b24"))
    rules = RULES.model_copy(update={"items": new, "directory": directory})
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):

        async def publish(*messages) -> None:
            pass

        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), rules)
        flow = assemble(base, site, database, publish)
        await flow.store.prepare()
        yield WithItems(flow, onec, [], assemble_items(flow, base, site, database, publish))


def typed(company, number: int = 501, *, name: str = "Болт М8", **changes):
    """A row with a product that a person has typed in the portal."""
    named = ("article", "barcode", "external_code", "ref", "not_these")
    codes = {name: changes.pop(name) for name in named if name in changes}
    item = Item(origin=Ref(system="b24", kind="product", id=str(number)), name=name, **codes)
    return line(known_item(company)).with_(item=item, **changes)


def ordered(company, *rows, number: int = 1):
    return command(deal(company, number=number, lines=rows))


async def items_named(onec, name: str) -> list[dict]:
    async with onec.clerk() as clerk:
        return await clerk.any_of("Catalog_Номенклатура", [f"Description eq '{name}'"])


async def test_a_typed_product_becomes_an_item_like_its_kind_and_the_manager_is_told(connector, onec, company):
    bolt = typed(company, article="B-M8", barcode="4600000000888", unit="166")

    outcome, *_ = await connector.upsert(ordered(company, bolt))

    (row,) = (await document_of(onec, outcome))["Товары"]
    made = await onec.ask(f"items/{row['Номенклатура_Key']}")
    card, kind = made["item"], goods.KIND
    assert (card["Description"], card["Артикул"], card["ВидНоменклатуры_Key"]) == ("Болт М8", "B-M8", kind)
    assert (card["ЕдиницаИзмерения_Key"], card["СтавкаНДС_Key"]) == (
        goods.unit_guid("166"),
        goods.vat_guid(Decimal(22)),
    )
    assert (made["lacking"], [pair.b24 for pair in outcome.pairs if pair.kind == "product"]) == ([], ["501"])
    assert "В 1С заведён новый товар «Болт М8»: проверьте карточку." in said(outcome)


async def test_the_next_deal_with_the_product_makes_no_second_item(connector, onec, company):
    first, *_ = await connector.upsert(ordered(company, typed(company)))

    second, *_ = await connector.upsert(ordered(company, typed(company), number=2))

    rows = [(await document_of(onec, one))["Товары"][0]["Номенклатура_Key"] for one in (first, second)]
    assert (len(set(rows)), len(await items_named(onec, "Болт М8"))) == (1, 1)
    assert "новый товар" not in said(second)


@pytest.mark.parametrize("key", ["article", "barcode"])
async def test_another_product_with_the_same_code_is_the_same_item(connector, onec, company, key):
    first, *_ = await connector.upsert(ordered(company, typed(company, 501, **{key: "4600000000888"})))

    again = typed(company, 502, name="Болт М8 оцинкованный", **{key: "4600000000888"})
    second, *_ = await connector.upsert(ordered(company, again, number=2))

    rows = [(await document_of(onec, one))["Товары"][0]["Номенклатура_Key"] for one in (first, second)]
    assert len(set(rows)) == 1


async def test_an_item_that_has_the_name_is_taken_and_one_of_another_article_is_a_persons_matter(
    connector, onec, company
):
    await onec.do("items", name="Болт М8", article="B-M8")

    taken, *_ = await connector.upsert(ordered(company, typed(company)))
    (refused,) = await connector.upsert(ordered(company, typed(company, 502, article="X-1"), number=2))

    assert len(await items_named(onec, "Болт М8")) == 1
    assert (await document_of(onec, taken))["Товары"]
    assert refused.told[0].text == (
        "Заказ не создан: товара «Болт М8» нет в 1С, и завести его нельзя: там уже есть товар с этим наименованием "
        "с артикулом «B-M8». Выберите его или переименуйте новый товар, заказ создастся сам."
    )


async def test_the_name_that_the_template_of_the_kind_made_is_accepted(connector, onec, company):
    template = {"ШаблонРабочегоНаименованияНоменклатуры": "[Артикул] [НаименованиеПолное]"}
    forbids = {"ЗапретРедактированияРабочегоНаименованияНоменклатуры": True}
    await onec.do("item_kinds", guid=goods.KIND, set=template | forbids)
    first, *_ = await connector.upsert(ordered(company, typed(company)))

    second, *_ = await connector.upsert(ordered(company, typed(company, 502), number=2))

    rows = [(await document_of(onec, one))["Товары"][0]["Номенклатура_Key"] for one in (first, second)]
    assert len(set(rows)) == 1
    assert (await onec.ask(f"items/{rows[0]}"))["item"]["Description"] == " Болт М8"


async def test_the_directory_tells_a_new_item_as_the_product_it_was_made_of(connector, onec, company):
    outcome, *_ = await connector.upsert(ordered(company, typed(company)))
    (row,) = (await document_of(onec, outcome))["Товары"]
    item = Ref(system="onec", kind="item", id=row["Номенклатура_Key"])

    hint = ItemTouched(ref=item)
    done = await connector.items.reader.touched(wrap(hint, source="test"), hint)

    assert done.publish[0].product.origin == Ref(system="b24", kind="product", id="501")


def typed_product(number: int = 501, **changes) -> ItemUpsert:
    """The command that a product which a person has typed leads to."""
    source = Ref(system="b24", kind="product", id=str(number))
    words = {"name": "Болт М8", "article": "B-M8", "vat_rate": Decimal(10), **changes}
    not_these = words.pop("not_these", ())
    return ItemUpsert(key=source.key, source=source, product=Product(origin=source, **words), not_these=not_these)


async def test_a_product_that_no_deal_needs_yet_becomes_an_item_in_its_group_and_is_looked_at(connector, onec):
    group = (await onec.do("item_groups", name="Крепёж"))["group"]
    section = Thing(ref=Ref(system="onec", kind="group", id=group))

    outcome, hint = await connector.make(typed_product(section=section))
    again, _ = await connector.make(typed_product(section=section))
    (fact,) = (await connector.items.reader.touched(wrap(hint, source="test"), hint)).publish

    made = await onec.ask(f"items/{outcome.ref.id}")
    assert (made["item"]["Parent_Key"], made["lacking"], again.ref) == (group, [], outcome.ref)
    assert (fact.product.origin.id, fact.product.vat_rate) == ("501", Decimal(10))


async def test_a_product_becomes_one_item_whether_a_deal_or_the_directory_comes_first(connector, onec, company):
    first, _ = await connector.make(typed_product())
    by_deal = typed(company, 501, article="B-M8")
    outcome, *_ = await connector.upsert(ordered(company, by_deal))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert (row["Номенклатура_Key"], len(await items_named(onec, "Болт М8"))) == (first.ref.id, 1)


async def test_a_product_that_cannot_become_an_item_is_refused_in_words(connector, onec):
    await onec.do("items", name="Болт М8", article="X-1")

    (outcome,) = await connector.make(typed_product())

    assert isinstance(outcome, ItemRefused)
    assert outcome.told[0].text == (
        "Товара «Болт М8» нет в 1С, и завести его нельзя: там уже есть товар с этим наименованием с артикулом «X-1». "
        "Выберите его или переименуйте новый товар, повторите сообщение."
    )


async def test_two_products_of_one_article_at_once_become_one_item(connector, onec):
    made = await asyncio.gather(
        *(connector.make(typed_product(number, name=f"Болт {number}")) for number in (501, 502)),
        return_exceptions=True,
    )
    for number in (501, 502):
        await connector.make(typed_product(number, name=f"Болт {number}"))

    async with onec.clerk() as clerk:
        rows = await clerk.any_of("Catalog_Номенклатура", ["Артикул eq 'B-M8'"])
    assert len(rows) == 1
    assert all(isinstance(one, list | Retryable) for one in made)


async def test_a_product_with_the_barcode_of_a_pack_is_neither_one_unit_of_the_item_nor_a_second_item(
    connector, onec, company
):
    await onec.do("items", name="Болт М6", pack_barcode="4600000000999")

    (outcome,) = await connector.upsert(ordered(company, typed(company, barcode="4600000000999")))

    assert "штрихкод 4600000000999 там у упаковки другого товара" in outcome.told[0].text
    assert await items_named(onec, "Болт М8") == []


async def test_nothing_is_made_for_an_order_that_is_refused_anyway(connector, onec, company):
    nobody = Customer(name="Ромашка", origin=Ref(system="b24", kind="company", id="7"))

    (outcome,) = await connector.upsert(command(deal(company, lines=(typed(company),), customer=nobody)))

    assert isinstance(outcome, OrderRefused)
    assert await items_named(onec, "Болт М8") == []


async def test_an_item_that_1c_deleted_is_not_made_anew(connector, onec, company):
    gone = typed(company, external_code="0a000000-0000-4000-8000-0000000000ff")

    (outcome,) = await connector.upsert(ordered(company, gone))

    assert (isinstance(outcome, OrderRefused), await items_named(onec, "Болт М8")) == (True, [])


async def test_a_marked_namesake_is_named(connector, onec, company):
    await onec.do("items", name="Болт М8", marked=True)

    (outcome,) = await connector.upsert(ordered(company, typed(company)))

    assert "с пометкой на удаление" in outcome.told[0].text


async def test_rows_added_to_an_order_bring_their_items_along(connector, onec, company):
    first, *_ = await connector.upsert(ordered(company, line(known_item(company))))
    await connector.touch(first.ref.id)
    order = deal(company, lines=(line(known_item(company)), typed(company))).with_(ref=first.ref)

    outcome, *_ = await connector.upsert(command(order, edited=9))

    assert len((await document_of(onec, outcome))["Товары"]) == 2
    assert "новый товар «Болт М8»" in said(outcome)


@pytest.mark.parametrize(
    ("connector", "changes", "words"),
    [
        ("Услуги", {}, "вид номенклатуры «Услуги» из правил обмена для другого"),
        ("Метизы", {}, "вид номенклатуры из правил обмена не найден"),
        ("Товары", {"unit": "999"}, "нет единицы измерения с кодом ОКЕИ 999"),
    ],
    indirect=["connector"],
)
async def test_what_stands_in_the_way_is_said_with_a_remedy(connector, onec, company, changes, words):
    (outcome,) = await connector.upsert(ordered(company, typed(company, **changes)))

    assert words in outcome.told[0].text
    assert await items_named(onec, "Болт М8") == []


@pytest.mark.parametrize(
    ("kind", "words", "ok"),
    [
        (None, "R10 выключен", True),
        ("Товары", "становятся номенклатурой вида «Товары»", True),
        ("Метизы", "«Метизы» в 1С не найден", False),
    ],
)
async def test_check_says_whether_new_products_become_items(onec, kind, words, ok):
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        findings = await check(base, RULES.model_copy(update={"items": ItemRules(kind=kind)}))

    assert [one.ok for one in findings if words in one.text] == [ok]
