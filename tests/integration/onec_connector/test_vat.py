"""How an order is taxed: the regime of its header, and the rates of its rows."""

from decimal import Decimal
from typing import Any

import pytest

from sandbox.base.releases.table import values
from sandbox.base.seed.goods import vat_guid
from services.onec_connector.base.query import Query, guid
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Organisation, Terms, Thing
from tests.integration.onec_connector.conftest import RELEASE
from tests.integration.onec_connector.connector import command, deal, known_client, known_item, line, said

CONTRACTS = "Catalog_ДоговорыКонтрагентов"
REGIME = "НалогообложениеНДС"
KINDS, KIND = "ТипыНалогообложенияНДС", "ТипНалогообложенияНДС"
# A release that has no word for it sells at 5 and 7 % as it does at any other rate.
SPECIAL = "ЛьготноеНалогообложениеНДСНаУСН"
REDUCED = SPECIAL if SPECIAL in values(RELEASE, KINDS) else "ПродажаОблагаетсяНДС"
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
    inn = order.customer.legal_entity.inn
    async with connector.onec.clerk() as base:
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


async def test_a_row_gets_the_rate_itself_and_not_the_one_within_a_sum(connector, onec, company):
    rows = tuple(line(known_item(company)).with_(vat_rate=rate) for rate in (Decimal(22), Decimal(10), Decimal(5)))

    outcome, _ = await connector.upsert(command(deal(company, lines=rows)))

    document = await _document(onec, outcome)
    assert [row["СтавкаНДС_Key"] for row in document["Товары"]] == [vat_guid(row.vat_rate) for row in rows]
    assert (await onec.do(f"orders/{outcome.ref.id}/save_in_form"))["complaints"] == []


def _taxed(company, taxation: str, **changes: Any) -> SalesOrder:
    order = deal(company, **changes)
    return order.with_(terms=order.terms.with_(taxation_default=taxation))


async def _rates(connector) -> dict[str, dict[str, Any]]:
    async with connector.onec.clerk() as base:
        rows = await base.listing("Catalog_СтавкиНДС", Query())
    return {row["Description"]: row for row in rows}


async def _like(connector, name: str, **changes: Any) -> str:
    """Write a rate that is like another one but for the changes."""
    own = ("Ref_Key", "DataVersion", "Predefined", "PredefinedDataName")
    row = (await _rates(connector))[name]
    copied = {field: value for field, value in row.items() if field not in own and "@" not in field}
    regimes = [{"LineNumber": str(n), KIND: one[KIND]} for n, one in enumerate(row[KINDS], start=1)]
    connector.flow.snapshots.dictionaries.forget()
    async with connector.onec.clerk() as base:
        return (await base.create("Catalog_СтавкиНДС", copied | {KINDS: regimes} | changes))["Ref_Key"]


@pytest.mark.parametrize(
    ("taxation", "expected"),
    [
        ("usn", ("ПродажаНеОблагаетсяНДС", vat_guid(None))),
        ("usn_5", (REDUCED, vat_guid(Decimal(5)))),
        ("usn_7", (REDUCED, vat_guid(Decimal(7)))),
    ],
)
@pytest.mark.parametrize("included", [True, False])
async def test_rows_follow_the_regime_keep_their_sums_and_the_manager_is_told(
    connector, onec, company, taxation, expected, included
):
    agreement = known_client(company).agreement
    await onec.do("agreements", guid=agreement.guid, set={"ЦенаВключаетНДС": included})
    row = line(known_item(company), price="1220.00").with_(
        vat_included=included, price=Decimal(1220 if included else 1000)
    )
    order = _taxed(company, taxation, lines=(row,))

    outcome, _ = await connector.upsert(command(order))

    document = await _document(onec, outcome)
    assert (document[REGIME], document["Товары"][0]["СтавкаНДС_Key"]) == expected
    assert Decimal(document["СуммаДокумента"]) == order.total
    assert (await onec.do(f"orders/{outcome.ref.id}/save_in_form"))["complaints"] == []
    assert any("вместо ставки сделки в строке" in told.text for told in outcome.told)


@pytest.mark.parametrize(
    ("taxation", "percent", "said_of_it"),
    [("usn", None, "«без НДС»"), ("usn_5", 5, "«НДС 5 %»"), ("usn_7", 7, "«НДС 7 %»")],
)
async def test_organisations_of_two_kinds_sell_side_by_side_each_at_its_own_rate(
    connector, onec, company, taxation, percent, said_of_it
):
    client = next(one for one in company.clients if one.known_to_onec and one.kind == "company" and not one.agreement)
    rows = (line(known_item(company), quantity="3", price="33.33"), line(known_item(company, 1), price="0.07"))
    usual = deal(company, number=1, client=client, lines=rows)
    other = _taxed(company, taxation, number=2, client=client, lines=rows).with_(
        organisation=Organisation(inn=company.organisations[1].inn)
    )

    outcomes = [(await connector.upsert(command(one)))[0] for one in (usual, other)]
    heard = [await connector.touch(one.ref.id) for one in outcomes]
    again = [(await connector.upsert(command(one, edited=2)))[0] for one in (other, usual)]

    documents = [await _document(onec, one) for one in outcomes]
    rates = [{row["СтавкаНДС_Key"] for row in document["Товары"]} for document in documents]
    assert rates == [{vat_guid(Decimal(22))}, {vat_guid(percent and Decimal(percent))}]
    assert [Decimal(document["СуммаДокумента"]) for document in documents] == [usual.total, other.total]
    assert [said_of_it in said(one) for one in outcomes] == [False, True]
    assert [said(one) for one in again] == ["", ""]
    assert [
        fact
        for facts in heard
        for fact in facts
        if OrderGroup.ROWS in (fact.order.groups if hasattr(fact, "order") else ())
    ] == []


