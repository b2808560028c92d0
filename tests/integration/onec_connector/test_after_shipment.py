"""Edits of a deal whose order is shipped or paid."""

from decimal import Decimal

import pytest

from services.b24_connector.writer.unread import choose
from shared.messages.envelope import wrap
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderChanged, OrderTouched
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Organisation
from tests.integration.onec_connector.connector import (
    by_contract,
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
    said,
)


async def test_an_edit_after_shipment_is_refused_with_both_sums_and_the_order_stays(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, lines=(first, second))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)
    before = (await onec.order(guid))["document"]["СуммаДокумента"]

    outcome, *_ = await connector.upsert(command(deal(company, lines=(first,)), edited=2))
    again, *_ = await connector.upsert(command(deal(company, lines=(first,)), edited=2))

    assert isinstance(outcome, OrderRefused)
    assert "Изменение состава не принято: заказ" in outcome.told[-1].text
    assert "Оформите новый заказ или возврат." in outcome.told[-1].text
    document = (await onec.order(guid))["document"]
    assert (document["СуммаДокумента"], document["Posted"]) == (before, True)
    assert isinstance(again, OrderUpserted)


async def test_where_the_rules_say_restore_the_rows_of_1c_are_told_back_after_shipment(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, lines=(first, second))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)
    policy = OrderPolicy(after_shipment="restore")

    outcome, *rest = await connector.upsert(command(deal(company, lines=(first,)), edited=2, policy=policy))
    (fact,) = await connector.touch(guid)

    assert isinstance(outcome, OrderRefused)
    assert isinstance(rest[-1], OrderTouched)
    assert isinstance(fact, OrderChanged)
    assert len(fact.order.lines) == 2
    assert fact.order.groups[OrderGroup.ROWS].known == 2


@pytest.mark.parametrize("done", ["ship", "pay"])
async def test_another_client_is_refused_once_anything_is_shipped_or_paid_and_told(connector, onec, company, done):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/{done}")
    await connector.touch(guid)
    before = (await onec.order(guid))["document"]
    first = known_client(company)
    other = next(one for one in company.clients if one.known_to_onec and one.requisites and one is not first)

    outcome, *_ = await connector.upsert(command(deal(company, client=other), edited=2))
    again, *_ = await connector.upsert(command(deal(company, client=other), edited=2))

    document = (await onec.order(guid))["document"]
    assert (type(outcome), outcome.reason) == (OrderRefused, "customer")
    assert f"Смена клиента не принята: по заказу {before['Number']} уже" in said(outcome)
    assert (document["Партнер_Key"], document["Соглашение_Key"]) == (before["Партнер_Key"], before["Соглашение_Key"])
    assert document["Posted"] is True
    assert isinstance(again, OrderUpserted)


async def test_a_second_refused_change_of_client_or_organisation_in_a_row_is_told_too(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)
    others = [
        one for one in company.clients if one.known_to_onec and one.requisites and one is not known_client(company)
    ]
    organisation = Organisation(inn=company.organisations[1].inn)
    first, second = deal(company, client=others[0]), deal(company, client=others[1])

    remembered: dict[str, str] = {}
    told = []
    for edited, wanted in enumerate((first, second, second.with_(organisation=organisation)), start=2):
        outcome, *_ = await connector.upsert(command(wanted, edited=edited))
        left = choose(outcome.told, remembered)
        remembered |= {topic: mark for topic, mark in left.marks.items() if mark}
        told.append([one.text.partition(":")[0] for one in left.told if one.topic == "refusal"])

    client, own = "Смена клиента не принята", "Смена нашей организации не принята"
    assert told == [[client], [client], [client, own]]


async def test_another_client_is_refused_once_an_order_without_figures_is_shipped(connector, onec, company):
    guid = await created(connector, company, client=by_contract(company))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)
    before = (await onec.order(guid))["document"]

    outcome, *_ = await connector.upsert(command(deal(company, client=known_client(company)), edited=2))

    document = (await onec.order(guid))["document"]
    assert (type(outcome), outcome.reason) == (OrderRefused, "customer")
    assert f"Смена клиента не принята: по заказу {before['Number']} уже есть отгрузка" in said(outcome)
    assert document["Партнер_Key"] == before["Партнер_Key"]


