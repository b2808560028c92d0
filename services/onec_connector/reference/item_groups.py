"""The item groups (folders) of 1C, read whole, and which of them the rules let through."""

from collections.abc import Mapping, Sequence

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.items import ItemScope, KnownGroup, read_group, scope_of
from shared.process.lookups import WholeLookup

_FIELDS = (standard.REF, standard.DESCRIPTION, standard.PARENT)
_KEPT_S = 60


class ItemGroups:
    """The item groups (folders) of 1C, cached for a minute.

    Args:
        base: where they are read.
        words: names or references of the folders that the rules let through; none: all.
    """

    def __init__(self, base: BaseAside, words: Sequence[str] = ()) -> None:
        self._base = base
        self._words = words
        self._kept = WholeLookup(self._load, ttl_s=_KEPT_S)

    async def scope(self, *, with_: str = "") -> ItemScope:
        """Return the item groups of 1C in scope; read again if a named one is missing, as it may be new."""
        known = await self._kept.get()
        return await self.read_anew() if with_ and with_ not in known else scope_of(known, self._words)

    async def names(self) -> set[str]:
        """Return the names of all item groups of 1C, in scope or not."""
        return {one.name for one in (await self._kept.get()).values()}

    async def read_anew(self) -> ItemScope:
        """Read the item groups from 1C, whatever is cached."""
        self._kept.forget()
        return scope_of(await self._kept.get(), self._words)

    async def _load(self) -> Mapping[str, KnownGroup]:
        query = Query(f"{standard.FOLDER} eq true", _FIELDS, order_by=standard.REF)
        rows = [row async for row in self._base.pages(names.SET, query)]
        return {row[standard.REF]: read_group(row) for row in rows}
