"""1C's prices in an order made from a deal (R12, mode `onec`): which rows get them, and what the deal hears."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import item as item_names
from services.onec_connector.objects import order as order_names
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy
from shared.messages.ring.facts import OrderChanged, OrderTouched
from shared.messages.ring.outcomes import OrderUpserted
from shared.messages.things import Invoice
from tests.integration.onec_connector.connector import command, deal, document_of, known_client, known_item, line
from tests.integration.onec_connector.dying import Died, die_at, live_again

ONEC = OrderPolicy(prices="onec")
REPLACE = OrderPolicy(prices="onec", typed_price="replace")


@pytest.fixture
async def kind(onec, company) -> str:
    """The client's agreement asks the prices of this kind; it has one for the first item, 90 apiece."""
    await onec.do("switches", pricing_25=False)
    made = (await onec.do("price_kinds", name="Оптовая"))["kind"]
    rows = [{"item": known_item(company).guid, "kind": made, "price": "90"}]
    await onec.do("prices", rows=rows)
    async with onec.clerk() as clerk:
        fields = {names.PRICE_KIND: made, names.PRICES_FROM: names.FROM_HEADER, names.VAT_INCLUDED: True}
        await clerk.change(names.SET, known_client(company).agreement.guid, fields)
    return made


def row(company, *, place=0, price="100", asked="100", **changes):
    """A row at a price of the deal; the portal's catalogue asks `asked`."""
    return line(known_item(company, place), price=price, list_price=Decimal(asked), **changes)


def notes(messages) -> list[str]:
    return [told.text for told in messages[0].told if told.topic == "prices"]


async def rows_of(onec, outcome) -> list[dict]:
    return (await document_of(onec, outcome))["Товары"]


async def prices_of(onec, outcome) -> list[Decimal]:
    return [Decimal(str(one["Цена"])) for one in await rows_of(onec, outcome)]


async def again(connector, order, *, by):
    """An edit of the rows by somebody who has heard all that 1C had to say."""
    known = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited
    return command(order, edited=by, known=known, groups=[OrderGroup.ROWS], policy=ONEC)


async def heard(connector, messages) -> list[Decimal]:
    """The rows as the deal hears of them after an outcome."""
    guids = [one.ref.id for one in messages if isinstance(one, OrderTouched)]
    facts = [one for guid in guids for one in await connector.touch(guid) if isinstance(one, OrderChanged)]
    return [row.price for fact in facts if OrderGroup.ROWS in fact.order.groups for row in fact.order.lines]


async def test_a_row_at_the_portals_price_gets_the_clients_one_and_the_deal_hears_of_it(connector, onec, company, kind):
    order = deal(company, lines=(row(company),))

    messages = await connector.upsert(command(order, policy=ONEC))

    (stored,) = await rows_of(onec, messages[0])
    agreement = known_client(company).agreement
    (note,) = notes(messages)
    assert (Decimal(stored["Цена"]), stored["ВидЦены_Key"]) == (90, kind)
    assert note.startswith(f"Цены 1С: соглашение № {agreement.number}, вид цены «Оптовая» на ")
    assert note.endswith(": 1 строка.")
    assert not [told for told in messages[0].told if told.topic == "total"]
    assert await heard(connector, messages) == [90]


async def test_in_mode_b24_the_deals_price_stands_and_nothing_is_said(connector, onec, company, kind):
    messages = await connector.upsert(command(deal(company, lines=(row(company),))))

    assert await prices_of(onec, messages[0]) == [100]
    assert notes(messages) == []
    assert await heard(connector, messages) == []


@pytest.mark.parametrize(("policy", "price"), [(ONEC, 95), (REPLACE, 90)])
async def test_a_typed_price_stays_unless_the_rules_replace_it(connector, onec, company, kind, policy, price):
    messages = await connector.upsert(command(deal(company, lines=(row(company, price="95"),)), policy=policy))

    said = "".join(notes(messages))
    assert await prices_of(onec, messages[0]) == [price]
    assert ("вместо введённых вручную" in said) == (policy is REPLACE)