async def test_rows_of_a_shipped_order_without_figures_stay_for_good(connector, onec, company):
    client = by_contract(company)
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, client=client, lines=(first, second))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)

    outcome, *_ = await connector.upsert(command(deal(company, client=client, lines=(first,)), edited=2))

    assert (type(outcome), outcome.reason) == (OrderRefused, "shipped")
    assert len((await onec.order(guid))["document"]["Товары"]) == 2


async def test_rows_stay_while_1c_has_not_recalculated_what_was_shipped(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1))
    guid = await created(connector, company, lines=(first, second))
    await onec.do(f"orders/{guid}/pay")
    await onec.do("switches", provisional_state=True, state_lag_s=600)
    await onec.do(f"orders/{guid}/ship")

    outcome, *_ = await connector.upsert(command(deal(company, lines=(first,)), edited=2))

    assert (type(outcome), outcome.reason) == (OrderRefused, "shipped")
    assert len((await onec.order(guid))["document"]["Товары"]) == 2


async def test_an_order_whose_rows_are_all_cancelled_is_not_taken_for_shipped(connector, onec, company):
    guid = await created(connector, company, client=by_contract(company))
    (row,) = (await onec.order(guid))["document"]["Товары"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": row["КодСтроки"], "cancelled": True}])
    await connector.touch(guid)
    state = (await onec.order(guid))["state"]["Состояние"]

    outcome, *_ = await connector.upsert(command(deal(company, client=known_client(company)), edited=2))

    assert state == "ГотовКЗакрытию"
    assert isinstance(outcome, OrderUpserted), outcome


@pytest.mark.parametrize(("done", "word"), [("ship", "отгрузка"), ("pay", "оплата")])
async def test_another_organisation_is_refused_once_anything_is_shipped_or_paid_and_told(
    connector, onec, company, done, word
):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/{done}")
    await connector.touch(guid)
    before = await onec.order(guid)
    second = Organisation(inn=company.organisations[1].inn)

    outcome, *_ = await connector.upsert(command(deal(company, organisation=second), edited=2))
    again, *_ = await connector.upsert(command(deal(company, organisation=second), edited=2))

    after, number = await onec.order(guid), before["document"]["Number"]
    assert (type(outcome), outcome.reason) == (OrderRefused, "organisation")
    assert f"Смена нашей организации не принята: по заказу {number} уже есть {word}" in said(outcome)
    assert after["document"]["Организация_Key"] == before["document"]["Организация_Key"]
    assert after["state"] == before["state"]
    assert isinstance(again, OrderUpserted)


async def test_what_else_was_edited_crosses_beside_an_organisation_that_stays(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/pay")
    await connector.touch(guid)
    second = Organisation(inn=company.organisations[1].inn)
    lines = (line(known_item(company), quantity="3"),)

    outcome, *_ = await connector.upsert(command(deal(company, organisation=second, lines=lines), edited=2))

    document = (await onec.order(guid))["document"]
    assert outcome.reason == "organisation"
    assert document["Организация_Key"] == company.organisations[0].guid
    assert Decimal(document["Товары"][0]["Количество"]) == 3


async def test_what_stays_is_told_once_while_1c_refuses_to_post_the_rest(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/pay")
    await connector.touch(guid)
    await onec.do("switches", refusal_text="shown", overdue_debt="1500")
    other = next(
        one for one in company.clients if one.known_to_onec and one.requisites and one is not known_client(company)
    )
    wanted = deal(company, client=other, lines=(line(known_item(company), quantity="5"),))

    remembered: dict[str, str] = {}
    told = []
    for _ in range(3):
        outcome, *_ = await connector.upsert(command(wanted, edited=2))
        left = choose(outcome.told, remembered)
        remembered |= {topic: mark for topic, mark in left.marks.items() if mark}
        told.append([one.text.partition(":")[0] for one in left.told if one.topic == "refusal"])

    assert told[1:] == [[], []], told


async def test_rows_that_1c_turns_down_after_shipment_are_told_although_the_process_died(connector, onec, company):
    guid = await created(connector, company, lines=(line(known_item(company), quantity="5"),))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)
    changed = command(deal(company, lines=(line(known_item(company), quantity="2"),)), edited=2)

    died = await connector.flow.writer.upserted(wrap(changed, source="test"), changed)
    said_in = [said((await connector.upsert(changed))[0]) for _ in range(2)]

    assert died.publish[0].reason == "shipped"
    assert [one.count("Изменение состава не принято") for one in said_in] == [1, 0]
