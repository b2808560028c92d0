"""Prices refused for a cause that many items share: told once, and written by themselves when it is gone."""

from collections.abc import Iterable

import structlog
from cachetools import TTLCache

from services.b24_connector.memory.price import OWED, ProductPriceStore
from services.b24_connector.writer.prices.refusal import PriceRefusal
from shared.bus.publish import Publish
from shared.messages.ring.facts import PriceTouched
from shared.messages.things import Ref

_TOLD_AGAIN_S = 3600
_CHUNK = 200
log = structlog.get_logger()


class OwedPrices:
    """Keeps twenty thousand prices from reporting the same cause twenty thousand times.

    Args:
        store: knows what is owed to whom.
        publish: returns after the broker's confirm.
    """

    def __init__(self, store: ProductPriceStore, publish: Publish) -> None:
        self._store = store
        self._publish = publish
        self._told: TTLCache[str, bool] = TTLCache(1000, _TOLD_AGAIN_S)
        self._settled: set[str] = set()

    def news(self, refused: Iterable[PriceRefusal]) -> list[PriceRefusal]:
        """Return the refusals of prices to be reported: one an hour of a cause that many share."""
        found = [one for one in refused if one.shared_cause not in self._told]
        self._told.update({one.shared_cause: True for one in found if one.shared_cause})
        return found

    async def settle(self, gone: Iterable[str], refused: Iterable[PriceRefusal]) -> None:
        """Have the owed prices read again whose causes are gone, once each.

        Args:
            gone: causes that kept nothing back just now.
            refused: what was kept back just now.
        """
        self._settled -= {one.shared_cause for one in refused}
        for cause in set(gone) - self._settled:
            keys = [one.key async for one in self._store.listing({OWED: cause})]
            if keys:
                log.info("owed prices are looked at again", cause=cause, items=len(keys))
            touches = [PriceTouched(ref=_ref(key), force=True) for key in keys]
            for start in range(0, len(touches), _CHUNK):
                await self._publish(*touches[start : start + _CHUNK])
            self._settled.add(cause)
            self._told.pop(cause, None)


def _ref(key: str) -> Ref:
    return Ref(system="onec", kind="price", id=key.partition(":")[2])
