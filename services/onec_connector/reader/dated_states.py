"""Reads the rows of 1C's register of states by the dates of their orders, many in one call."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from services.onec_connector.base.errors import BaseRefusal
from services.onec_connector.base.query import Query, moment, of_order
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order, state
from shared.bus.errors import Permanent

MOST_ROWS = 2500
FIELDS = (state.ORDER, *state.FIGURES)
_DATE = of_order(state.ORDER, order.DATE)
_log = structlog.get_logger(__name__)

Listing = Callable[[str, Query], Awaitable[list[Row]]]


class DatedStates:
    """The register of states by date.

    That a condition may look through a cast is documented, and not seen on every release: where 1C refuses it, nothing
    is asked so any more. Whoever asks reads by order what such an answer leaves out.

    Args:
        listing: asks 1C.
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self.works = True

    async def between(self, first: str, last: str) -> Mapping[str, Row]:
        """Return rows of states by order, of orders dated between two times of the base's clock; these included.

        Nothing, where 1C refuses the condition, or where so many fit that the answer would be cut.
        """
        since, till = (moment(datetime.fromisoformat(one)) for one in (first, last))
        query = Query(f"{_DATE} ge {since} and {_DATE} le {till}", FIELDS, bare=True, top=MOST_ROWS)
        try:
            rows = await self._listing(state.SET, query)
        except (Permanent, BaseRefusal) as error:
            _log.warning("1C reads states of orders one by one only", error=str(error))
            self.works = False
            return {}
        return {} if len(rows) >= MOST_ROWS else {str(row[state.ORDER]): row for row in rows}
