"""Finds items in characteristics that orders of 1C sell: a sale is one reason to offer an item in one."""

from collections.abc import Sequence

from services.onec_connector.memory.seen_marks import SeenMarks
from shared.messages.order import SalesOrder
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref


class SoldItems:
    """Finds items in characteristics that an order sells and no pass over the catalogue has seen.

    Args:
        seen: what the passes have seen; they go on looking at what is noted here.
        enabled: whether the rules send products to the portal at all.
    """

    def __init__(self, seen: SeenMarks, *, enabled: bool) -> None:
        self._seen = seen
        self._enabled = enabled

    async def unheard(self, order: SalesOrder) -> list[ItemTouched]:
        """Return hints for items, and for them in characteristics, that a 1C order sells and no pass has seen so."""
        pairs = {
            (line.item.ref.id, line.characteristic.ref.id)
            for line in order.lines
            if line.item and line.item.ref and line.characteristic and line.characteristic.ref
        }
        if not self._enabled or not pairs:
            return []
        keys = [f"item:{item}#{characteristic}" for item, characteristic in sorted(pairs)]
        known = await self._seen.marks(keys)
        codes = [key.removeprefix("item:") for key in keys if key not in known]
        items = list(dict.fromkeys(code.partition("#")[0] for code in codes))
        return [ItemTouched(ref=Ref(system="onec", kind="item", id=code)) for code in (*items, *codes)]

    async def note(self, hints: Sequence[ItemTouched]) -> None:
        """Store which items in characteristics were touched for an order's sale; the next pass completes the mark."""
        await self._seen.note({hint.ref.key: "" for hint in hints if "#" in hint.ref.id})
