"""The warehouse an order is written with, whoever chose it."""

import re
from uuid import uuid4

from shared.messages.things import Thing
from tests.integration.onec_connector.connector import command, deal, document_of, known_client


async def test_the_warehouse_of_the_deal_stands_in_header_and_rows(connector, onec, company):
    other = company.warehouses[1]
    terms = deal(company).terms.with_(warehouse=Thing(name=other.name))

    outcome, _ = await connector.upsert(command(deal(company, terms=terms)))

    document = await document_of(onec, outcome)
    assert document["Склад_Key"] == other.guid
    assert {row["Склад_Key"] for row in document["Товары"]} == {other.guid}


async def test_a_warehouse_1c_does_not_have_is_named(connector, company):
    terms = deal(company).terms.with_(warehouse=Thing(name="Склад на Луне"))

    (outcome,) = await connector.upsert(command(deal(company, terms=terms)))

    there = "|".join(re.escape(f"«{one.name}»") for one in company.warehouses)
    assert re.search(rf"склада «Склад на Луне» нет в 1С \(есть: ({there})", outcome.told[0].text)


async def test_a_warehouse_marked_for_deletion_is_not_missing(connector, onec, company):
    warehouse = company.warehouses[1]
    async with onec.clerk() as clerk:
        await clerk.change("Catalog_Склады", warehouse.guid, {"DeletionMark": True})
    terms = deal(company).terms.with_(warehouse=Thing(name=warehouse.name))
    connector.flow.snapshots.dictionaries.forget()

    (outcome,) = await connector.upsert(command(deal(company, terms=terms)))

    assert f"склад «{warehouse.name}» в 1С помечен на удаление" in outcome.told[0].text


async def test_a_new_order_takes_the_warehouse_of_its_pipeline_before_the_agreements(connector, onec, company):
    agreement, (first, second, *_) = known_client(company).agreement, company.warehouses
    await onec.do("agreements", guid=agreement.guid, set={"Склад_Key": first.guid})
    terms = deal(company).terms.with_(warehouse_of_pipeline=Thing(name=second.name))
    named = terms.with_(warehouse=Thing(name=first.name))

    by_pipeline, _ = await connector.upsert(command(deal(company, terms=terms)))
    by_deal, _ = await connector.upsert(command(deal(company, number=2, terms=named)))

    assert (await document_of(onec, by_pipeline))["Склад_Key"] == second.guid
    assert (await document_of(onec, by_deal))["Склад_Key"] == first.guid


async def test_an_edit_of_the_title_keeps_the_warehouse_the_accountant_chose(connector, onec, company):
    first, second = company.warehouses[:2]
    order = deal(company, terms=deal(company).terms.with_(warehouse_of_pipeline=Thing(name=first.name)))
    outcome, _ = await connector.upsert(command(order))
    guid = outcome.ref.id
    await connector.touch(guid)
    await onec.do(f"orders/{guid}/edit", header={"Склад_Key": second.guid})
    before = (await onec.order(guid))["document"]
    await connector.touch(guid)

    changed, _ = await connector.upsert(command(order.with_(title="Новое название"), edited=2))

    document = await document_of(onec, changed)
    assert "Новое название" in document["Комментарий"]
    assert document["Склад_Key"] == second.guid
    assert [row["Склад_Key"] for row in document["Товары"]] == [row["Склад_Key"] for row in before["Товары"]]


async def test_warehouses_and_typical_agreements_are_said_with_what_may_be_chosen(connector, onec, company):
    folder, (first, second, *_) = str(uuid4()), company.warehouses
    async with onec.clerk() as clerk:
        await clerk.create("Catalog_Склады", {"Ref_Key": folder, "Description": "Группа", "IsFolder": True})
        await clerk.change("Catalog_Склады", second.guid, {"DeletionMark": True})
    over, *_, alike = company.typical_agreements[1:]
    await onec.do("agreements", guid=alike.guid, set={"Description": company.typical_agreements[0].name, "Номер": "7"})
    await onec.do("agreements", guid=over.guid, set={"ДатаОкончанияДействия": "2025-12-31T00:00:00"})
    connector.flow.snapshots.dictionaries.forget()

    await connector.flow.choices.look()

    warehouses, agreements = connector.published[-2:]
    offered = {one.ref.id: one.offered for one in (*warehouses.choices, *agreements.choices)}
    assert (offered[first.guid], offered[second.guid], folder in offered) == (True, False, False)
    assert {one.guid: offered[one.guid] for one in company.typical_agreements} == {
        one.guid: one is not over for one in company.typical_agreements
    }
    assert known_client(company).agreement.guid not in offered
    assert f"{company.typical_agreements[0].name}, № 7" in {one.name for one in agreements.choices}
