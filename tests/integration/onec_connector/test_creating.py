from decimal import Decimal

import pytest

from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderStatus
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Customer, Item, Manager, Ref, Terms, Thing
from tests.integration.onec_connector.connector import (
    command,
    customer_of,
    deal,
    known_client,
    known_item,
    line,
    person_of,
    said,
)


async def test_a_deal_becomes_a_posted_order_that_the_accountant_can_save_in_his_form(connector, onec, company):
    order = deal(company)

    outcome, status = await connector.upsert(command(order))

    assert isinstance(outcome, OrderUpserted), outcome
    assert isinstance(status, OrderStatus)
    document = (await onec.order(outcome.ref.id))["document"]
    assert document["Posted"] is True
    assert Decimal(document["СуммаДокумента"]) == order.total
    assert document["НомерПоДаннымКлиента"] == "B24-1"
    assert (await onec.do(f"orders/{outcome.ref.id}/save_in_form"))["complaints"] == []
    assert "создан в 1С на" in outcome.told[0].text


async def test_the_same_command_twice_makes_one_order(connector, onec, company):
    order = command(deal(company))

    first = await connector.upsert(order)
    second = await connector.upsert(order)

    assert first[0].ref == second[0].ref
    assert len(await onec.orders()) == 1
    assert said(second[0]) == ""


async def test_a_client_new_to_1c_gets_partner_legal_entity_and_contact_person(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company" and one.contacts)
    order = deal(company, client=client, person=person_of(client))

    outcome, _ = await connector.upsert(command(order))
    again, _ = await connector.upsert(command(deal(company, number=2, client=client, person=person_of(client))))

    assert {"company", "requisite", "contact", "product"} == {pair.kind for pair in outcome.pairs}
    first, second = [(await onec.order(one.ref.id))["document"] for one in (outcome, again)]
    assert first["Партнер_Key"] == second["Партнер_Key"]
    assert first["Контрагент_Key"] == second["Контрагент_Key"]
    assert first["КонтактноеЛицо_Key"] == second["КонтактноеЛицо_Key"]


async def test_a_private_person_is_found_by_phone_or_mail_and_created_once(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "person")

    outcome, _ = await connector.upsert(command(deal(company, client=client)))
    again, _ = await connector.upsert(command(deal(company, number=2, client=client)))

    first, second = [(await onec.order(one.ref.id))["document"] for one in (outcome, again)]
    assert first["Контрагент_Key"] == second["Контрагент_Key"]
    assert [pair.kind for pair in outcome.pairs if pair.kind != "product"] == ["client"]


async def test_a_company_without_inn_is_refused_in_words(connector, onec, company):
    order = deal(company, customer=Customer(name="Ромашка", origin=Ref(system="b24", kind="company", id="7")))

    (outcome,) = await connector.upsert(command(order))

    assert isinstance(outcome, OrderRefused)
    assert outcome.told[0].text == (
        "Заказ не создан: у компании «Ромашка» не заполнен ИНН. Заполните реквизиты, заказ создастся сам."
    )
    assert await onec.orders() == []


async def test_a_company_with_two_filled_requisites_is_not_said_to_have_none(connector, onec, company):
    client = customer_of(known_client(company)).with_(name="Ромашка", legal_entity=None, legal_entities_found=2)

    (outcome,) = await connector.upsert(command(deal(company, customer=client)))

    assert outcome.told[0].text == (
        "Заказ не создан: у компании «Ромашка» несколько реквизитов с ИНН. "
        "Выберите нужный в сделке, заказ создастся сам."
    )
    assert await onec.orders() == []


async def test_an_unknown_item_is_named_and_waited_for(connector, onec, company):
    unknown = next(one for one in company.items if not one.known_to_onec and one.kind == "goods")
    bolt = line(unknown).with_(item=Item(name="Болт М8", article="B-M8"))

    (outcome,) = await connector.upsert(command(deal(company, lines=(bolt,))))

    assert outcome.told[0].text == (
        "Заказ не создан: товара «Болт М8» нет в 1С. Выберите товар из каталога или попросите завести его в 1С; "
        "после этого заказ создастся сам."
    )
    assert [wait.source.id async for wait in connector.flow.waits.all()] == ["1"]


async def test_two_agreements_are_put_before_the_manager(connector, onec, company):
    client = known_client(company)
    other = await onec.do("agreements", partner=client.guid, name="Второе соглашение")

    outcome, offered = await connector.upsert(command(deal(company)))
    (mine,) = [one for one in offered.choices if one.ref.id == client.agreement.guid]
    chosen = Terms(agreement=Thing(ref=mine.ref, name=mine.name))
    made, _ = await connector.upsert(command(deal(company, terms=chosen), edited=2))

    assert outcome.reason == "ambiguous_agreement", (outcome, other)
    assert "два действующих соглашения (№ " in outcome.told[0].text
    assert {one.ref.id for one in offered.choices} == {client.agreement.guid, other["agreement"]}
    assert all(one.name.startswith("№ ") and one.name.endswith(f"({client.name})") for one in offered.choices)
    assert (await onec.order(made.ref.id))["document"]["Соглашение_Key"] == mine.ref.id


async def test_the_agreement_named_in_the_deal_decides(connector, onec, company):
    client = known_client(company)
    await onec.do("agreements", partner=client.guid, name="Второе соглашение")
    order = deal(company, terms=Terms(agreement=Thing(name=client.agreement.number)))

    outcome, _ = await connector.upsert(command(order))

    document = (await onec.order(outcome.ref.id))["document"]
    assert document["Соглашение_Key"] == client.agreement.guid


async def test_two_legal_entities_with_one_inn_are_put_before_a_person(connector, onec, company):
    client = known_client(company)
    requisite = client.requisites[0]
    await onec.do("partners", name="Двойник", inn=requisite.inn, kpp=requisite.kpp)

    (outcome,) = await connector.upsert(command(deal(company)))

    assert outcome.reason == "ambiguous_customer"


async def test_a_manager_who_left_is_replaced_by_the_default_and_that_is_told(connector, onec, company):
    gone = company.dismissed_manager
    order = deal(company, manager=Manager(name=gone.full_name, email=gone.email))
    policy = OrderPolicy(manager_default=company.managers[1].full_name)

    outcome, _ = await connector.upsert(command(order, policy=policy))

    document = (await onec.order(outcome.ref.id))["document"]
    assert document["Менеджер_Key"] == company.managers[1].guid
    assert any(company.managers[1].full_name in told.text for told in outcome.told)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lines": ()}, "rows"),
        ({"currency": "USD"}, "currency"),
    ],
)
async def test_bad_deals_are_refused(connector, onec, company, changes, reason):
    (outcome,) = await connector.upsert(command(deal(company, **changes)))

    assert outcome.reason == reason
    assert await onec.orders() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": Decimal("1.5")}, "quantity"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"vat_rate": Decimal(20)}, "vat"),
        ({"kind": "set"}, "rows"),
        ({"kind": "free_text", "item": None, "text": "Доставка"}, "rows"),
        ({"unit": "166"}, "unit"),
    ],
)
async def test_bad_rows_are_refused(connector, onec, company, changes, reason):
    bad = line(known_item(company)).with_(**changes)

    (outcome,) = await connector.upsert(command(deal(company, lines=(bad,))))

    assert outcome.reason == reason
    assert await onec.orders() == []


