"""Orders made while 1C has no extended orders: invoices, which 1C posts in no other status than «На согласовании»."""

import pytest

from shared.messages.ring.outcomes import OrderRefused, OrderUpserted
from tests.integration.onec_connector.conftest import RELEASE
from tests.integration.onec_connector.connector import (
    accountants_order,
    awaiting,
    command,
    created,
    deal,
    known_item,
    line,
    said,
)

pytestmark = pytest.mark.skipif(RELEASE == "ut-11.5.8", reason="1C makes no invoices of orders there")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("services.onec_connector.base.posting._PAUSES_S", (0, 0))


async def order(onec, guid):
    return (await onec.order(guid))["document"]


async def test_an_order_made_as_an_invoice_is_told_with_who_can_help(connector, onec, company):
    await onec.do("switches", order_as_invoice=True)

    outcome, *_ = await connector.upsert(command(deal(company)))

    document = await order(onec, outcome.ref.id)
    assert isinstance(outcome, OrderRefused)
    assert (document["ЭтоЗаказКакСчет"], document["Posted"]) == (True, False)
    assert "создала его счётом" in said(outcome)
    assert "Попросите администратора включить" in said(outcome)


@pytest.mark.parametrize("moved", [False, True], ids=["the same deal", "an edited deal"])
async def test_it_becomes_an_ordinary_order_once_1c_has_those_again(connector, onec, company, moved):
    await onec.do("switches", order_as_invoice=True)
    first, *_ = await connector.upsert(command(deal(company)))
    await onec.do("switches", order_as_invoice=False)
    rows = (line(known_item(company), quantity="5" if moved else "2"),)

    outcome, *_ = await connector.upsert(command(deal(company, lines=rows), edited=2))

    document = await order(onec, first.ref.id)
    assert isinstance(outcome, OrderUpserted)
    assert (outcome.ref, document["ЭтоЗаказКакСчет"], document["Posted"]) == (first.ref, False, True)
    assert (await onec.order(first.ref.id))["state"] is not None


async def test_the_deal_is_tried_again_by_itself(connector, onec, company):
    await onec.do("switches", order_as_invoice=True)
    await connector.upsert(command(deal(company)))
    awaited, heard = awaiting(connector)

    await awaited.look()
    meanwhile = list(heard)
    await onec.do("switches", order_as_invoice=False)
    await awaited.look()

    assert (meanwhile, [one.ref.key for one in heard]) == ([], ["deal:1"])


async def test_while_1c_has_none_it_stays_as_it_is_and_that_is_told_again(connector, onec, company):
    await onec.do("switches", order_as_invoice=True)
    first, *_ = await connector.upsert(command(deal(company)))
    rows = (line(known_item(company), quantity="5"),)

    outcome, *_ = await connector.upsert(command(deal(company, lines=rows), edited=2))

    document = await order(onec, first.ref.id)
    assert isinstance(outcome, OrderRefused)
    assert "создала его счётом" in said(outcome)
    assert (document["ЭтоЗаказКакСчет"], document["Posted"]) == (True, False)


async def test_an_order_made_before_goes_on_as_one(connector, onec, company):
    guid = await created(connector, company)
    await onec.do("switches", order_as_invoice=True)
    rows = (line(known_item(company), quantity="5"),)

    outcome, *_ = await connector.upsert(command(deal(company, lines=rows), edited=2))

    document = await order(onec, guid)
    assert isinstance(outcome, OrderUpserted)
    assert (document["ЭтоЗаказКакСчет"], document["Posted"], document["Товары"][0]["Количество"]) == (False, True, "5")


async def test_an_invoice_that_an_accountant_has_typed_stays_one(connector, onec, company):
    await onec.do("switches", order_as_invoice=True)
    guid = await accountants_order(onec, company, status="НеСогласован")
    await connector.touch(guid)
    await onec.do("switches", order_as_invoice=False)

    await connector.upsert(command(deal(company), edited=2, known=1, key=f"order:{guid}"))

    assert (await order(onec, guid))["ЭтоЗаказКакСчет"] is True
