"""Reads many orders of 1C together in the polling session, so that the other sessions are left to single orders."""

from collections.abc import Mapping, Sequence

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import guid, is_order
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard, state
from services.onec_connector.reader.snapshots import Seen


async def see_many(aside: BaseAside, orders: Sequence[str]) -> dict[str, Seen]:
    """Read 1C orders by reference; those that are not there are absent."""
    rows = await aside.any_of(names.SET, [f"{standard.REF} eq {guid(one)}" for one in orders], ())
    found = {str(row[standard.REF]): row for row in rows}
    states = await states_of(aside, list(found))
    return {order: Seen(row, states.get(order)) for order, row in found.items()}


async def states_of(aside: BaseAside, orders: Sequence[str]) -> Mapping[str, Row]:
    """Return the rows of 1C's register of states, by order."""
    conditions = [is_order(state.ORDER, order) for order in orders]
    rows = await aside.any_of(state.SET, conditions, (state.ORDER, *state.FIGURES)) if conditions else []
    return {str(row[state.ORDER]): row for row in rows}
