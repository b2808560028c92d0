"""The kind that new items take after, as the rules name it."""

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item_kind as names
from services.onec_connector.objects import standard
from shared.process.lookups import WholeLookup

_FIELDS = (standard.REF, standard.DESCRIPTION, standard.MARKED, *names.COPIED)
_KEPT_S = 60


class ItemKinds:
    """Kinds of items, kept for a minute.

    Args:
        base: where they are read.
        word: name or reference of the kind in the rules; None: no item is made.
    """

    def __init__(self, base: Base, word: str | None) -> None:
        self._base = base
        self._word = (word or "").strip()
        self._kept = WholeLookup(self._load, ttl_s=_KEPT_S)

    @property
    def named(self) -> bool:
        """Whether the rules name a kind."""
        return bool(self._word)

    async def find(self) -> Row | None:
        """Return the kind that is named; None where no kind, or more than one, is called so."""
        found = await self._kept.get()
        return found[0] if len(found) == 1 else None

    async def names(self) -> list[str]:
        """Return what all kinds are called."""
        return sorted(str(row[standard.DESCRIPTION]).strip() for row in await self._all())

    async def _load(self) -> list[Row]:
        return [row for row in await self._all() if self._is_meant(row)]

    async def _all(self) -> list[Row]:
        query = Query(f"{standard.FOLDER} eq false", _FIELDS, order_by=standard.REF)
        rows = [row async for row in self._base.pages(names.KINDS, query, polling=False)]
        return [row for row in rows if not row[standard.MARKED]]

    def _is_meant(self, row: Row) -> bool:
        name = " ".join(str(row[standard.DESCRIPTION]).casefold().split())
        return name == " ".join(self._word.casefold().split()) or row[standard.REF] == self._word.lower()
