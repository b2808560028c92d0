"""Reads the register of states for a poll ring of 1C's orders: by their days where they stand close, else by order."""

from collections.abc import Iterable, Mapping, Sequence

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, is_order
from services.onec_connector.base.wire import Row
from services.onec_connector.memory.seen import Look, SeenOrders
from services.onec_connector.objects import state
from services.onec_connector.reader.dated_states import MOST_ROWS, DatedStates

_TOGETHER = 500
"""Orders of a ring whose states are asked for in one call at most."""
_FEW = 9
"""So many are read by order in one call or two; by their days they are not worth a question to our own memory."""
_STRANGERS = 3
"""For each order of the ring so many others may be read along; more would cost 1C more than calls by order."""


class RingStates:
    """The register of states as polling reads it.

    Args:
        base: asked in the session kept for polling.
        seen: says how many orders of 1C there are between two dates.
    """

    def __init__(self, base: Base, seen: SeenOrders) -> None:
        self._base = base
        self._seen = seen
        self._dated = DatedStates(self._listing)

    async def of(self, ring: Iterable[Look]) -> Mapping[str, Row | None]:
        """Return the row of states of each order of a ring; None: 1C has none."""
        looks = {look.order: look for look in ring}
        by_date = sorted((look for look in looks.values() if look.dated), key=lambda look: look.dated)
        found = await self._by_days(by_date)
        asked = [is_order(state.ORDER, order) for order in looks if order not in found]
        rows = await self._base.any_of(state.SET, asked, (state.ORDER, *state.FIGURES), polling=True) if asked else []
        by_order = {str(row[state.ORDER]): row for row in rows}
        return {order: found[order] if order in found else by_order.get(order) for order in looks}

    async def _by_days(self, ring: Sequence[Look]) -> dict[str, Row | None]:
        """Return what could be read by days; whatever such an answer left out and may exist is left to be asked for."""
        if len(ring) <= _FEW or not self._dated.works:
            return {}
        if len(ring) > _TOGETHER or not await self._are_close(ring):
            half = len(ring) // 2
            return {**await self._by_days(ring[:half]), **await self._by_days(ring[half:])}
        rows = await self._dated.between(ring[0].dated, ring[-1].dated)
        # An order without a row gets one with its posting, which its version tells. That of an order this answer is
        # silent about is believed only where the answer has told of others: 1C has looked through the cast.
        is_sound = any(look.order in rows for look in ring)
        return {
            look.order: rows.get(look.order) for look in ring if look.order in rows or (is_sound and look.figures == "")
        }

    async def _are_close(self, ring: Sequence[Look]) -> bool:
        allowed = min(_STRANGERS * len(ring), MOST_ROWS - 1)
        return await self._seen.between(ring[0].dated, ring[-1].dated, allowed + 1) <= allowed

    async def _listing(self, name: str, query: Query) -> list[Row]:
        return await self._base.listing(name, query, polling=True)
