"""Products of a deal that no pair names are found in 1C by their article or barcode."""

import pytest

from services.onec_connector.objects import standard
from shared.messages.ring.facts import OrderChanged
from shared.messages.things import Item, Ref
from tests.integration.onec_connector.connector import command, created, deal, document_of, known_item, line

PRODUCT = Ref(system="b24", kind="product", id="5")


@pytest.mark.parametrize("by", ["article", "barcode"])
async def test_an_item_without_a_code_is_found_by_its_article_or_barcode(connector, onec, company, by):
    sample = known_item(company)
    sold = line(sample).with_(item=Item(name="Иначе названный", **{by: getattr(sample, by)}))

    outcome, _ = await connector.upsert(command(deal(company, lines=(sold,))))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert row["Номенклатура_Key"] == sample.guid


async def test_a_product_with_the_barcode_of_one_variant_is_paired_with_that_variant_and_found_by_it(
    connector, onec, company
):
    shirt = next(one for one in company.items if one.known_to_onec and one.characteristics and one.vat_rate == 22)
    variant = shirt.characteristics[0].guid
    await onec.do("characteristics", item=shirt.guid, guid=variant, barcode="4600000000101")
    sold = line(shirt).with_(item=Item(origin=PRODUCT, name="Футболка красная", barcode="4600000000101"))

    outcome, _ = await connector.upsert(command(deal(company, lines=(sold,))))
    (pair,) = (one for one in outcome.pairs if one.kind == "product")
    paired = sold.with_(item=Item(ref=Ref(system="onec", kind="item", id=pair.onec), origin=PRODUCT, name="Футболка"))
    again, _ = await connector.upsert(command(deal(company, number=2, lines=(paired,))))

    rows = [(await document_of(onec, one))["Товары"][0] for one in (outcome, again)]
    assert (pair.b24, pair.onec) == (PRODUCT.id, f"{shirt.guid}#{variant}")
    assert [(one["Номенклатура_Key"], one["Характеристика_Key"]) for one in rows] == [(shirt.guid, variant)] * 2


async def test_a_product_whose_key_names_the_item_twice_is_that_item_without_characteristic(connector, onec, company):
    sample = known_item(company)
    sold = line(sample).with_(item=Item(origin=PRODUCT, name=sample.name, external_code=f"{sample.guid}#{sample.guid}"))

    outcome, *_ = await connector.upsert(command(deal(company, lines=(sold,))))

    (row,) = (await document_of(onec, outcome))["Товары"]
    assert (row["Номенклатура_Key"], row["Характеристика_Key"]) == (sample.guid, standard.NO_REF)


async def test_a_row_that_names_its_item_in_place_of_a_characteristic_has_none(connector, onec, company):
    sample = known_item(company)
    guid = await created(connector, company, lines=(line(sample),))
    async with onec.clerk() as clerk:
        rows = (await clerk.read("Document_ЗаказКлиента", guid))["Товары"]
        fields = {name: value for name, value in rows[0].items() if name != "Ref_Key" and "@" not in name}
        twice = {**fields, "Характеристика_Key": sample.guid}
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": [twice]})

    facts = await connector.touch(guid, force=True)

    (told,) = next(one for one in facts if isinstance(one, OrderChanged)).order.lines
    assert (told.item.external_code, told.characteristic) == (sample.guid, None)
