from datetime import date
from decimal import Decimal

import pytest

from shared.bus.errors import Retryable
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Invoice, Manager, Thing
from shared.russian import edited
from tests.integration.onec_connector.connector import command, created, deal, known_client, known_item, line, said

NBSP = "\u00a0"


async def test_an_added_row_reaches_the_order_and_the_old_row_keeps_its_code(connector, onec, company):
    first, second = line(known_item(company)), line(known_item(company, 1), quantity="3")
    guid = await created(connector, company, lines=(first,))
    before = (await onec.order(guid))["document"]["Товары"][0]

    outcome, status = await connector.upsert(command(deal(company, lines=(first, second)), edited=2))

    document = (await onec.order(guid))["document"]
    assert document["Товары"][0]["КодСтроки"] == before["КодСтроки"]
    assert document["Posted"] is True
    assert len(document["Товары"]) == 2
    assert "добавлена 1 строка" in said(outcome)
    assert status.order.total == first.total + second.total


async def test_edits_of_one_row_and_of_the_manager_sum_up_to_one_sentence(connector, company):
    item, other = known_item(company), company.managers[1]
    await created(connector, company, lines=(line(item, price="12.20"),))
    manager = Manager(name=other.full_name, email=other.email)
    edits = [
        deal(company, lines=(line(item, price="24.40"),)),
        deal(company, lines=(line(item, price="36.60"), line(known_item(company, 1), price="10")), manager=manager),
    ]

    outcomes = [(await connector.upsert(command(edit, edited=2 + n)))[0] for n, edit in enumerate(edits)]

    first, second = [told.edit for outcome in outcomes for told in outcome.told if told.topic == "changed"]
    assert "добавлена 1 строка, изменена 1 строка, сменился менеджер, сумма была 48,80" in plain(edited(second))
    summed = plain(edited(first.together(second)))
    assert summed.endswith(
        "добавлена 1 строка, изменена 1 строка, сменился менеджер, сумма была 24,40 ₽, стала 93,20 ₽."
    )


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


async def test_what_the_accountant_set_in_a_row_survives_an_edit_of_its_price(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item, price="12.20"),))
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "supply": "Отгрузить"}])
    await connector.touch(guid)

    outcome, _ = await connector.upsert(command(deal(company, lines=(line(item, price="24.40"),)), edited=2))

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert isinstance(outcome, OrderUpserted)
    assert (row["ВариантОбеспечения"], row["КодСтроки"]) == ("Отгрузить", code)
    assert Decimal(row["СуммаСНДС"]) == Decimal("48.80")


async def test_an_older_command_is_never_applied_over_a_newer_one(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))

    await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=3))
    await connector.upsert(command(deal(company, lines=(line(item, quantity="4"),)), edited=2))

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert Decimal(row["Количество"]) == 5


async def test_a_command_that_changes_nothing_writes_nothing(connector, onec, company):
    guid = await created(connector, company)
    before = (await onec.order(guid))["document"]["DataVersion"]

    outcome, _ = await connector.upsert(command(deal(company), edited=2))

    assert said(outcome) == ""
    assert (await onec.order(guid))["document"]["DataVersion"] == before


async def test_where_1c_refuses_to_post_the_change_the_old_rows_come_back(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item, quantity="5"),))
    await onec.do(f"orders/{guid}/ship")
    await connector.touch(guid)

    outcome, *_ = await connector.upsert(command(deal(company, lines=(line(item, quantity="2"),)), edited=2))

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderRefused)
    assert document["Posted"] is True
    assert Decimal(document["Товары"][0]["Количество"]) == 5


async def test_the_order_is_posted_and_put_right_by_whoever_comes_after_a_crash(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    changed = command(deal(company, lines=(line(item, quantity="5"),)), edited=2)
    await onec.do("faults", kind="drop_before", path="/Post", method="POST")

    with pytest.raises(Retryable):
        await connector.upsert(changed)
    outcome, _ = await connector.upsert(changed)

    shown = await onec.order(guid)
    assert isinstance(outcome, OrderUpserted)
    assert shown["document"]["Posted"] is True
    assert Decimal(shown["document"]["Товары"][0]["Количество"]) == 5
    entity = await connector.flow.store.get("deal:1")
    assert entity.writing is None


async def test_an_order_a_person_unposted_is_changed_but_not_posted(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))
    await onec.do(f"orders/{guid}/unpost")
    await connector.touch(guid)

    outcome, _ = await connector.upsert(command(deal(company, lines=(line(item, quantity="5"),)), edited=2))

    document = (await onec.order(guid))["document"]
    assert document["Posted"] is False
    assert Decimal(document["Товары"][0]["Количество"]) == 5
    assert any("проводить его обмен не стал" in told.text for told in outcome.told)


async def test_totals_that_rounding_sets_apart_are_told_though_nothing_is_written(connector, onec, company):
    exact = line(known_item(company), quantity="3", price="33.33333333", total=Decimal("100.00"))
    rounded = line(known_item(company), quantity="3", price="33.33", total=Decimal("99.99"))
    guid = await created(connector, company, lines=(exact,))
    before = (await onec.order(guid))["document"]["DataVersion"]

    outcome, _ = await connector.upsert(command(deal(company, lines=(rounded,)), edited=2))
    tolerant = OrderPolicy(total_tolerance_kopecks=1)
    allowed, _ = await connector.upsert(command(deal(company, lines=(rounded,)), edited=3, policy=tolerant))

    assert f"в 1С 100,00{NBSP}₽, в сделке 99,99{NBSP}₽" in said(outcome)
    assert said(allowed) == ""
    assert (await onec.order(guid))["document"]["DataVersion"] == before


