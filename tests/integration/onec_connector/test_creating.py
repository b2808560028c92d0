from decimal import Decimal

from shared.messages.ring import OrderStatus, OrderUpserted
from tests.integration.onec_connector.connector import command, deal


async def test_a_deal_becomes_a_posted_order_that_the_accountant_can_save_in_his_form(connector, onec, company):
    order = deal(company)

    outcome, status = await connector.upsert(command(order))

    assert isinstance(outcome, OrderUpserted), outcome
    assert isinstance(status, OrderStatus)
    shown = await onec.order(outcome.ref.id)
    document = shown["document"]
    assert document["Posted"] is True
    assert Decimal(str(document["СуммаДокумента"])) == order.total
    assert document["НомерПоДаннымКлиента"] == "B24-1"
    assert (await onec.do(f"orders/{outcome.ref.id}/save_in_form"))["complaints"] == []
    assert "создан в 1С на" in outcome.told[0].text
