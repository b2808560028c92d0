"""What would become of a deal's order is what becomes of it, and saying so changes neither 1C nor the memory."""

from datetime import date
from decimal import Decimal

import pytest

from services.onec_connector.base.query import Query
from services.onec_connector.writer.orders.trial import OrderTrial
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.outcomes import OrderRefused
from shared.messages.things import Customer, LegalEntity, Person, Ref, Thing
from tests.integration.onec_connector import test_new_items
from tests.integration.onec_connector.connector import (
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
    person_of,
    said,
)
from tests.integration.onec_connector.test_new_items import typed

with_items = test_new_items.connector
SETS = ("Document_ЗаказКлиента", "Catalog_Партнеры", "Catalog_Контрагенты", "Catalog_Номенклатура")
NEWCOMER = Customer(
    origin=Ref(system="b24", kind="company", id="917"),
    name="Новый клиент",
    legal_entity=LegalEntity(
        origin=Ref(system="b24", kind="requisite", id="917"), name="ООО «Новый»", inn="7707083893", kpp="770701001"
    ),
)


async def foreseen(connector, one):
    """Ask, and see that nothing was changed by the question."""
    before = await everything(connector)
    found = await OrderTrial(connector.flow.context).order(one)
    assert await everything(connector) == before
    return found


async def everything(connector):
    store, waits = connector.flow.store, connector.flow.waits
    memory = [one async for one in store.listing({})]
    async with connector.onec.clerk() as base:
        versions = [
            (row["Ref_Key"], row["DataVersion"])
            for name in SETS
            async for row in base.pages(name, Query(order_by="Ref_Key"))
        ]
    return memory, [one async for one in waits.all()], versions


async def test_a_new_order_is_named_with_its_terms_and_rows(connector, onec, company):
    rows = (line(known_item(company)), line(known_item(company, 1), quantity="3", price="99.50"))
    wanted = command(deal(company, lines=rows))

    found = await foreseen(connector, wanted)
    outcome, status = await connector.upsert(wanted)

    document = (await onec.order(outcome.ref.id))["document"]
    assert (found.would, found.new_client, found.total) == ("create", False, status.order.total)
    assert [(one.name, one.quantity) for one in found.rows] == [(row.item.name, row.quantity) for row in rows]
    assert found.agreement
    assert found.warehouse
    assert (found.organisation, found.manager) == (company.organisations[0].name, company.managers[0].full_name)
    assert len(document["Товары"]) == len(found.rows)


async def test_a_client_that_1c_lacks_would_be_made_and_is_not(connector, company):
    person = Person(origin=Ref(system="b24", kind="contact", id="9917"), first_name="Анна", last_name="Новая")

    found = await foreseen(connector, command(deal(company, customer=NEWCOMER, person=person)))

    assert (found.would, found.client, found.new_client) == ("create", "Новый клиент", True)


async def test_a_product_that_1c_lacks_would_be_made_and_is_not(with_items, company):
    wanted = command(deal(company, lines=(line(known_item(company)), typed(company, name="Гайка М8"))))

    found = await foreseen(with_items, wanted)
    _, status = await with_items.upsert(wanted)

    assert [(one.name, one.new) for one in found.rows][1] == ("Гайка М8", True)
    assert found.total == status.order.total


@pytest.mark.parametrize("prices", ["onec", "b24-within"])
@pytest.mark.parametrize("place", [0, 1])
async def test_products_to_be_made_are_foreseen_beside_rows_that_1c_prices(with_items, company, prices, place):
    rows = [line(known_item(company))]
    rows.insert(place, typed(company, name="Гайка М8"))
    wanted = command(deal(company, lines=tuple(rows)), policy=OrderPolicy(prices=prices))

    found = await foreseen(with_items, wanted)
    _, status = await with_items.upsert(wanted)

    assert sorted((one.name, one.new) for one in found.rows) == sorted(
        [(known_item(company).name, False), ("Гайка М8", True)]
    )
    assert found.total == status.order.total


@pytest.mark.parametrize("prices", ["b24", "onec", "b24-within"])
async def test_an_edit_that_adds_a_product_to_be_made_is_foreseen_as_it_is_written(with_items, company, prices):
    policy, row = OrderPolicy(prices=prices), line(known_item(company))
    await with_items.upsert(command(deal(company, lines=(row,)), policy=policy))
    wanted = command(deal(company, lines=(row, typed(company, name="Гайка М8"))), edited=2, policy=policy)

    found = await foreseen(with_items, wanted)
    _, status, *_ = await with_items.upsert(wanted)

    assert (found.would, found.changes) == ("change", ("добавится строк: 1",))
    assert found.total == status.order.total


