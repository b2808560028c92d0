"""New items of 1C whose making was cut short: the next run writes what is missing, and says that they are new (R10)."""

import pytest

from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseRefusal
from shared.bus.errors import Retryable
from shared.messages.ring.outcomes import ItemUpserted
from tests.integration.onec_connector.connector import document_of, known_item, line, said
from tests.integration.onec_connector.test_new_items import connector, ordered, typed, typed_product

__all__ = ["connector"]

CODE = "4600000000888"
ITEMS, BARCODES, ORDERS = (
    "Catalog_Номенклатура",
    "InformationRegister_ШтрихкодыНоменклатуры",
    "Document_ЗаказКлиента",
)
LOST = [
    pytest.param({"kind": "drop_before", "path": BARCODES}, id="the barcode never came"),
    pytest.param({"kind": "drop_after_commit", "path": BARCODES}, id="the barcode was never answered"),
    pytest.param({"kind": "error_500", "path": ORDERS}, id="the order's rows were locked"),
]


async def coded(onec, code: str = CODE) -> list[str]:
    async with onec.clerk() as clerk:
        return [row["Номенклатура_Key"] for row in await clerk.any_of(BARCODES, [f"Штрихкод eq '{code}'"])]


async def cut_short(connector, onec, wanted, **fault) -> None:
    await onec.do("faults", method="POST", **fault)
    with pytest.raises(Retryable):
        await connector.upsert(wanted)


def refuse_barcodes(monkeypatch) -> None:
    """Let 1C object to every barcode, as an extension of the customer's may."""
    create = Base.create

    async def objects(self, name: str, body):
        if name == BARCODES:
            raise BaseRefusal("refused", reason="Код не читается")
        return await create(self, name, body)

    monkeypatch.setattr(Base, "create", objects)


@pytest.mark.parametrize("article", ["B-M8", ""])
@pytest.mark.parametrize("fault", LOST)
async def test_an_item_that_was_made_before_the_run_died_gets_its_barcode_and_is_told(
    connector, onec, company, fault, article
):
    wanted = ordered(company, typed(company, article=article, barcode=CODE))
    await cut_short(connector, onec, wanted, **fault)

    outcome, *_ = await connector.upsert(wanted)

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert await coded(onec) == [row["Номенклатура_Key"]]
    assert "В 1С заведён новый товар «Болт М8»: проверьте карточку." in said(outcome)
    assert [pair.onec for pair in outcome.pairs if pair.kind == "product"] == [row["Номенклатура_Key"]]


async def test_an_item_whose_create_was_never_answered_gets_its_barcode_and_is_told(connector, onec, company):
    wanted = ordered(company, typed(company, article="B-M8", barcode=CODE))
    await cut_short(connector, onec, wanted, kind="drop_after_commit", path=ITEMS)

    outcome, *_ = await connector.upsert(wanted)

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert await coded(onec) == [row["Номенклатура_Key"]]
    assert "новый товар «Болт М8»" in said(outcome)


async def test_a_base_that_keeps_no_keys_of_ours_loses_no_barcode_either(connector, onec, company):
    await onec.do("switches", honour_client_ref_key=False)
    wanted = ordered(company, typed(company, article="B-M8", barcode=CODE))
    await cut_short(connector, onec, wanted, kind="drop_before", path=BARCODES)

    outcome, *_ = await connector.upsert(wanted)

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert await coded(onec) == [row["Номенклатура_Key"]]
    assert "новый товар «Болт М8»" in said(outcome)


async def test_a_product_that_no_deal_needs_yet_gets_its_barcode_too(connector, onec):
    await onec.do("faults", method="POST", kind="drop_before", path=BARCODES)
    with pytest.raises(Retryable):
        await connector.make(typed_product(barcode=CODE))

    outcome, _ = await connector.make(typed_product(barcode=CODE))

    assert await coded(onec) == [outcome.ref.id]


async def test_another_deal_finishes_the_item_and_leaves_it_to_the_first_to_say_that_it_is_new(
    connector, onec, company
):
    bolt = typed(company, article="B-M8", barcode=CODE)
    await cut_short(connector, onec, ordered(company, bolt), kind="drop_before", path=BARCODES)

    other, *_ = await connector.upsert(ordered(company, bolt, number=2))
    first, *_ = await connector.upsert(ordered(company, bolt))

    assert len(await coded(onec)) == 1
    assert ["новый товар" in said(one) for one in (other, first)] == [False, True]


async def test_an_item_of_the_accountants_gets_no_barcode_of_a_product(connector, onec, company):
    await onec.do("items", name="Болт М8 DIN 933", article="B-M8")

    outcome, *_ = await connector.upsert(ordered(company, typed(company, article="B-M8", barcode=CODE)))

    assert (await coded(onec), "новый товар" in said(outcome)) == ([], False)


async def test_what_a_row_of_a_known_item_stands_beside_is_finished_too(connector, onec, company):
    wanted = ordered(company, line(known_item(company)), typed(company, article="B-M8", barcode=CODE))
    await cut_short(connector, onec, wanted, kind="error_500", path=ORDERS)

    outcome, *_ = await connector.upsert(wanted)

    assert len((await document_of(onec, outcome))["Товары"]) == 2
    assert "новый товар «Болт М8»" in said(outcome)


async def test_a_barcode_that_1c_does_not_take_is_told_and_the_item_is_sold(connector, onec, company, monkeypatch):
    refuse_barcodes(monkeypatch)

    outcome, *_ = await connector.upsert(ordered(company, typed(company, article="B-M8", barcode=CODE)))

    assert len((await document_of(onec, outcome))["Товары"]) == 1
    assert f"Штрихкод {CODE} нового товара «Болт М8» в 1С не записан: код не читается. " in said(outcome)


async def test_the_directory_tells_of_the_barcode_too(connector, onec, monkeypatch):
    refuse_barcodes(monkeypatch)

    outcome, _ = await connector.make(typed_product(barcode=CODE))

    assert isinstance(outcome, ItemUpserted)
    assert "в 1С не записан" in outcome.told[0].text
