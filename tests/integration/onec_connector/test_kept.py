"""What the accountant set in an order survives the edits of its deal."""

from decimal import Decimal

from shared.messages.order import OrderGroup
from shared.messages.ring.facts import OrderChanged
from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from shared.messages.things import Organisation, Terms, Thing
from tests.integration.onec_connector.connector import command, created, deal, known_item, line, said


async def test_of_rows_of_one_item_the_one_that_stays_keeps_its_code_supply_and_warehouse(connector, onec, company):
    item = known_item(company)
    one, two, three = (line(item, quantity=quantity, price="12.20") for quantity in ("1", "2", "3"))
    guid = await created(connector, company, lines=(one, two, three))
    second = (await onec.order(guid))["document"]["Товары"][1]
    await onec.do(
        f"orders/{guid}/edit", change=[{"row": second["КодСтроки"], "supply": "РезервироватьПоМереПоступления"}]
    )
    await connector.touch(guid)
    before = {row["Количество"]: row for row in (await onec.order(guid))["document"]["Товары"]}

    outcome, _ = await connector.upsert(
        command(deal(company, lines=(three, line(item, quantity="7", price="12.20"), two)), edited=2)
    )

    after = {row["Количество"]: row for row in (await onec.order(guid))["document"]["Товары"]}
    assert isinstance(outcome, OrderUpserted)
    assert len(after) == 3
    for quantity in set(before) & set(after):
        for name in ("КодСтроки", "ВариантОбеспечения", "Склад_Key"):
            assert after[quantity][name] == before[quantity][name]
    assert len(set(before) & set(after)) == 2


async def test_the_link_survives_when_the_accountant_overwrites_the_number_by_the_clients_data(
    connector, onec, company
):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/edit", header={"НомерПоДаннымКлиента": "ЗП-15 от клиента"})
    told = await connector.touch(guid)

    outcome, _ = await connector.upsert(
        command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2)
    )

    (shown,) = await onec.orders()
    assert (outcome.ref.id, shown["НомерПоДаннымКлиента"]) == (guid, "ЗП-15 от клиента")
    assert {fact.key for fact in told if isinstance(fact, OrderChanged)} <= {"deal:1"}
    assert Decimal((await onec.order(guid))["document"]["Товары"][0]["Количество"]) == 5


async def test_an_edit_of_rows_leaves_an_approved_order_approved_and_posted(connector, onec, company):
    guid = await created(connector, company)

    await connector.upsert(command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2))

    document = (await onec.order(guid))["document"]
    assert (document["Согласован"], document["Posted"]) == (True, True)


async def test_an_order_that_was_approved_stays_so_under_an_edit_of_its_rows(connector, onec, company):
    """1C takes the approval back at each plain write, and gives it when it posts an order that waits for nobody."""
    guid = await created(connector, company)
    await onec.do("switches", approval=True)
    await onec.do(f"orders/{guid}/approve")
    await connector.touch(guid)

    outcome, *_ = await connector.upsert(
        command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2)
    )

    document = (await onec.order(guid))["document"]
    assert isinstance(outcome, OrderUpserted)
    assert (document["Согласован"], document["Posted"], document["Статус"]) == (True, True, "КОбеспечению")


async def test_an_edit_of_a_row_itself_leaves_the_reservation_of_the_warehouse(connector, onec, company):
    guid = await created(connector, company)
    row = (await onec.order(guid))["document"]["Товары"][0]
    await onec.do(f"orders/{guid}/edit", change=[{"row": row["КодСтроки"], "supply": "РезервироватьПоМереПоступления"}])
    await connector.touch(guid)

    await connector.upsert(command(deal(company, lines=(line(known_item(company), quantity="5"),)), edited=2))

    (after,) = (await onec.order(guid))["document"]["Товары"]
    assert Decimal(after["Количество"]) == 5
    assert (after["КодСтроки"], after["ВариантОбеспечения"]) == (row["КодСтроки"], "РезервироватьПоМереПоступления")


async def test_more_than_three_digits_of_a_quantity_are_refused_in_words(connector, onec, company):
    metres = next(one for one in company.items if one.known_to_onec and one.unit.code == "006")

    (outcome,) = await connector.upsert(command(deal(company, lines=(line(metres, quantity="1.2345"),))))

    assert (type(outcome), outcome.reason) == (OrderRefused, "quantity")
    assert "больше трёх знаков после запятой" in said(outcome)
    assert await onec.orders() == []


async def test_an_order_that_moves_to_an_organisation_with_five_percent_keeps_its_sum_and_that_is_told(
    connector, onec, company
):
    client = next(one for one in company.clients if one.known_to_onec and one.kind == "company" and not one.agreement)
    order = deal(company, client=client, terms=Terms(agreement_default=Thing(name=company.typical_agreements[0].name)))
    first, _ = await connector.upsert(command(order))
    await connector.touch(first.ref.id)
    reduced = order.with_(
        organisation=Organisation(inn=company.organisations[1].inn),
        terms=order.terms.with_(taxation_default="usn_5"),
    )

    moved, *_ = await connector.upsert(command(reduced, edited=2, groups=(OrderGroup.ORGANISATION,)))

    document = (await onec.order(first.ref.id))["document"]
    assert document["НалогообложениеНДС"] == "ЛьготноеНалогообложениеНДСНаУСН"
    assert Decimal(document["СуммаДокумента"]) == order.total
    assert "«НДС 5 %»" in said(moved)
