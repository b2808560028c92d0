"""After a day of edits on both sides, all of which the bus has heard of, a reconciliation finds nothing."""

import random
from typing import Final

from sandbox.portal.control import invoices
from services.reconciler.state import state
from shared.messages.ring.facts import DealTouched, OrderTouched
from shared.messages.things import Ref
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_fixing import manager_in_onec
from tests.integration.reconciler.test_planted import (  # noqa: F401 - a fixture
    Planting,
    business,
    client,
    discount,
    manager,
    many_pairs,
    number_wiped,
    organisation,
    paid,
    price,
    quantity,
    requisite,
    row_added,
    vat,
)

PAIRS, DEEDS_OF_A_DAY, SEED = 200, 80, 20261129
HEARD_AT_ONCE: Final = 0.7
"""Share of edits that the bus hears of before the next person does something."""


async def unpaid(business: Business, deal: int) -> None:  # noqa: F811
    await business.alter(deal, "unpay")
    await business.alter(deal, "settle")


async def titled(business: Business, deal: int) -> None:  # noqa: F811
    business.edit(deal, title="Гайки, срочно", comments="Позвонить до обеда")


async def invoiced(business: Business, deal: int) -> None:  # noqa: F811
    invoices.issue(business.simulated, {"deal": deal, "number": f"СЧ-{deal}"})


async def parked(business: Business, deal: int) -> None:  # noqa: F811
    business.edit(deal, stage="NEW")


async def at_work(business: Business, deal: int) -> None:  # noqa: F811
    business.edit(deal, stage="PREPARATION")


OF_A_DEAL: list[Planting] = [
    row_added,
    discount,
    vat,
    manager,
    client,
    requisite,
    number_wiped,
    titled,
    invoiced,
    parked,
    at_work,
]
OF_AN_ORDER: list[Planting] = [quantity, price, manager_in_onec, organisation, paid, unpaid]


def hints(business: Business, deal: int) -> tuple[DealTouched, OrderTouched]:  # noqa: F811
    order = Ref(system="onec", kind="order", id=business.orders[deal])
    return DealTouched(ref=Ref(system="b24", kind="deal", id=str(deal))), OrderTouched(ref=order, force=True)


async def test_a_busy_day_leaves_no_difference_that_counts(business):  # noqa: F811
    chance, unheard = random.Random(SEED), list[int]()
    deals = await many_pairs(business, PAIRS)
    for deal in chance.choices(deals, k=DEEDS_OF_A_DAY):
        await chance.choice(chance.choice((OF_A_DEAL, OF_AN_ORDER)))(business, deal)
        unheard.append(deal)
        if chance.random() < HEARD_AT_ONCE:
            await business.carry(*(hint for one in dict.fromkeys(unheard) for hint in hints(business, one)))
            unheard.clear()
    await business.carry(*(hint for one in dict.fromkeys(unheard) for hint in hints(business, one)))

    run = await business.reconcile()

    found = (await state(business.memory))["differences"]
    assert [(one["key"], one["caption"], one["in_deal"], one["in_order"]) for one in found if not one["apart"]] == []
    assert run.result["pairs"] == PAIRS
