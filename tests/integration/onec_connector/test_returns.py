"""Goods that come back, and sales that are corrected: the fallen figures are published, and lead the deal back once."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.stage_router.table import stage_rule
from shared.messages.ring.facts import OrderStatus
from tests.integration.onec_connector.connector import RULES, created


def _figures(messages):
    (status,) = [one for one in messages if isinstance(one, OrderStatus)]
    state = status.order.state
    return status.order, (state.paid_percent, state.shipped_percent, state.debt)


def _target(order):
    rule = stage_rule(order, RULES, datetime.now(UTC))
    return rule.moves["0"].to if rule.moves else rule.action


async def _sold(connector, onec, company):
    guid = await created(connector, company)
    await onec.do(f"orders/{guid}/ship")
    await onec.do(f"orders/{guid}/pay")
    order, _ = _figures(await connector.touch(guid))
    assert _target(order) == "WON"
    return guid, order.total


@pytest.mark.parametrize("percent", [50, 100])
async def test_a_return_after_the_last_stage_takes_the_shipment_back(connector, onec, company, percent):
    guid, total = await _sold(connector, onec, company)

    await onec.do(f"orders/{guid}/return", percent=percent)
    order, (paid, shipped, debt) = _figures(await connector.touch(guid))
    again = await connector.touch(guid)

    assert (paid, shipped) == (100, 100 - percent)
    assert debt == -(total * percent / 100).quantize(Decimal("0.01"))
    assert _target(order) == "FINAL_INVOICE"
    assert again == []


async def test_a_refund_after_the_last_stage_turns_the_debt(connector, onec, company):
    """Under an agreement with prepayment 1C waits for that again, and the table of the rules leads the deal back."""
    guid, total = await _sold(connector, onec, company)

    await onec.do(f"orders/{guid}/unpay")
    order, figures = _figures(await connector.touch(guid))

    rule = stage_rule(order, RULES, datetime.now(UTC))
    assert figures == (0, 100, total)
    assert (order.state.name, rule.action) == ("ОжидаетсяАвансДоОбеспечения", "back")
    assert "оплачено 0 %, отгружено 100 %" in rule.why


async def test_goods_and_money_that_both_went_back_leave_the_stage_to_the_manager(connector, onec, company):
    guid, _ = await _sold(connector, onec, company)

    await onec.do(f"orders/{guid}/return")
    await onec.do(f"orders/{guid}/unpay")
    order, figures = _figures(await connector.touch(guid))

    assert figures == (0, 0, 0)
    assert stage_rule(order, RULES, datetime.now(UTC)).action == "back"
