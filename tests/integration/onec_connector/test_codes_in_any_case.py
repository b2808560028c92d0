"""Articles and barcodes that the portal writes in other letters than 1C, which compares without case (R7, R9, R10)."""

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.check import check
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Item, Ref
from tests.integration.onec_connector.connector import RULES, awaiting, command, deal, document_of, line
from tests.integration.onec_connector.test_new_items import connector, items_named, ordered, typed

__all__ = ["connector"]

BARCODES = "InformationRegister_ШтрихкодыНоменклатуры"
no_new_items = pytest.mark.parametrize("connector", [None], indirect=True)


async def made(onec, name: str = "Болт М8 DIN 933", **words) -> str:
    barcode = words.pop("barcode", "")
    item = (await onec.do("items", name=name, **words))["item"]
    if barcode:
        async with onec.clerk() as clerk:
            await clerk.create(BARCODES, {"Штрихкод": barcode, "Номенклатура_Key": item})
    return item


@no_new_items
@pytest.mark.parametrize(("here", "there"), [("b-m8-xz", "B-M8-XZ"), ("Ф-м8", "ф-М8")])
@pytest.mark.parametrize("code", ["article", "barcode"])
async def test_a_row_finds_its_item_by_a_code_in_other_letters(connector, onec, company, code, here, there):
    item = await made(onec, **{code: there})

    outcome, *_ = await connector.upsert(ordered(company, typed(company, **{code: here})))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert row["Номенклатура_Key"] == item


@pytest.mark.parametrize("code", ["article", "barcode"])
async def test_a_product_whose_code_1c_writes_in_other_letters_makes_no_second_item(connector, onec, company, code):
    item = await made(onec, **{code: "B-M8-XZ"})

    outcome, *_ = await connector.upsert(ordered(company, typed(company, **{code: "b-m8-xz"})))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert (row["Номенклатура_Key"], await items_named(onec, "Болт М8")) == (item, [])


async def test_a_namesake_with_the_article_in_other_letters_is_the_item(connector, onec, company):
    item = await made(onec, "Болт М8", article=" B-M8")  # 1C finds no article by what stands behind a blank

    outcome, *_ = await connector.upsert(ordered(company, typed(company, article="b-m8")))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert row["Номенклатура_Key"] == item


@no_new_items
async def test_two_rows_that_write_one_article_differently_are_one_item(connector, onec, company):
    item = await made(onec, article="B-M8-XZ")
    rows = [typed(company, place, article=code) for place, code in enumerate(("b-m8-xz", "B-M8-XZ"), 501)]

    outcome, *_ = await connector.upsert(ordered(company, *rows))

    assert [row["Номенклатура_Key"] for row in (await document_of(onec, outcome))["Товары"]] == [item, item]


@no_new_items
async def test_several_items_of_an_article_in_other_letters_are_told_by_their_article(connector, onec, company):
    for number in (1, 2):
        await made(onec, f"Болт {number}", article="B-M8-XZ")

    (refused,) = await connector.upsert(ordered(company, typed(company, article="b-m8-xz")))

    assert "несколько товаров с артикулом «b-m8-xz»" in refused.told[0].text


@no_new_items
@pytest.mark.parametrize("code", ["article", "barcode"])
async def test_a_refused_deal_comes_back_for_an_item_whose_code_is_in_other_letters(connector, onec, company, code):
    awaited, heard = awaiting(connector)
    (refused,) = await connector.upsert(ordered(company, typed(company, **{code: "b-m8-xz"})))
    await awaited.look()
    assert (isinstance(refused, OrderRefused), heard) == (True, [])

    await made(onec, **{code: "B-M8-XZ"})
    await awaited.look()

    assert [hint.ref.id for hint in heard] == ["1"]


@no_new_items
async def test_a_marked_item_is_named_as_such_whatever_the_letters_of_its_article(connector, onec, company):
    await made(onec, article="B-M8-XZ", marked=True)

    (refused,) = await connector.upsert(ordered(company, typed(company, article="b-m8-xz")))

    assert "в 1С помечен на удаление" in refused.told[0].text


@no_new_items
async def test_the_service_for_text_rows_may_be_named_in_other_letters(connector, onec, company):
    service = next(one for one in company.items if one.known_to_onec and one.kind == "service" and one.article)
    words = service.article.lower()
    row = line(service).with_(kind="free_text", item=None, text="Доставка до двери")
    policy = RULES.model_copy(update={"free_text_item": words})
    wanted = command(deal(company, lines=(row,)))

    outcome, *_ = await connector.upsert(wanted.with_(policy=wanted.policy.with_(free_text_item=words)))
    async with Base.connect(onec.address, user=onec.user, password=onec.password) as base:
        findings = await check(base, policy)

    (written,) = (await document_of(onec, outcome))["Товары"]
    assert written["Номенклатура_Key"] == service.guid
    assert [one.ok for one in findings if one.text.startswith("Услуга для строк без товара")] == [True]


@no_new_items
async def test_a_row_by_article_in_other_letters_stays_the_row_of_its_order(connector, onec, company):
    item = await made(onec, article="B-M8-XZ")
    bolt = line(next(one for one in company.items if one.known_to_onec)).with_(
        item=Item(origin=Ref(system="b24", kind="product", id="501"), name="Болт", article="b-m8-xz"), unit="796"
    )
    outcome, *_ = await connector.upsert(ordered(company, bolt))
    (before,) = (await document_of(onec, outcome))["Товары"]
    await connector.touch(outcome.ref.id)

    order = deal(company, lines=(bolt.with_(quantity=bolt.quantity * 2, total=bolt.total * 2),)).with_(ref=outcome.ref)
    outcome, *_ = await connector.upsert(command(order, edited=9))

    (after,) = (await document_of(onec, outcome))["Товары"]
    assert (after["КодСтроки"], after["Номенклатура_Key"]) == (before["КодСтроки"], item)
