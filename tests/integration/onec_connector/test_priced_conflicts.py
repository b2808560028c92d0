"""1C's prices in an order that both sides edit at once, or that takes no rows any more (R12, mode `onec`)."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import agreement as names
from services.onec_connector.objects import order as order_names
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import OrderPolicy, Owner
from shared.messages.things import Invoice
from tests.integration.onec_connector.connector import command, deal, known_client, known_item
from tests.integration.onec_connector.test_priced_rows import (
    ONEC,
    again,
    changed,
    heard,
    kind,
    notes,
    prices_of,
    row,
    rows_of,
)

__all__ = ["kind"]


@pytest.mark.parametrize("edited_in_1c", [False, True])
async def test_an_edit_of_the_deal_before_it_heard_the_prices_is_no_conflict_with_anybody(
    connector, onec, company, kind, edited_in_1c
):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    if edited_in_1c:
        (line_,) = await rows_of(onec, first)
        async with onec.clerk() as clerk:
            text = {
                **{name: value for name, value in line_.items() if name != "Ref_Key"},
                order_names.ROW_TEXT: "срочно",
            }
            part = {order_names.LINES: [text]}
            await clerk.change(order_names.SET, first.ref.id, part)
    await connector.touch(first.ref.id)
    order = deal(company, lines=(row(company, quantity="3"),)).with_(ref=first.ref)

    outcome, *_ = await connector.upsert(command(order, edited=2, groups=[OrderGroup.ROWS], policy=ONEC))

    assert await prices_of(onec, outcome) == [90]
    assert any(told.topic == "conflict" for told in outcome.told) == edited_in_1c


@pytest.mark.parametrize("policy", [ONEC, OrderPolicy()], ids=["1C's prices", "the deal's prices"])
@pytest.mark.parametrize("call", ["create", "change"])
async def test_an_accountant_who_edits_rows_right_after_our_write_of_them_is_told_of(
    connector, onec, company, kind, policy, call
):
    first = None
    if call == "change":
        first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=policy))
        await connector.touch(first.ref.id)
    base = connector.flow.snapshots.base
    write = getattr(base, call)

    async def edited_right_after(*words):
        answer = await write(*words)
        setattr(base, call, write)
        (line_,) = answer[order_names.LINES]
        guid = answer["Ref_Key"]
        await onec.do(f"orders/{guid}/edit", change=[{"row": line_["КодСтроки"], "quantity": "9"}])
        return answer

    setattr(base, call, edited_right_after)
    order = deal(company, lines=(row(company, quantity="5"),))
    outcome, *_ = await connector.upsert(
        command(order.with_(ref=first.ref if first else None), edited=2, policy=policy)
    )
    await connector.touch(outcome.ref.id)
    again_ = deal(company, lines=(row(company, quantity="3"),)).with_(ref=outcome.ref)

    after, *_ = await connector.upsert(command(again_, edited=3, groups=[OrderGroup.ROWS], policy=policy))

    (told,) = [one.text for one in after.told if one.topic == "conflict"]
    assert "9 шт" in told


@pytest.mark.parametrize("after", ["tell", "restore"])
async def test_a_wish_for_prices_that_comes_after_shipment_ends_and_that_is_said(connector, onec, company, kind, after):
    policy = ONEC.with_(after_shipment=after)
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company), row(company, place=1)))))
    await onec.do(f"orders/{first.ref.id}/ship")
    await connector.touch(first.ref.id)
    wish = deal(company, lines=(row(company),), reprice=True).with_(ref=first.ref)

    refused, *_ = await connector.upsert(command(wish, edited=5, groups=[OrderGroup.ROWS], policy=policy))

    (told,) = [one for one in refused.told if one.topic == "prices"]
    assert told.settles == 5
    assert [one.answers for one in refused.told if one.topic == "refusal"] == [5]
    assert "Цены не пересчитаны" in told.text
    assert "уже отгружен. Оформите новый заказ." in told.text


async def test_a_wish_for_prices_that_loses_a_conflict_ends_and_that_is_said(connector, onec, company, kind):
    policy = ONEC.with_(owners={OrderGroup.ROWS: Owner(before_shipment="onec")})
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    (line_,) = await rows_of(onec, first)
    await onec.do(f"orders/{first.ref.id}/edit", change=[{"row": line_["КодСтроки"], "quantity": "9"}])
    await connector.touch(first.ref.id)
    wish = deal(company, lines=(row(company),), reprice=True).with_(ref=first.ref)

    outcome, *rest = await connector.upsert(command(wish, edited=2, groups=[OrderGroup.ROWS], policy=policy))

    (told,) = [one for one in outcome.told if one.topic == "prices"]
    assert (told.settles, "остались строки из 1С" in told.text) == (2, True)
    assert await heard(connector, [outcome, *rest]) == [90]


async def test_a_client_who_loses_a_conflict_names_no_price(connector, onec, company, kind):
    first, *_ = await connector.upsert(command(deal(company, lines=(row(company),)), policy=ONEC))
    await connector.touch(first.ref.id)
    deals, onecs = [one for one in company.clients if one.known_to_onec and one.agreement and one.kind == "company"
                    and one != known_client(company)][:2]  # fmt: skip
    dear = (await onec.do("price_kinds", name="Розница"))["kind"]
    await onec.do("prices", rows=[{"item": known_item(company, 1).guid, "kind": one, "price": price}
                                  for one, price in ((dear, "500"), (kind, "70"))])  # fmt: skip
    async with onec.clerk() as clerk:
        for client, named in ((deals, dear), (onecs, kind)):
            fields = {names.PRICE_KIND: named, names.PRICES_FROM: names.FROM_HEADER, names.VAT_INCLUDED: True}
            await clerk.change(names.SET, client.agreement.guid, fields)
        agreement = await clerk.read(names.SET, onecs.agreement.guid)
        moved = {
            order_names.PARTNER: agreement[names.PARTNER],
            order_names.LEGAL_ENTITY: onecs.requisites[0].guid,
            order_names.AGREEMENT: onecs.agreement.guid,
        }
        await clerk.change(order_names.SET, first.ref.id, moved)
    await connector.touch(first.ref.id)
    both = deal(company, lines=(row(company, price="90"), row(company, place=1)), client=deals).with_(ref=first.ref)
    policy = ONEC.with_(owners={OrderGroup.PARTIES: Owner(before_shipment="onec")})
    rows_known = (await connector.flow.store.get("deal:1")).groups[OrderGroup.ROWS].edited
    asked = command(both, edited=2, groups=[OrderGroup.PARTIES, OrderGroup.ROWS], policy=policy)
    stamps = asked.order.groups | {OrderGroup.ROWS: Stamp(edited=2, known=rows_known)}

    outcome, *_ = await connector.upsert(asked.with_(order=asked.order.with_(groups=stamps)))

    assert [told.topic for told in outcome.told if told.topic == "conflict"] == ["conflict"]
    assert await prices_of(onec, outcome) == [90, 70]
    assert "Розница" not in "".join(notes([outcome]))


@pytest.mark.parametrize("gone", [0, 1], ids=["price", "row"])
async def test_prices_that_a_shipped_order_keeps_are_not_sent_back_for_ever_by_an_invoice(
    connector, onec, company, kind, gone
):
    await onec.do("switches", after_shipment_control="rows")
    lines = (row(company), row(company, place=1))
    first, *_ = await connector.upsert(command(deal(company, lines=lines), policy=ONEC))
    await connector.touch(first.ref.id)
    await onec.do(f"orders/{first.ref.id}/ship")
    invoiced = deal(company, lines=lines[gone:], invoice=Invoice(number="7", total=Decimal(400))).with_(ref=first.ref)
    sent_back = await again(connector, invoiced, by=2)

    refused, *_ = await connector.upsert(sent_back.with_(policy=ONEC.with_(after_shipment="restore")))
    (fact,) = await changed(connector, first.ref.id)

    assert refused.reason == "shipped"
    assert ([one.price for one in fact.lines], fact.priced) == ([90, 100], False)
