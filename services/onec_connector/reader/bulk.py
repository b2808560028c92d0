"""Reads many orders of 1C, or their states, together in the polling session; others are left to single orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.query import Query, guid, is_order, moment, of_order
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard, state
from services.onec_connector.reader.snapshots import Seen
from shared.bus.errors import Permanent

_FIELDS = (state.ORDER, *state.FIGURES)
_log = structlog.get_logger(__name__)


async def see_many(aside: BaseAside, orders: Sequence[str]) -> dict[str, Seen]:
    """Read many 1C orders by reference in the polling session; those that are not there are absent."""
    rows = await aside.any_of(names.SET, [f"{standard.REF} eq {guid(one)}" for one in orders], ())
    found = {str(row[standard.REF]): row for row in rows}
    states = await states_of(aside, list(found))
    return {order: Seen(row, states.get(order)) for order, row in found.items()}


async def states_of(aside: BaseAside, orders: Sequence[str]) -> Mapping[str, Row]:
    """Read the rows of 1C's register of states in bulk, by order."""
    conditions = [is_order(state.ORDER, order) for order in orders]
    rows = await aside.any_of(state.SET, conditions, _FIELDS) if conditions else []
    return {str(row[state.ORDER]): row for row in rows}


class PageStates:
    """The register of states read for a page of orders at once, by the days of its orders.

    That a condition may look through a cast is documented, and not seen on every release: where 1C refuses it, and for
    a posted order that such an answer leaves out, the rows are read by order, seven a request.

    Args:
        aside: reads them.
    """

    def __init__(self, aside: BaseAside) -> None:
        self._aside = aside
        self._by_date = True

    async def of(self, page: Sequence[Row]) -> Mapping[str, Row]:
        """Return the rows of 1C's register of states for a page of orders, which is in the order of their dates."""
        found = await self._dated(str(page[0][names.DATE]), str(page[-1][names.DATE])) if self._by_date else {}
        posted = [str(row[standard.REF]) for row in page if row[names.POSTED]]  # others have no state
        return {**found, **await states_of(self._aside, [one for one in posted if one not in found])}

    async def _dated(self, first: str, last: str) -> dict[str, Row]:
        since, till = (moment(datetime.fromisoformat(one)) for one in (first, last))
        date = of_order(state.ORDER, names.DATE)
        try:
            rows = await self._aside.listing(
                state.SET, Query(f"{date} ge {since} and {date} le {till}", _FIELDS, bare=True)
            )
        except (Permanent, BaseRefusal) as error:
            _log.warning("1C reads states of orders one by one only", error=str(error))
            self._by_date = False
            return {}
        return {str(row[state.ORDER]): row for row in rows}
