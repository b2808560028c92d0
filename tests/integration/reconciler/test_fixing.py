"""`--fix`: the side a person names stands on both, whoever had edited last and whoever owns the field."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.portal.engine.fields import DEAL
from services.console.reconcile.fixing import by_hand, touches
from services.reconciler.state import state
from shared.messages.things import System
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import (  # noqa: F401 - a fixture
    business,
    client,
    code_of_row,
    discount,
    manager,
    organisation,
    quantity,
    row_added,
)


async def rows_of(business: Business, deal: int) -> tuple[list[float], list[float]]:  # noqa: F811
    document = (await business.onec.order(business.orders[deal]))["document"]
    ours = [float(row["quantity"]) for row in business.simulated.rows["D", deal]]
    return sorted(ours), sorted(float(row["Количество"]) for row in document["Товары"])


async def test_the_side_named_stands_on_both_after_edits_that_were_lost(business):  # noqa: F811
    for side in ("b24", "onec"):
        edited_here, edited_there = deals = [business.deal() for _ in range(2)]
        await business.exchange(deals)
        first, *others = business.rows()
        business.edit(edited_here, rows=[first | {"quantity": 9}, *others])
        await business.lose(edited_here, side="b24")
        code = await code_of_row(business, edited_there)
        await business.alter(edited_there, "edit", change=[{"row": code, "quantity": 7}])
        await business.lose(edited_there, side="onec")
        await business.reconcile()
        assert await business.found() == {f"deal:{one}": ["row", "sum"] for one in deals}
        before = {deal: (await rows_of(business, deal))[side == "onec"] for deal in deals}

        found = (await state(business.memory))["differences"]
        assert by_hand(found, side) == []
        await business.carry(*touches(found, side))

        assert {deal: await rows_of(business, deal) for deal in deals} == {
            deal: (rows, rows) for deal, rows in before.items()
        }
        await business.reconcile()
        assert await business.found() == {}


async def manager_in_onec(business: Business, deal: int) -> None:  # noqa: F811
    held = (await business.onec.order(business.orders[deal]))["document"]["Менеджер_Key"]
    other = next(one.guid for one in business.company.managers if one.guid != held)
    await business.alter(deal, "edit", header={"Менеджер_Key": other})


Planting = Callable[[Business, int], Awaitable[object]]
UNTOLD: list[tuple[Planting, System]] = [
    (row_added, "b24"),
    (discount, "b24"),
    (manager, "b24"),
    (client, "b24"),
    (quantity, "onec"),
    (manager_in_onec, "onec"),
    (organisation, "onec"),
]


async def held(business: Business, deal: int) -> dict[System, Any]:  # noqa: F811
    """Return what either side holds of whatever is edited here."""
    document, card = (await business.onec.order(business.orders[deal]))["document"], business.simulated.items[DEAL]
    ours, theirs = await rows_of(business, deal)
    names = ("Менеджер_Key", "Организация_Key", "Партнер_Key", "СуммаДокумента")
    row = card.rows[deal]
    words = ("assignedById", "ufCrmDealbusOrganisation", "companyId", "opportunity")
    return {"b24": (ours, *(row[one] for one in words)), "onec": (theirs, *(document[one] for one in names))}


@pytest.mark.parametrize("side", ["b24", "onec"])
async def test_an_edit_that_nobody_was_told_of_stands_or_falls_as_the_person_decides_who_saw_it(
    business,  # noqa: F811
    side: System,
):
    deals = {business.deal(): planted for planted in UNTOLD}
    await business.exchange(list(deals))
    before = {deal: await held(business, deal) for deal in deals}
    for deal, (plant, _) in deals.items():
        await plant(business, deal)
    seen = {deal: await held(business, deal) for deal in deals}
    await business.reconcile()

    await business.carry(*touches((await state(business.memory))["differences"], side))

    other: System = "onec" if side == "b24" else "b24"
    stands = {deal: (await held(business, deal))[side] == seen[deal][side] for deal in deals}
    fell = {deal: (await held(business, deal))[other] == before[deal][other] for deal in deals}
    assert {deals[deal][0].__name__: one for deal, one in stands.items() if not one} == {}
    assert {deal for deal, one in fell.items() if one} == {deal for deal, (_, where) in deals.items() if where == other}
    await business.reconcile()
    assert await business.found() == {}


async def test_a_decision_that_is_carried_late_leaves_what_a_later_reconciliation_has_met(business):  # noqa: F811
    deal = business.deal()
    await business.exchange([deal])
    first, *others = business.rows()
    business.edit(deal, rows=[first | {"quantity": 9}, *others])
    await business.reconcile()
    decided = touches((await state(business.memory))["differences"], "onec")
    business.edit(deal, rows=[first | {"quantity": 11}, *others])
    await business.reconcile()

    await business.carry(*decided)

    assert 11 in (await rows_of(business, deal))[0]
    await business.reconcile()
    assert await business.found() == {}
