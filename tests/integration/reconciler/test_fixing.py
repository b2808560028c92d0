"""`--fix`: the side a person names stands on both, whoever had edited last and whoever owns the field."""

from services.console.reconcile.fixing import by_hand, touches
from services.reconciler.state import state
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.business import Business
from tests.integration.reconciler.test_planted import business, code_of_row  # noqa: F401 - a fixture


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
