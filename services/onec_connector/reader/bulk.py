"""Reads many orders of 1C, or their states, together in the polling session; others are left to single orders."""

from collections.abc import Mapping, Sequence

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import guid, is_order
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard, state
from services.onec_connector.reader.dated_states import FIELDS, DatedStates
from services.onec_connector.reader.snapshots import Seen


async def see_many(aside: BaseAside, orders: Sequence[str]) -> dict[str, Seen]:
    """Read many 1C orders by reference in the polling session; those that are not there are absent."""
    rows = await aside.any_of(names.SET, [f"{standard.REF} eq {guid(one)}" for one in orders], ())
    found = {str(row[standard.REF]): row for row in rows}
    states = await states_of(aside, list(found))
    return {order: Seen(row, states.get(order)) for order, row in found.items()}


async def states_of(aside: BaseAside, orders: Sequence[str]) -> Mapping[str, Row]:
    """Read the rows of 1C's register of states in bulk, by order."""
    conditions = [is_order(state.ORDER, order) for order in orders]
    rows = await aside.any_of(state.SET, conditions, FIELDS) if conditions else []
    return {str(row[state.ORDER]): row for row in rows}


class PageStates:
    """The register of states read for a page of orders at once, by the days of its orders.

    A posted order that such an answer leaves out is asked for by itself, with six others in a request.

    Args:
        aside: reads them.
    """

    def __init__(self, aside: BaseAside) -> None:
        self._aside = aside
        self._dated = DatedStates(aside.listing)

    async def of(self, page: Sequence[Row]) -> Mapping[str, Row]:
        """Return the rows of 1C's register of states for a page of orders, which is in the order of their dates."""
        first, last = str(page[0][names.DATE]), str(page[-1][names.DATE])
        found = await self._dated.between(first, last) if self._dated.works else {}
        posted = [str(row[standard.REF]) for row in page if row[names.POSTED]]  # others have no state
        return {**found, **await states_of(self._aside, [one for one in posted if one not in found])}
