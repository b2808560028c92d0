"""What facts would become: the router's own decisions, said to whoever asks."""

from services.stage_router import ask
from services.stage_router.decisions import order_wanted
from services.stage_router.handlers import Router
from shared.messages.ring.facts import DealChanged, OrderTouched
from tests.delivered import delivered_rules
from tests.unit.rules.snapshots import ORDER, deal

RULES = delivered_rules()


async def test_a_fact_becomes_the_routers_decision_and_a_hint_becomes_nothing(monkeypatch):
    said, fact = [], DealChanged(order=deal(RULES.pipelines["0"].work))

    async def heard():
        yield OrderTouched(ref=ORDER)
        yield fact

    monkeypatch.setattr(ask, "heard", heard)
    monkeypatch.setattr(ask, "say", lambda message, *, by: said.append((message, by)))

    await ask.answer(Router(RULES), by="test")

    assert said == [(order_wanted(fact.order, RULES), "test")]
