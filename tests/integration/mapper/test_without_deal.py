"""An order whose deal the portal refuses stands until it has one: nobody else could read why."""

import pytest

from services.mapper import metrics
from services.mapper.handlers.orders import Mapper
from services.mapper.standing import state
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.decisions import DealWanted
from shared.messages.ring.outcomes import DealRefused, DealUpserted, OrderRefused
from shared.messages.ring.told import Told
from shared.messages.things import Ref
from tests.delivered import delivered_rules
from tests.figures import figure

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="8d5a1c5e-0000-4000-8000-000000000041")
NO_SOURCE = "Сделка по заказу ТД00-000123 не создана: портал требует поле «Источник»."
REFUSED = DealRefused(
    key=ORDER.key, source=ORDER, reason="portal-refused", repeats=True, told=(Told(topic="refusal", text=NO_SOURCE),)
)


@pytest.fixture
def mapper(links):
    return Mapper(links, Vocabulary(delivered_rules()))


async def take(handler, message):
    return await handler(wrap(message, source="test"), message)


async def counted(links):
    metrics.standing(await links.refusals.count("onec"), await links.refusals.count("b24"))
    return figure("bus_standing_orders", reason="portal-refused"), figure("bus_standing_deals", reason="item")


async def test_an_order_whose_deal_is_refused_stands_since_the_first_refusal(links, mapper):
    await links.bear(ORDER)
    await take(mapper.deal_refused, REFUSED)
    (first,) = (await state(links))["orders"]

    await take(mapper.deal_refused, REFUSED)

    found = await state(links)
    assert (found["orders"], found["orders_total"], found["standing_total"]) == ([first], 1, 0)
    assert (first["order"], first["why"], first["said"]) == (ORDER.id, "portal-refused", NO_SOURCE)
    assert await counted(links) == (1, 0)


@pytest.mark.parametrize(
    "ended",
    [
        lambda mapper: take(mapper.deal_upserted, DealUpserted(key=ORDER.key, source=ORDER, ref=DEAL, created=True)),
        lambda mapper: take(mapper.deal_wanted, DealWanted(order=SalesOrder(ref=ORDER))),
        lambda mapper: take(mapper.deal_refused, REFUSED.with_(ref=DEAL)),
    ],
)
async def test_it_stands_no_more_once_it_has_a_deal_or_wants_none(links, mapper, ended):
    await links.bear(ORDER)
    await take(mapper.deal_refused, REFUSED)

    await ended(mapper)

    assert (await state(links))["orders"] == []
    assert await counted(links) == (0, 0)


async def test_a_refused_order_goes_on_standing_while_its_deal_is_written(links, mapper):
    await links.bear(DEAL)
    await take(mapper.order_refused, OrderRefused(key=DEAL.key, source=DEAL, ref=ORDER, reason="item"))

    await take(mapper.deal_upserted, DealUpserted(key=DEAL.key, source=ORDER, ref=DEAL))

    assert [one["why"] for one in (await state(links))["standing"]] == ["item"]
    assert await counted(links) == (0, 1)
