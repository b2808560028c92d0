"""Another agreement in a deal whose order is there already; and the order's terms when none of them is edited."""

from uuid import uuid4

import pytest

from services.b24_connector.writer.unread import choose
from services.onec_connector.base.query import Query, guid
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Organisation, Ref, Terms, Thing
from tests.integration.onec_connector.connector import (
    by_contract,
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
    said,
    started_anew,
)

CONTRACTS = "Catalog_ДоговорыКонтрагентов"
TERMS = (
    "Соглашение_Key", "Договор_Key", "ПорядокРасчетов", "ФормаОплаты", "ГрафикОплаты_Key", "НалогообложениеНДС",
    "Валюта_Key", "СуммаДокумента",
)  # fmt: skip


def by(agreement: str) -> Thing:
    return Thing(ref=Ref(system="onec", kind="agreement", id=agreement))


def named(company, agreement: Thing, **changes):
    return deal(company, terms=deal(company).terms.with_(agreement=agreement), **changes)


def terms_of(document) -> dict:
    return {name: document[name] for name in TERMS}


def like(contract, **changes) -> dict:
    kept = {name: value for name, value in contract.items() if "@" not in name and name != "DataVersion"}
    return kept | {"Ref_Key": str(uuid4()), "Description": "Новый", "Номер": "77"} | changes


@pytest.fixture
async def second(onec, company):
    """Another agreement of the client, by which he settles by contract."""
    made = await onec.do("agreements", partner=known_client(company).guid, name="По договору")
    settled = {"ИспользуютсяДоговорыКонтрагентов": True, "ПорядокРасчетов": "ПоДоговорамКонтрагентов"}
    await onec.do("agreements", guid=made["agreement"], set=settled)
    async with onec.clerk() as clerk:
        client = guid(known_client(company).guid)
        (entity,) = await clerk.listing("Catalog_Контрагенты", Query(f"Партнер_Key eq {client}", ("Ref_Key",)))
        contract = (await clerk.listing(CONTRACTS, Query(top=1)))[0]
        whose = {"Контрагент_Key": entity["Ref_Key"], "Партнер_Key": known_client(company).guid}
        await clerk.create(CONTRACTS, like(contract, **whose))
    return made["agreement"]


async def in_work(connector, company, **changes) -> str:
    """An order in 1C whose deal names the client's first agreement."""
    first = known_client(company).agreement
    return await created(connector, company, terms=deal(company).terms.with_(agreement=by(first.guid)), **changes)


@pytest.mark.parametrize(("done", "word"), [("ship", "отгрузка"), ("pay", "оплата")])
async def test_another_agreement_is_turned_down_once_anything_is_shipped_or_paid_and_told_once(
    connector, onec, company, second, done, word
):
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/{done}")
    await connector.touch(guid_)
    before = await onec.order(guid_)

    refused, *_ = await connector.upsert(command(named(company, by(second)), edited=2))
    again, *_ = await connector.upsert(command(named(company, by(second), title="Другое"), edited=3))

    after = await onec.order(guid_)
    assert (type(refused), refused.reason) == (OrderRefused, "agreement")
    assert f"Смена соглашения не принята: по заказу {before['document']['Number']} уже есть {word}" in said(refused)
    assert (type(again), said(again)) == (OrderUpserted, "")
    assert (terms_of(after["document"]), after["state"]) == (terms_of(before["document"]), before["state"])
    assert "Другое" in after["document"]["Комментарий"]


async def test_rows_of_a_paid_order_cross_beside_an_agreement_that_is_turned_down(connector, onec, company, second):
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/pay")
    await connector.touch(guid_)

    more = (line(known_item(company), quantity="3"),)
    outcome, *_ = await connector.upsert(command(named(company, by(second), lines=more), edited=2))

    document = (await onec.order(guid_))["document"]
    assert outcome.reason == "agreement"
    assert float(document["Товары"][0]["Количество"]) == 3
    assert document["Соглашение_Key"] == known_client(company).agreement.guid


async def test_an_agreement_that_is_turned_down_a_second_time_is_told_again(connector, onec, company, second):
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/ship")
    await connector.touch(guid_)
    first = known_client(company).agreement.guid

    remembered: dict[str, str] = {}
    told = []
    for edited, wanted in enumerate((second, first, second), start=2):
        outcome, *_ = await connector.upsert(command(named(company, by(wanted)), edited=edited))
        left = choose(outcome.told, remembered)
        remembered |= {topic: mark for topic, mark in left.marks.items() if mark}
        told.append([one.text.partition(":")[0] for one in left.told if one.topic == "refusal"])

    assert told == [["Смена соглашения не принята"], [], ["Смена соглашения не принята"]]


async def test_what_an_accountant_has_chosen_by_himself_is_no_change_that_a_deal_asks_for(connector, onec, company):
    second = company.typical_agreements[1].guid
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/ship")
    await connector.touch(guid_)
    await connector.upsert(command(named(company, by(second)), edited=2))
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid_, {"Соглашение_Key": second})
    await connector.touch(guid_)

    outcome, *_ = await connector.upsert(command(named(company, by(second), title="Другое"), edited=3))

    assert (type(outcome), said(outcome)) == (OrderUpserted, "")
    assert (await onec.order(guid_))["document"]["Соглашение_Key"] == second


async def turned_to(connector, onec, guid_, agreement) -> None:
    """An accountant gives a paid order another agreement."""
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid_, {"Соглашение_Key": agreement})
    await onec.do(f"orders/{guid_}/pay")
    await connector.touch(guid_)