async def test_what_the_deal_shows_is_told_beside_what_the_order_says_though_their_rows_are_equal(connector, company):
    item = next(one for one in company.items if one.known_to_onec and one.unit.code == "006" and one.vat_rate == 22)
    short = line(item, quantity="0.333", price="504.61", total=Decimal("168.04"))
    long = line(item, quantity="12.125", price="504.61", total=Decimal("6118.40"))
    shown = Decimal("6286.43")

    born, *_ = await connector.upsert(command(deal(company, lines=(short, long), shown_total=shown)))
    changed, _ = await connector.upsert(command(deal(company, lines=(long, short), shown_total=shown), edited=2))

    for outcome in (born, changed):
        assert f"в 1С 6{NBSP}286,44{NBSP}₽, в сделке 6{NBSP}286,43{NBSP}₽" in said(outcome)


async def test_rows_of_a_deal_that_was_switched_to_dollars_are_never_written_as_roubles(connector, onec, company):
    item = known_item(company)
    guid = await created(connector, company, lines=(line(item),))

    (outcome,) = await connector.upsert(
        command(deal(company, lines=(line(item, quantity="5"),), currency="USD"), edited=2)
    )

    (row,) = (await onec.order(guid))["document"]["Товары"]
    assert (type(outcome), outcome.reason) == (OrderRefused, "currency")
    assert "сделка в валюте USD, заказ в 1С в RUB" in outcome.told[-1].text
    assert Decimal(row["Количество"]) == 2


async def test_an_edit_of_the_title_keeps_what_the_accountant_wrote_behind_it(connector, onec, company):
    guid = await created(connector, company)
    comment = (await onec.order(guid))["document"]["Комментарий"]
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": f"{comment}\nПозвонить перед отгрузкой"})
    await connector.touch(guid)

    await connector.upsert(command(deal(company, title="Новое название"), edited=2))

    text = (await onec.order(guid))["document"]["Комментарий"]
    assert "Новое название" in text
    assert text.endswith("Позвонить перед отгрузкой")


@pytest.mark.parametrize(("replaced", "said"), [("Звонить Ивану", True), ("Счёт № 7 от 28.11.2026", False)])
async def test_an_invoice_that_a_replaced_comment_leaves_no_place_for_is_said(connector, onec, company, replaced, said):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/edit", header={"Комментарий": replaced})
    await connector.touch(guid)
    invoice = Invoice(number="7", dated=date(2026, 11, 28), total=Decimal(200))

    outcome, *_ = await connector.upsert(command(deal(company, invoice=invoice), edited=2))

    assert (await onec.order(guid))["document"]["Комментарий"] == replaced
    told = [one.text for one in outcome.told if one.topic == "invoiced"]
    assert ["Счёт № 7 от 28.11.2026 в заказе" in one for one in told] == ([True] if said else [])


async def test_an_invoice_that_the_comment_has_a_place_for_needs_no_word(connector, onec, company):
    guid = await created(connector, company)

    outcome, *_ = await connector.upsert(
        command(deal(company, invoice=Invoice(number="7", total=Decimal(200))), edited=2)
    )

    assert "Счёт № 7" in (await onec.order(guid))["document"]["Комментарий"]
    assert [one for one in outcome.told if one.topic == "invoiced"] == []


async def test_the_day_of_shipment_and_the_warehouse_reach_the_rows_too(connector, onec, company):
    guid = await created(connector, company)
    other = company.warehouses[1]
    order = deal(company, ship_on=date(2031, 1, 15))
    order = order.with_(terms=order.terms.with_(warehouse=Thing(name=other.name)))

    outcome, _ = await connector.upsert(command(order, edited=2))

    document = (await onec.order(guid))["document"]
    (row,) = document["Товары"]
    assert isinstance(outcome, OrderUpserted), outcome
    assert (document["Склад_Key"], row["Склад_Key"]) == (other.guid, other.guid)
    assert (document["ДатаОтгрузки"][:10], row["ДатаОтгрузки"][:10]) == ("2031-01-15", "2031-01-15")


async def test_a_deal_born_from_an_order_edits_that_order(connector, onec, company):
    item = known_item(company)
    rows = [{"item": item.guid, "quantity": 2, "price": "12.20"}]
    guid = (await onec.do("orders", client=known_client(company).guid, rows=rows))["guid"]
    (fact,) = await connector.touch(guid)
    edited = line(item, quantity="4", price="12.20", vat_included=fact.order.lines[0].vat_included)
    known = fact.order.groups[OrderGroup.ROWS].edited

    outcome, _ = await connector.upsert(
        command(deal(company, number=7, lines=(edited,)), key=f"order:{guid}", edited=1, known=known)
    )

    assert isinstance(outcome, OrderUpserted), outcome
    assert outcome.ref.id == guid
    assert Decimal((await onec.order(guid))["document"]["Товары"][0]["Количество"]) == 4
    assert len(await onec.orders()) == 1