async def test_a_row_without_a_price_in_1c_keeps_the_deals_and_is_named(connector, onec, company, kind):
    other = known_item(company, 1)
    order = deal(company, lines=(row(company), row(company, place=1)))

    messages = await connector.upsert(command(order, policy=ONEC))

    assert await prices_of(onec, messages[0]) == [90, 100]
    assert f"без цены: «{other.name}»." in notes(messages)[0]


async def test_a_price_that_changes_moves_new_and_changed_rows_alone(connector, onec, company, kind):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    rows = [{"item": known_item(company, place).guid, "kind": kind, "price": "80"} for place in (0, 1)]
    await onec.do("prices", rows=rows)
    known = row(company, price="90")

    async def edited(*lines, by):
        order = deal(company, lines=lines).with_(ref=first.ref)
        return await connector.upsert(await again(connector, order, by=by))

    added = await edited(known, row(company, place=1), by=2)
    await connector.touch(first.ref.id)

    assert await prices_of(onec, added[0]) == [90, 80]

    grown = await edited(row(company, price="90", quantity="3"), row(company, place=1, price="80"), by=3)

    assert await prices_of(onec, grown[0]) == [80, 80]


async def test_a_person_may_ask_for_all_prices_anew_and_the_wish_is_answered_though_nothing_moves(
    connector, onec, company, kind
):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company, price="95"),)), policy=ONEC))
    await connector.touch(first.ref.id)

    async def wish(price, *, by):
        order = deal(company, lines=(row(company, price=price),), reprice=True).with_(ref=first.ref)
        return await connector.upsert(await again(connector, order, by=by))

    asked = await wish("95", by=2)
    heard_first = await heard(connector, asked)
    once_more = await wish("90", by=3)

    assert (await prices_of(onec, asked[0]), heard_first) == ([90], [90])
    assert await heard(connector, once_more) == [90]
    assert [one.answers for done in (asked, once_more) for one in done[0].told if one.topic == "prices"] == [2, 3]


@pytest.mark.parametrize(("typed", "said"), [(300, [True]), (270, [])])
async def test_a_typed_amount_is_told_beside_the_sum_of_1cs_prices(connector, onec, company, kind, typed, said):
    order = deal(company, lines=(row(company, quantity="3"),), stated_total=Decimal(typed))

    outcome, *_ = await connector.upsert(command(order, policy=ONEC))

    told = [one.text.replace("\u00a0", " ") for one in outcome.told if one.topic == "total"]
    assert ["300,00 ₽, по строкам выходит 270,00 ₽." in one for one in told] == said


async def changed(connector, guid, *, force=False):
    return [one.order for one in await connector.touch(guid, force=force) if isinstance(one, OrderChanged)]


async def test_an_order_says_whose_prices_it_has_until_somebody_edits_them(connector, onec, company, kind):
    first, status, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    (priced,) = await changed(connector, first.ref.id)
    (line_,) = await rows_of(onec, first)
    async with onec.clerk() as clerk:
        edited = {name: value for name, value in line_.items() if name != "Ref_Key"} | {"Цена": 80, "Сумма": 160}
        part = {order_names.LINES: [edited]}
        await clerk.change(order_names.SET, first.ref.id, part)
    (by_hand,) = await changed(connector, first.ref.id)

    assert (status.order.priced, priced.priced, by_hand.priced) == (True, True, False)


async def test_rows_that_an_invoice_has_sent_back_stand_as_the_deals_and_the_ring_ends(connector, onec, company, kind):
    order = deal(company, lines=(row(company),))
    first, *_ = await connector.upsert(command(order, policy=ONEC))
    await connector.touch(first.ref.id)
    invoiced = order.with_(ref=first.ref, reprice=True, invoice=Invoice(number="7", total=Decimal(200)))

    back = await connector.upsert(await again(connector, invoiced, by=2))
    (answer,) = await changed(connector, first.ref.id)

    assert await prices_of(onec, back[0]) == [100]
    assert (answer.priced, [one.price for one in answer.lines]) == (False, [100])


async def test_nothing_is_priced_while_the_deal_is_parked(connector, onec, company, kind):
    (outcome,) = await connector.upsert(command(deal(company, lines=(row(company),)), wanted="hold", policy=ONEC))

    assert isinstance(outcome, OrderUpserted)
    assert (outcome.ref, notes([outcome])) == (None, [])
    assert await onec.orders() == []


