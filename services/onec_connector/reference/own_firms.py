"""Whether 1C, which fills a new order before it is told whose it is, can have taken another organisation of ours."""

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid
from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.dictionaries import Dictionaries
from shared.process.lookups import Cache

_KEPT_S = 300


class OwnFirms:
    """Our organisations in 1C, as those that a new order may be filled for."""

    def __init__(self, base: Base, dictionaries: Dictionaries) -> None:
        self._base = base
        self._dictionaries = dictionaries
        self._sells: Cache[bool] = Cache(self._ask, ttl_s=_KEPT_S)

    async def is_sole(self, organisation: str) -> bool:
        """Tell whether no other organisation of ours can be the one that 1C fills a new order for.

        1C guesses from earlier orders, so those marked for deletion count; the predefined one of managerial accounting,
        which every base has, counts once an order names it.
        """
        others = [one for one in (await self._dictionaries.organisations()).values() if one.guid != organisation]
        if not all(one.predefined for one in others):
            return False
        return not any((await self._sells.get(one.guid for one in others)).values())

    async def _ask(self, organisations: list[str]) -> dict[str, bool]:
        """Return which organisations some order of 1C names."""
        found = {}
        for one in organisations:
            query = Query(f"{names.ORGANISATION} eq {guid(one)}", (standard.REF,), top=1)
            found[one] = bool(await self._base.listing(names.SET, query))
        return found
