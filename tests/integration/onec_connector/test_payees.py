"""Whom an order's invoice says to pay: the organisation that sells, whatever 1C has guessed before it was told."""

from uuid import uuid4

import pytest

from sandbox.base.payees import accounts_of, cash_desk_of
from services.onec_connector.base.query import Query, guid
from shared.messages.order import OrderGroup
from shared.messages.things import Organisation
from tests.integration.onec_connector.connector import (
    by_contract,
    command,
    created,
    customer_of,
    deal,
    document_of,
    known_client,
    known_item,
    line,
    said,
)

NONE = "00000000-0000-0000-0000-000000000000"
ORDERS, CONTRACTS = "Document_ЗаказКлиента", "Catalog_ДоговорыКонтрагентов"
OF_ORGANISATION = ("БанковскийСчет_Key", "Касса_Key", "Руководитель_Key", "ГлавныйБухгалтер_Key")


def of(company, place: int) -> Organisation:
    return Organisation(inn=company.organisations[place].inn)


async def payee(onec, order: str) -> str:
    return (await onec.ask(f"orders/{order}/invoice"))["payee"]


def other_client(company):
    known = (one for one in company.clients if one.known_to_onec and one.requisites)
    return next(one for one in known if one != known_client(company))


async def chosen(onec, order: str, **values) -> None:
    """A person chooses values in 1C's form of an order."""
    await onec.do(f"orders/{order}/edit", header=values)


async def header_of(onec, order: str) -> dict:
    return (await onec.order(order))["document"]


async def test_the_invoice_of_an_order_names_the_organisation_that_the_deal_names(connector, onec, company):
    earlier = await created(connector, company)

    order = await created(connector, company, number=2, organisation=of(company, 1))

    assert await payee(onec, earlier) == company.organisations[0].name
    assert await payee(onec, order) == company.organisations[1].name
    assert (await header_of(onec, order))["Касса_Key"] == NONE


async def test_another_organisation_leaves_nothing_of_the_former_one_in_the_order(connector, onec, company):
    order = await created(connector, company)
    theirs = {name: str(uuid4()) for name in OF_ORGANISATION[2:]}
    account, cash_desk = accounts_of(company.organisations[0].guid)[1], cash_desk_of(company.organisations[0].guid)
    await chosen(onec, order, БанковскийСчет_Key=account, Касса_Key=cash_desk, **theirs)
    await connector.touch(order)

    outcome, *_ = await connector.upsert(command(deal(company, organisation=of(company, 1)), edited=2))

    document = await header_of(onec, order)
    assert await payee(onec, order) == company.organisations[1].name
    assert [document[name] for name in OF_ORGANISATION] == [NONE] * 4
    assert "сменилась наша организация, банковский счёт прежней убран" in said(outcome)


async def test_an_order_without_an_account_loses_none(connector, onec, company):
    order = await created(connector, company)
    await chosen(onec, order, БанковскийСчет_Key=NONE)
    await connector.touch(order)

    outcome, *_ = await connector.upsert(command(deal(company, organisation=of(company, 1)), edited=2))

    assert "сменилась наша организация" in said(outcome)
    assert "счёт" not in said(outcome).replace("Счёт", "")


async def test_the_account_that_a_person_has_chosen_stays_whatever_the_deal_edits_beside_its_organisation(
    connector, onec, company
):
    order = await created(connector, company)
    account, cash_desk = accounts_of(company.organisations[0].guid)[1], cash_desk_of(company.organisations[0].guid)
    await chosen(onec, order, БанковскийСчет_Key=account, Касса_Key=cash_desk)
    await connector.touch(order)
    other = other_client(company)

    rows = (line(known_item(company), quantity="7"),)
    await connector.upsert(command(deal(company, title="Другое", lines=rows), edited=2))
    await connector.upsert(command(deal(company, title="Третье", lines=rows, customer=customer_of(other)), edited=3))

    document = await header_of(onec, order)
    assert document["Партнер_Key"] == other.guid
    assert (document["БанковскийСчет_Key"], document["Касса_Key"]) == (account, cash_desk)


async def test_a_refused_change_of_organisation_brings_the_former_one_s_account_back(connector, onec, company):
    order = await created(connector, company)
    account = accounts_of(company.organisations[0].guid)[1]
    await chosen(onec, order, БанковскийСчет_Key=account)
    await connector.touch(order)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")

    await connector.upsert(command(deal(company, organisation=of(company, 1)), edited=2))

    document = await header_of(onec, order)
    assert document["Организация_Key"] == company.organisations[0].guid
    assert document["БанковскийСчет_Key"] == account


async def account_in_contracts(onec, company, client) -> dict[str, str]:
    """The contracts of a client name our accounts: by organisation."""
    accounts = {one.guid: accounts_of(one.guid)[1] for one in company.organisations}
    async with onec.clerk() as clerk:
        wanted = Query(f"Партнер_Key eq {guid(client.guid)}", ("Ref_Key", "Организация_Key"))
        for row in await clerk.listing(CONTRACTS, wanted):
            await clerk.change(CONTRACTS, row["Ref_Key"], {"БанковскийСчет_Key": accounts[row["Организация_Key"]]})
    return accounts


async def test_the_account_of_the_contract_is_the_order_s(connector, onec, company):
    client = by_contract(company)
    accounts = await account_in_contracts(onec, company, client)
    first, second = (one.guid for one in company.organisations[:2])

    made, *_ = await connector.upsert(command(deal(company, client=client, organisation=of(company, 0))))
    before = await document_of(onec, made)
    edit = command(deal(company, client=client, organisation=of(company, 1)), edited=2)
    changed, *_ = await connector.upsert(edit)

    after = await document_of(onec, changed)
    assert (before["БанковскийСчет_Key"], after["БанковскийСчет_Key"]) == (accounts[first], accounts[second])


@pytest.mark.parametrize("moved", [True, False], ids=["another client", "the same"])
async def test_the_bank_account_of_a_client_goes_with_him(connector, onec, company, moved):
    order = await created(connector, company)
    account = str(uuid4())
    await chosen(onec, order, БанковскийСчетКонтрагента_Key=account)
    await connector.touch(order)
    client = other_client(company) if moved else known_client(company)

    edit = command(deal(company, customer=customer_of(client), title="Другое"), edited=2, groups=(*OrderGroup,))
    await connector.upsert(edit)

    assert (await header_of(onec, order))["БанковскийСчетКонтрагента_Key"] == (NONE if moved else account)