async def test_an_edit_is_named_by_what_it_would_write(connector, company):
    first, second = line(known_item(company)), line(known_item(company, 1), quantity="3")
    await created(connector, company, lines=(first,))
    wanted = command(deal(company, lines=(first.with_(quantity=Decimal(4), total=first.total * 2), second)), edited=2)

    found = await foreseen(connector, wanted)
    _, status = await connector.upsert(wanted)

    assert (found.would, found.changes) == ("change", ("добавится строк: 1, изменится строк: 1",))
    assert found.total == status.order.total
    assert (await foreseen(connector, wanted)).would == "same"


async def test_what_a_deal_names_anew_in_its_header_is_laid_beside_what_stands_in_its_order(connector, company):
    await created(connector, company, ship_on=date(2031, 1, 15))
    terms = deal(company).terms.with_(warehouse=Thing(name=company.warehouses[1].name))
    wanted = command(deal(company, terms=terms, ship_on=date(2031, 2, 1), note="Позвонить"), edited=2)

    found = await foreseen(connector, wanted)

    shown = {one.name: (one.before, one.after) for one in found.values}
    before, after = shown.pop("комментарий")
    assert "Позвонить" in after.removeprefix(before)
    assert shown == {
        "склад": (company.warehouses[0].name, company.warehouses[1].name),
        "дата отгрузки": ("15.01.2031", "01.02.2031"),
    }


async def test_an_agreement_that_a_deal_names_anew_is_laid_beside_the_present_one(connector, company):
    present, other = known_client(company).agreement, company.typical_agreements[1]
    await created(connector, company)
    terms = deal(company).terms.with_(agreement=Thing(name=other.name))

    found = await foreseen(connector, command(deal(company, terms=terms), edited=2))

    assert ("соглашение", present.name, other.name) in [(one.name, one.before, one.after) for one in found.values]


async def test_a_contact_person_that_1c_knows_is_no_change_and_another_is(connector, company):
    client = known_client(company)
    await created(connector, company, client=client, person=person_of(client))
    other = Person(origin=Ref(system="b24", kind="contact", id="9918"), first_name="Пётр", last_name="Иной")

    same = await foreseen(connector, command(deal(company, client=client, person=person_of(client)), edited=2))
    changed = await foreseen(connector, command(deal(company, client=client, person=other), edited=2))

    assert (same.would, same.changes) == ("same", ())
    assert (changed.would, changed.changes) == ("change", ("сменилось контактное лицо",))


async def test_a_refusal_is_named_in_the_words_that_the_manager_reads(connector, company):
    wanted = command(deal(company, customer=NEWCOMER.with_(legal_entity=None)))

    found = await foreseen(connector, wanted)
    outcome, *_ = await connector.upsert(wanted)

    assert isinstance(outcome, OrderRefused)
    assert (found.would, found.why) == ("refused", said(outcome))


async def test_a_refusal_that_a_person_may_decide_names_the_question_and_the_candidates(connector, onec, company):
    client = known_client(company)
    requisite = client.requisites[0]
    await onec.do("partners", name="Двойник", inn=requisite.inn, kpp=requisite.kpp)
    wanted = command(deal(company, client=client))

    found = await foreseen(connector, wanted)
    (outcome, *_) = await connector.upsert(wanted)

    (doubt,) = outcome.doubts
    (asked,) = found.asks
    assert (asked.key, asked.name) == (doubt.key, doubt.name)
    assert asked.candidates == tuple(one.name for one in doubt.candidates)
    assert "Двойник" in asked.candidates


async def test_an_edit_of_the_accountants_comes_first(connector, onec, company):
    guid = await created(connector, company)
    code = (await onec.order(guid))["document"]["Товары"][0]["КодСтроки"]
    await onec.do(f"orders/{guid}/edit", change=[{"row": code, "quantity": 7}])

    found = await foreseen(
        connector, command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2)
    )

    assert found.would == "later"


@pytest.mark.parametrize(("lost", "would"), [("unpost", "cancel"), ("tell", "same")])
async def test_a_lost_deal_says_what_becomes_of_its_order(connector, company, lost, would):
    await created(connector, company)
    wanted = command(deal(company), edited=2, wanted="cancelled", policy=OrderPolicy(lost=lost))

    found = await foreseen(connector, wanted)
    outcome, _ = await connector.upsert(wanted)

    assert found.would == would
    assert "\n\n".join(found.told) == said(outcome)


async def test_a_deal_that_may_have_no_order_gets_none(connector, company):
    assert (await foreseen(connector, command(deal(company), may_create=False))).would == "left"
    assert (await foreseen(connector, command(deal(company), wanted="hold"))).would == "left"
