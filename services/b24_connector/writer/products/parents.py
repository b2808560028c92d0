"""Finds the product that a variation belongs to."""

from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.vocabulary.catalogue import ALIKE, PARENT, grows, keys_of
from services.b24_connector.writer.products.awaiting import TooEarly
from shared.messages.things import Thing
from shared.process.retrying import InPlace


class ParentAwaited(TooEarly):
    """The product of an item is not there yet."""


_IN_PLACE = InPlace(ParentAwaited, attempts=6)


class Parents:
    """Finds the parent product that stands for an item with characteristics.

    Args:
        catalogue: where to ask.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def of(self, thing: Thing | None) -> str:
        """Return the id of a variation's parent product; empty for no variation.

        Raises:
            ParentAwaited: it is not there, and did not come within seconds.
        """
        if thing is None:
            return ""
        async for attempt in _IN_PLACE.loop():
            with attempt:
                return await self._of(thing)
        raise AssertionError("unreachable")  # pragma: no cover - tenacity re-raises

    async def _of(self, thing: Thing) -> str:
        item = thing.origin.id if thing.origin else ""
        looks = [("id", thing.ref.id)] if thing.ref else []
        for by, value in [*looks, *(("xmlId", key) for key in keys_of(item) if item)]:
            for row in await self._catalogue.products(by, value):
                if int(row["type"]) in ALIKE[PARENT] or grows(row, item):
                    return str(row["id"])
        raise ParentAwaited(f"the product of item {item or thing.name} is not there yet", f"item:{item}")