async def test_rows_that_follow_the_regime_are_no_edit_of_anybody(connector, onec, company):
    order = _taxed(company, "usn")
    first, _ = await connector.upsert(command(order))
    settled = await connector.touch(first.ref.id)
    before = (await onec.order(first.ref.id))["document"]

    again, _ = await connector.upsert(command(order, edited=2))

    assert not [one for one in settled if getattr(one, "order", None) and "rows" in one.order.groups]
    assert (await onec.order(first.ref.id))["document"]["DataVersion"] == before["DataVersion"]
    assert not [told for told in again.told if "вместо ставки сделки" in told.text]


async def test_an_order_that_moves_to_an_organisation_without_vat_takes_its_rows_along(connector, onec, company):
    client = next(one for one in company.clients if one.known_to_onec and one.kind == "company" and not one.agreement)
    typical = company.typical_agreements[0]
    order = deal(company, client=client, terms=Terms(agreement_default=Thing(name=typical.name)))
    first, _ = await connector.upsert(command(order))
    await connector.touch(first.ref.id)
    other = order.with_(
        organisation=Organisation(inn=company.organisations[1].inn),
        terms=order.terms.with_(taxation_default="usn"),
    )

    moved, _ = await connector.upsert(command(other, edited=2, groups=(OrderGroup.ORGANISATION,)))

    document = await _document(onec, moved)
    assert document["Организация_Key"] == company.organisations[1].guid
    assert (document[REGIME], Decimal(document["СуммаДокумента"])) == ("ПродажаНеОблагаетсяНДС", order.total)
    assert [one["СтавкаНДС_Key"] for one in document["Товары"]] == [vat_guid(None)]
    assert (await onec.do(f"orders/{moved.ref.id}/save_in_form"))["complaints"] == []


async def test_rows_follow_a_deal_from_one_regime_to_another_and_back_and_that_is_nobodys_edit(
    connector, onec, company
):
    client = next(one for one in company.clients if one.known_to_onec and one.kind == "company" and not one.agreement)
    order = deal(company, client=client, terms=Terms(agreement_default=Thing(name=company.typical_agreements[0].name)))
    untaxed = order.with_(
        organisation=Organisation(inn=company.organisations[1].inn),
        terms=order.terms.with_(taxation_default="usn"),
    )
    first, _ = await connector.upsert(command(order))
    await connector.touch(first.ref.id)

    there, *_ = await connector.upsert(command(untaxed, edited=2, groups=(OrderGroup.ORGANISATION,)))
    after_there = await connector.touch(first.ref.id)
    back, *_ = await connector.upsert(command(order, edited=3, groups=(OrderGroup.ORGANISATION,)))
    after_back = await connector.touch(first.ref.id)

    document = await _document(onec, back)
    assert [one["СтавкаНДС_Key"] for one in document["Товары"]] == [vat_guid(Decimal(22))]
    assert Decimal(document["СуммаДокумента"]) == order.total
    assert said(there).count("«без НДС»") == 1
    assert "вместо ставки сделки" not in said(back)
    assert [fact for fact in (*after_there, *after_back) if fact.order.groups.get(OrderGroup.ROWS)] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"Страна_Key": "00000000-0000-4000-8000-000000000112", "Основная": True},
        {"DeletionMark": True, "Основная": True},
        {"КонецПериода": "2026-01-31T00:00:00", "Основная": True},
        {KINDS: [{"LineNumber": "1", KIND: "ПродажаНаЭкспорт"}]},
        {"Основная": False},
    ],
)
async def test_a_rate_that_does_not_fit_is_passed_over(connector, onec, company, changes):
    await _like(connector, "22%", Ref_Key="00000000-0000-4000-8000-000000000022", **changes)

    outcome, _ = await connector.upsert(command(deal(company)))

    (row,) = (await _document(onec, outcome))["Товары"]
    assert row["СтавкаНДС_Key"] == vat_guid(Decimal(22))


async def test_two_rates_that_fit_alike_are_put_before_a_person(connector, onec, company):
    await _like(connector, "22%")

    (outcome,) = await connector.upsert(command(deal(company)))

    assert outcome.reason == "vat"
    assert "в справочнике «Ставки НДС» 1С несколько ставок «НДС 22 %»" in outcome.told[0].text
    assert await onec.orders() == []


OTHER_MONEY = "5b1d6e0a-0000-5000-8000-00000000c840"


@pytest.mark.parametrize("foreign", [{"ТипДоговора": "СПоставщиком"}, {"ВалютаВзаиморасчетов_Key": OTHER_MONEY}])
async def test_a_contract_by_which_nothing_is_sold_for_this_money_is_no_contract_of_the_deal(
    connector, company, foreign
):
    order = _by_contract(company)
    await _contract_says(connector, order, **foreign)

    (outcome,) = await connector.upsert(command(order))

    assert "нет действующего договора" in said(outcome)
