"""How an order is taxed: the regime of its header, and the rates of its rows."""

from typing import Any

import pytest

from services.onec_connector.base.query import Query, guid
from shared.messages.order import SalesOrder
from shared.messages.ring import OrderUpserted
from tests.integration.onec_connector.connector import command, deal

CONTRACTS = "Catalog_ДоговорыКонтрагентов"
REGIME = "НалогообложениеНДС"
OPEN = "НалогообложениеНДСОпределяетсяВДокументе"


async def _document(onec, outcome) -> dict[str, Any]:
    assert isinstance(outcome, OrderUpserted), outcome
    return (await onec.order(outcome.ref.id))["document"]


def _by_contract(company, **terms) -> SalesOrder:
    client = next(one for one in company.clients if one.agreement and one.agreement.payment == "by_contract")
    order = deal(company, client=client)
    return order.with_(terms=order.terms.with_(**terms))


async def _contract_says(connector, order: SalesOrder, **fields: object) -> None:
    """Change what every contract of the deal's client says, as the accountant does."""
    base = connector.rooms.snapshots.base
    inn = order.customer.legal_entity.inn
    (entity,) = await base.listing("Catalog_Контрагенты", Query(f"ИНН eq '{inn}'", ("Ref_Key",)))
    owned = Query(f"Контрагент_Key eq {guid(entity['Ref_Key'])}", ("Ref_Key",))
    for contract in await base.listing(CONTRACTS, owned):
        await base.change(CONTRACTS, contract["Ref_Key"], fields)


@pytest.mark.parametrize(
    ("contract", "taxation", "regime"),
    [
        ({REGIME: "ПродажаНеОблагаетсяНДС", OPEN: False}, None, "ПродажаНеОблагаетсяНДС"),
        ({REGIME: "ПродажаОблагаетсяНДС", OPEN: False}, "usn", "ПродажаОблагаетсяНДС"),
        ({REGIME: "ПродажаОблагаетсяНДС", OPEN: True}, "usn", "ПродажаНеОблагаетсяНДС"),
        ({REGIME: "", OPEN: False}, "usn", "ПродажаНеОблагаетсяНДС"),
        ({REGIME: "ПродажаНеОблагаетсяНДС", OPEN: True}, None, "ПродажаОблагаетсяНДС"),
    ],
)
async def test_the_contract_names_the_regime_unless_it_leaves_that_to_the_document(
    connector, onec, company, contract, taxation, regime
):
    order = _by_contract(company, taxation_default=taxation)
    await _contract_says(connector, order, **contract)

    outcome, _ = await connector.upsert(command(order))

    assert (await _document(onec, outcome))[REGIME] == regime


@pytest.mark.parametrize(
    ("taxation", "regime"),
    [("usn", "ПродажаНеОблагаетсяНДС"), ("osno", "ПродажаОблагаетсяНДС"), (None, "ПродажаОблагаетсяНДС")],
)
async def test_without_a_contract_the_rules_name_the_regime_and_no_contract_is_read(
    connector, onec, company, taxation, regime
):
    order = deal(company)
    terms = order.terms.with_(taxation_default=taxation)
    await onec.do("reset_stats")

    outcome, _ = await connector.upsert(command(order.with_(terms=terms)))

    assert (await _document(onec, outcome))[REGIME] == regime
    assert f"/{CONTRACTS}" not in {one["path"] for one in await onec.calls()}