async def test_a_free_text_row_becomes_the_service_of_the_rules_with_its_words(connector, onec, company):
    service = next(one for one in company.items if one.kind == "service" and one.known_to_onec)
    free = line(known_item(company)).with_(kind="free_text", item=None, text="Доставка до склада")
    policy = OrderPolicy(free_text_item=service.article or service.name)

    outcome, _ = await connector.upsert(command(deal(company, lines=(free,)), policy=policy))

    assert isinstance(outcome, OrderUpserted), outcome
    (row,) = (await onec.order(outcome.ref.id))["document"]["Товары"]
    assert (row["Номенклатура_Key"], row["Содержание"]) == (service.guid, "Доставка до склада")


async def test_an_amount_typed_over_the_rows_is_told(connector, company):
    outcome, _ = await connector.upsert(command(deal(company, stated_total=Decimal(1))))

    assert any("введена вручную" in told.text for told in outcome.told)


async def test_a_refused_posting_keeps_the_order_unposted_and_the_next_command_posts_it(connector, onec, company):
    await onec.do("switches", post_fail=3)
    order = command(deal(company))

    refused, _ = await connector.upsert(order)
    outcome, _ = await connector.upsert(order)

    assert isinstance(refused, OrderRefused)
    assert "не проведён" in refused.told[-1].text
    assert isinstance(outcome, OrderUpserted)
    assert outcome.ref == refused.ref
    (shown,) = await onec.orders()
    assert shown["Posted"] is True


async def test_parking_makes_older_decisions_stale(connector, onec, company):
    order = deal(company)

    await connector.upsert(command(order, edited=5, wanted="hold"))
    published = await connector.upsert(command(order, edited=4))

    assert published == []
    assert await onec.orders() == []


@pytest.mark.parametrize(("wanted", "may_create"), [("hold", False), ("cancelled", False), ("yes", False)])
async def test_a_refused_deal_that_is_to_have_no_order_any_more_waits_no_longer(
    connector, onec, company, wanted, may_create
):
    unknown = next(one for one in company.items if not one.known_to_onec and one.kind == "goods")
    bolt = line(unknown).with_(item=Item(name="Болт М8", article="B-M8"))
    order = deal(company, lines=(bolt,))
    await connector.upsert(command(order))

    (outcome,) = await connector.upsert(command(order, edited=2, wanted=wanted, may_create=may_create))

    assert (type(outcome), outcome.ref, outcome.told) == (OrderUpserted, None, ())
    assert [wait async for wait in connector.flow.waits.all()] == []


async def test_without_leave_to_create_nothing_is_created(connector, onec, company):
    (outcome,) = await connector.upsert(command(deal(company), may_create=False))

    assert (type(outcome), outcome.ref, outcome.told) == (OrderUpserted, None, ())
    assert await onec.orders() == []


async def test_an_order_takes_few_calls(connector, onec, company):
    await connector.upsert(command(deal(company)))
    await onec.do("reset_stats")

    await connector.upsert(command(deal(company, number=2)))

    calls = await onec.calls()
    assert len(calls) <= 9, [f"{one['method']} {one['path']}" for one in calls]


def test_the_customer_of_the_sample_company_has_an_inn(company):
    assert customer_of(known_client(company)).legal_entity.inn


async def test_a_colleague_on_the_same_phone_is_another_contact_person(connector, onec, company):
    client = next(one for one in company.clients if not one.known_to_onec and one.kind == "company" and one.contacts)
    first = person_of(client)
    second = first.with_(origin=Ref(system="b24", kind="contact", id="777"), first_name="Анна", last_name="Другая")

    outcome, _ = await connector.upsert(command(deal(company, client=client, person=first)))
    again, _ = await connector.upsert(command(deal(company, number=2, client=client, person=second)))

    persons = [(await onec.order(one.ref.id))["document"]["КонтактноеЛицо_Key"] for one in (outcome, again)]
    assert len(set(persons)) == 2
