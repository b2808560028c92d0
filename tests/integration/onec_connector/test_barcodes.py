"""One barcode in several rows of 1C's register, which УТ 11.5.27 keeps by series too: one item of an order (R9)."""

from uuid import uuid4

from shared.messages.things import Item, Ref, Thing
from tests.integration.onec_connector.connector import command, created, deal, document_of, known_item, line

BARCODES, CODE = "InformationRegister_ШтрихкодыНоменклатуры", "4600000000178"
SCANNED = Item(name="Иначе названный", barcode=CODE)


async def scanned(onec, item: str, **key: str) -> None:
    async with onec.clerk() as clerk:
        await clerk.create(BARCODES, {"Штрихкод": CODE, "Номенклатура_Key": item, **key})


async def test_an_item_with_one_barcode_in_several_series_is_one_item(connector, onec, company):
    sample = known_item(company)
    for _ in range(2):
        await scanned(onec, sample.guid, Серия_Key=str(uuid4()))

    order = await created(connector, company, lines=(line(sample).with_(item=SCANNED),))

    (row,) = (await onec.order(order))["document"]["Товары"]
    assert row["Номенклатура_Key"] == sample.guid


async def test_an_item_with_one_barcode_in_several_characteristics_is_sold_in_the_one_of_the_deal(
    connector, onec, company
):
    sample = next(one for one in company.items if one.known_to_onec and len(one.characteristics) > 1)
    for one in sample.characteristics[:2]:
        await scanned(onec, sample.guid, Характеристика_Key=one.guid)
    chosen = Thing(ref=Ref(system="onec", kind="characteristic", id=sample.characteristics[1].guid))

    outcome, *_ = await connector.upsert(
        command(deal(company, lines=(line(sample).with_(item=SCANNED, characteristic=chosen),)))
    )

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert (row["Номенклатура_Key"], row["Характеристика_Key"]) == (sample.guid, sample.characteristics[1].guid)