@pytest.mark.parametrize("remembers", [True, False], ids=["as it was", "after an upgrade"])
async def test_an_agreement_that_a_deal_names_as_before_is_no_change_of_what_an_accountant_chose(
    connector, onec, company, remembers
):
    first, second = by(known_client(company).agreement.guid), company.typical_agreements[1].guid
    guid_ = await in_work(connector, company)
    await turned_to(connector, onec, guid_, second)
    if not remembers:
        await connector.flow.store.set_fields("deal:1", {"named": None})

    for edited in (2, 3):
        outcome, *_ = await connector.upsert(command(named(company, first, title=f"Другое {edited}"), edited=edited))
        assert (type(outcome), said(outcome)) == (OrderUpserted, "")

    document = (await onec.order(guid_))["document"]
    assert "Другое 3" in document["Комментарий"]
    assert document["Соглашение_Key"] == second


async def test_an_agreement_named_anew_is_turned_down_also_where_an_accountant_has_chosen_one(
    connector, onec, company, second
):
    chosen = company.typical_agreements[1].guid
    guid_ = await in_work(connector, company)
    await turned_to(connector, onec, guid_, chosen)

    outcome, *_ = await connector.upsert(command(named(company, by(second)), edited=2))

    assert (outcome.reason, (await onec.order(guid_))["document"]["Соглашение_Key"]) == ("agreement", chosen)


async def test_without_agreements_in_1c_nothing_is_said_of_one_that_a_deal_names(connector, onec, company, database_of):
    await onec.do("switches", agreements=False)
    connector = await started_anew(connector, database_of)
    terms = Terms(warehouse_default=Thing(name=company.warehouses[0].name))
    guid_ = await created(connector, company, terms=terms)
    await onec.do(f"orders/{guid_}/pay")
    await connector.touch(guid_)

    named = terms.with_(agreement=by(known_client(company).agreement.guid))
    outcome, *_ = await connector.upsert(command(deal(company, terms=named), edited=2))

    assert (type(outcome), said(outcome)) == (OrderUpserted, "")


async def test_another_agreement_is_taken_while_nothing_is_shipped_or_paid(connector, onec, company, second):
    guid_ = await in_work(connector, company)

    outcome, *_ = await connector.upsert(command(named(company, by(second)), edited=2))

    document = (await onec.order(guid_))["document"]
    assert isinstance(outcome, OrderUpserted), said(outcome)
    assert (document["Соглашение_Key"], document["ПорядокРасчетов"]) == (second, "ПоДоговорамКонтрагентов")
    assert "сменилось соглашение, сменился договор, сменился порядок расчётов" in said(outcome)


async def begins_beside(onec, document) -> None:
    """A second contract of the client with the same organisation begins."""
    async with onec.clerk() as clerk:
        (contract,) = await clerk.listing(CONTRACTS, Query(f"Ref_Key eq {guid(document['Договор_Key'])}"))
        await clerk.create(CONTRACTS, like(contract))


@pytest.mark.parametrize("as_text", [False, True], ids=["from the list", "typed, as its number"])
async def test_an_edit_beside_the_same_agreement_leaves_the_contract_that_the_order_has(
    connector, onec, company, as_text
):
    client = by_contract(company)
    agreement = Thing(name=client.agreement.number) if as_text else by(client.agreement.guid)
    order = deal(company, client=client)
    order = order.with_(terms=order.terms.with_(agreement=agreement))
    made, *_ = await connector.upsert(command(order))
    document = (await onec.order(made.ref.id))["document"]
    await begins_beside(onec, document)

    edit = command(order.with_(title="Другое"), edited=2, groups=(OrderGroup.HEADER,))
    outcome, *_ = await connector.upsert(edit)

    after = (await onec.order(made.ref.id))["document"]
    assert isinstance(outcome, OrderUpserted), said(outcome)
    assert "Другое" in after["Комментарий"]
    assert terms_of(after) == terms_of(document)


async def test_the_order_of_a_deal_that_comes_back_keeps_the_contract_that_it_had(connector, onec, company):
    client = by_contract(company)
    order = deal(company, client=client)
    order = order.with_(terms=order.terms.with_(agreement=by(client.agreement.guid)))
    made, *_ = await connector.upsert(command(order))
    document = (await onec.order(made.ref.id))["document"]
    await connector.upsert(command(order, edited=2, wanted="cancelled"))
    await begins_beside(onec, document)

    outcome, *_ = await connector.upsert(command(order.with_(title="Снова"), edited=3))

    after = (await onec.order(made.ref.id))["document"]
    assert isinstance(outcome, OrderUpserted), said(outcome)
    assert (after["Posted"], after["Договор_Key"]) == (True, document["Договор_Key"])


async def test_what_is_turned_down_is_told_once_while_1c_refuses_to_post_the_rest(connector, onec, company, second):
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/pay")
    await connector.touch(guid_)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")
    wanted = named(company, by(second), lines=(line(known_item(company), quantity="5"),))

    said_in = [said((await connector.upsert(command(wanted, edited=2)))[0]) for _ in range(2)]

    assert ["Смена соглашения не принята" in one for one in said_in] == [True, False]
    assert all("не принято 1С" in one for one in said_in)


async def test_what_is_turned_down_is_told_although_the_process_died_while_1c_refused_to_post_the_rest(
    connector, onec, company, second
):
    guid_ = await in_work(connector, company)
    await onec.do(f"orders/{guid_}/pay")
    await connector.touch(guid_)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")
    other = Organisation(inn=company.organisations[1].inn)
    wanted = named(company, by(second), organisation=other, lines=(line(known_item(company), quantity="5"),))
    changed = command(wanted, edited=2)

    await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    said_in = [said((await connector.upsert(changed))[0]) for _ in range(2)]

    for words in ("Смена соглашения не принята", "Смена нашей организации не принята"):
        assert [one.count(words) for one in said_in] == [1, 0]
    assert [one.count("не принято 1С") for one in said_in] == [1, 1]
