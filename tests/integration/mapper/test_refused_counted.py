"""A pair of which something is refused, as a census counts it: with what people read of that."""

import pytest

from services.mapper.handlers.census import CensusMapper
from services.mapper.refusals import RefusalReason
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.ring.census import DealCounted, OrderCounted
from shared.messages.things import Ref, System
from tests.delivered import delivered_rules

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")
PORTALS = "Битрикс24 не разрешает стадию."


async def standing(links, **words) -> list[str]:
    """Return what is told of the deal, and of the order."""
    mapper = CensusMapper(links, Vocabulary(delivered_rules()))
    deal, order = DealCounted(run="r", ref=DEAL, **words), OrderCounted(run="r", ref=ORDER)
    told = [
        *(await mapper.deal_counted(wrap(deal, source="test"), deal)).publish,
        *(await mapper.order_counted(wrap(order, source="test"), order)).publish,
    ]
    return [one.standing for one in told]


async def refuse(links, target: System, said: str) -> None:
    await links.complete(DEAL.key, None, refusal=RefusalReason("client", said), target=target)


@pytest.mark.parametrize("target", ["onec", "b24"])
async def test_what_either_side_refuses_is_told_of_both_until_it_is_taken(links, target: System):
    await links.bear(DEAL)
    await links.complete(DEAL.key, ORDER)
    await refuse(links, target, "У клиента нет ИНН.")

    refused = await standing(links)
    await links.complete(DEAL.key, None, target=target)

    assert refused == ["У клиента нет ИНН."] * 2
    assert await standing(links) == ["", ""]


async def test_what_the_portal_refuses_of_a_deal_alone_is_told_of_it(links):
    await links.bear(DEAL)
    await links.complete(DEAL.key, ORDER)

    assert await standing(links, standing=PORTALS) == [PORTALS, ""]
    await refuse(links, "onec", "У клиента нет ИНН.")
    assert await standing(links, standing=PORTALS) == ["У клиента нет ИНН."] * 2