async def test_a_price_is_told_without_vat_where_the_agreement_counts_so(connector, onec, company, kind):
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, known_client(company).agreement.guid, {names.VAT_INCLUDED: False})

    messages = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))

    (stored,) = await rows_of(onec, messages[0])
    assert [Decimal(str(stored[name])) for name in ("Цена", "Сумма", "СуммаСНДС")] == [
        Decimal("73.77"),
        Decimal("147.54"),
        Decimal("180.00"),
    ]


@pytest.mark.parametrize("place", [1, 2], ids=["create", "post"])
async def test_the_deal_hears_of_the_prices_though_the_process_that_put_them_in_died(
    connector, onec, company, kind, database_of, place
):
    order = command(deal(company, lines=(row(company),)), policy=ONEC)
    die_at(connector.flow.snapshots.base, place, answered=True)

    with pytest.raises(Died):
        await connector.upsert(order)
    survivor = await live_again(connector, database_of)
    messages = await survivor.upsert(order)

    assert await prices_of(onec, messages[0]) == [90]
    assert await heard(survivor, messages) == [90]
    assert len(notes(messages)) == 1


async def test_another_client_moves_no_price_until_a_person_asks_and_that_is_said(connector, onec, company, kind):
    order = deal(company, lines=(row(company),))
    first, *_ = await connector.upsert(command(order, policy=ONEC))
    await connector.touch(first.ref.id)
    other = next(one for one in company.clients if one.known_to_onec and one.agreement and one.kind == "company"
                 and one != known_client(company))  # fmt: skip
    moved = deal(company, lines=(row(company, price="90"),), client=other).with_(ref=first.ref)

    outcome, *_ = await connector.upsert(command(moved, edited=2, groups=[OrderGroup.PARTIES], policy=ONEC))

    assert await prices_of(onec, outcome) == [90]
    assert "поставьте в сделке «Пересчитать цены»" in notes([outcome])[0]


async def test_a_standing_order_counts_vat_as_it_did_whatever_the_new_clients_agreement_says(
    connector, onec, company, kind
):
    other = next(one for one in company.clients if one.known_to_onec and one.agreement and one.kind == "company"
                 and one != known_client(company))  # fmt: skip
    await onec.do("prices", rows=[{"item": known_item(company, 1).guid, "kind": kind, "price": "10"}])
    async with onec.clerk() as clerk:
        await clerk.change(names.SET, known_client(company).agreement.guid, {names.VAT_INCLUDED: False})
        same = {names.PRICE_KIND: kind, names.PRICES_FROM: names.FROM_HEADER, names.VAT_INCLUDED: True}
        await clerk.change(names.SET, other.agreement.guid, same)
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    rows = (row(company, price="90"), row(company, place=1, price="10", asked="10", quantity="100"))
    moved = deal(company, lines=rows, client=other).with_(ref=first.ref)
    known = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited
    both = [OrderGroup.ROWS, OrderGroup.PARTIES]

    outcome, *_ = await connector.upsert(command(moved, edited=2, known=known, groups=both, policy=ONEC))

    stored = await rows_of(onec, outcome)
    assert [Decimal(str(one["Цена"])) for one in stored] == [Decimal("73.77"), Decimal("8.20")]
    assert Decimal(str(stored[1]["СуммаСНДС"])) == Decimal(
        "1000.40"
    )  # a price is rounded without VAT, as 1C's form does


async def test_a_price_or_a_name_that_changes_in_1c_moves_no_row_of_a_standing_order(connector, onec, company, kind):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    item = known_item(company).guid
    await onec.do("prices", rows=[{"item": item, "kind": kind, "price": "777"}])
    async with onec.clerk() as clerk:
        await clerk.change(item_names.SET, item, {"Description": "Болт переименованный"})

    facts = await connector.touch(first.ref.id)
    known = row(company, price="90")
    order = deal(company, lines=(known, row(company, place=1))).with_(ref=first.ref)
    edited, *_ = await connector.upsert(await again(connector, order, by=2))

    assert facts == []
    assert await prices_of(onec, edited) == [90, 100]
