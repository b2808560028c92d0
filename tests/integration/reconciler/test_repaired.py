"""Whatever is planted in a pair that the bus has made is carried over from the side named, or refused in a sentence."""

from collections import defaultdict

import pytest

from services.console.reconcile.fixing import by_hand, refusals, touches
from services.console.reconcile.outstanding import outstanding
from services.reconciler.state import state
from shared.messages.ring.facts import OrderTouched
from shared.messages.things import Ref, System
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import PLANTED, business, doubled, paid  # noqa: F401 - a fixture


async def lost(business: Business, deal: int) -> None:  # noqa: F811
    business.edit(deal, stage="LOSE")


async def put_back(business: Business, deal: int) -> None:  # noqa: F811
    """The bus has moved the deal of a paid order, and a person drags it back."""
    await paid(business, deal)
    await business.carry(OrderTouched(ref=Ref(system="onec", kind="order", id=business.orders[deal])))
    business.edit(deal, stage="PREPARATION")


async def put_elsewhere(business: Business, deal: int) -> None:  # noqa: F811
    """As `put_back`, into a stage that says the order is shipped."""
    await put_back(business, deal)
    business.edit(deal, stage="EXECUTING")


PLANTS = {
    **PLANTED,
    doubled: {"second_order"},
    lost: {"not_withdrawn"},
    put_back: {"stage"},
    put_elsewhere: {"stage"},
}
LEFT: dict[System, set[str]] = {
    "b24": {
        "sum_by_hand",
        "stage",
        "removed",
        "doubled",
        "put_back",
        "put_elsewhere",
        "contact_in_onec",
    },
    "onec": {"stage", "unposted", "marked", "removed", "doubled", "deal_deleted", "lost", "contact_put"},
}
"""What people settle: a typed sum, a stage ahead of its order, an order that is withdrawn, gone or doubled, an end."""
REFUSED: dict[System, set[str]] = {
    "b24": {"unpaired_client", "marked"},
    "onec": {"private_client", "other_partner", "legal_entity"},
}
"""What the other side does not take: clients without a number, another one's entity; whose company or contact stays."""


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_it_is_carried_over_from_the_side_named_or_refused_in_a_sentence(business, side: System):  # noqa: F811
    deals = {business.deal(): plant for plant in PLANTS}
    await business.exchange(list(deals))
    newcomer = business.deal()
    second = {}
    for deal, plant in deals.items():
        await plant(business, deal)
        if plant is doubled:
            second[f"order:{business.second}"] = deal
    await business.reconcile()

    def planted(key: str) -> str:
        return deals[second[key] if key in second else int(key.removeprefix("deal:"))].__name__

    found = (await state(business.memory))["differences"]
    met = defaultdict(set)
    for one in found:
        if one["key"] != f"deal:{newcomer}":
            met[planted(one["key"])].add(one["what"])
    assert dict(met) == {plant.__name__: what for plant, what in PLANTS.items()}
    assert {planted(one["key"]) for one in by_hand(found, side) if one["order_id"]} == LEFT[side]
    assert refusals(found, side)

    for hint in touches(found, side):
        await business.carry(hint)
    await business.reconcile()

    after = (await state(business.memory))["differences"]
    stands = {planted(one["key"]): one["deal"] for one in after if one["key"] != f"deal:{newcomer}"}
    told = outstanding(found, after, side)
    assert {name for name, one in stands.items() if any(line.startswith(f"Сделка {one},") for line in told)} == {
        *stands
    } - LEFT[side]
    assert {planted(one["key"]) for one in after if one["key"] != f"deal:{newcomer}"} <= LEFT[side] | REFUSED[side]
    assert (f"deal:{newcomer}" in {one["key"] for one in after}) is (side == "onec")
