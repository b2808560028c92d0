"""A client whom an accountant has marked for deletion: no order on him, and no second one beside him."""

import pytest

from services.onec_connector.base.query import Query
from services.onec_connector.objects import legal_entity, partner
from tests.integration.onec_connector.connector import awaiting, command, customer_of, deal, known_client

FIELDS = {partner.SET: ("Ref_Key", "Description"), legal_entity.SET: ("Ref_Key", "ИНН", "Партнер_Key")}
MARKED = "помечен на удаление"


def firm_of(company):
    return customer_of(known_client(company))


def private_of(company):
    known = next(one for one in company.clients if one.known_to_onec and one.kind == "person")
    return customer_of(known)


async def mark(onec, set_name, guid, marked=True):
    async with onec.clerk() as base:
        await base.change(set_name, guid, {"DeletionMark": marked})


async def guids_of(onec, set_name):
    async with onec.clerk() as base:
        return {row["Ref_Key"]: row for row in await base.listing(set_name, Query("", FIELDS[set_name]))}


async def of_entity(onec, customer):
    rows = await guids_of(onec, legal_entity.SET)
    return next(row for row in rows.values() if row["ИНН"] == customer.legal_entity.inn)


@pytest.mark.parametrize("what", ["partner", "entity"])
async def test_a_firm_that_is_marked_gets_no_order_and_no_second_card(connector, onec, company, what):
    firm = firm_of(company)
    entity = await of_entity(onec, firm)
    sets = {"partner": (partner.SET, entity["Партнер_Key"]), "entity": (legal_entity.SET, entity["Ref_Key"])}
    await mark(onec, *sets[what])
    before = [await guids_of(onec, one) for one in (partner.SET, legal_entity.SET)]

    outcome, *_ = await connector.upsert(command(deal(company, customer=firm)))

    assert MARKED in outcome.told[0].text
    assert [(await guids_of(onec, one)).keys() for one in (partner.SET, legal_entity.SET)] == [
        some.keys() for some in before
    ]
    assert await onec.orders() == []

    awaited, heard = awaiting(connector)
    await awaited.look()
    early = list(heard)
    await mark(onec, *sets[what], marked=False)
    await awaited.look()
    assert (early, [one.ref.id for one in heard]) == ([], ["1"])


async def test_a_marked_client_is_tried_again_when_1c_has_another_with_the_number(connector, onec, company):
    firm = firm_of(company)
    entity = await of_entity(onec, firm)
    await mark(onec, legal_entity.SET, entity["Ref_Key"])
    await connector.upsert(command(deal(company, customer=firm)))
    awaited, heard = awaiting(connector)

    await onec.do("partners", name="Ещё один", inn=firm.legal_entity.inn, kpp=firm.legal_entity.kpp)
    await awaited.look()

    assert [one.ref.id for one in heard] == ["1"]


async def test_a_private_person_who_is_marked_gets_no_order_and_no_second_card(connector, onec, company):
    person = private_of(company)
    before = await guids_of(onec, partner.SET)
    known = next(guid for guid, row in before.items() if row["Description"] == person.name)
    await mark(onec, partner.SET, known)

    outcome, *_ = await connector.upsert(command(deal(company, customer=person)))

    assert MARKED in outcome.told[0].text
    assert (await guids_of(onec, partner.SET)).keys() == before.keys()
    assert await onec.orders() == []
