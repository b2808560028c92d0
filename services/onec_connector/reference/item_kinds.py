"""1C's kinds of item («виды номенклатуры»), and which of them a new item gets as the rules say."""

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item_kind as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.vocabulary.items import scope_of
from services.onec_connector.vocabulary.new_items import NewItem
from shared.process.lookups import WholeLookup
from shared.rules.directory import ItemRules, KindRule

_FIELDS = (standard.REF, standard.DESCRIPTION, standard.MARKED, *names.COPIED)
_KEPT_S = 60


class ItemKinds:
    """1C's kinds of item, cached for a minute.

    Args:
        base: where they are read.
        rules: which kind is whose.
    """

    def __init__(self, base: Base, rules: ItemRules) -> None:
        self._base = base
        self._rules = rules
        self._groups = ItemGroups(BaseAside(base))
        self._kept = WholeLookup(self._load, ttl_s=_KEPT_S)

    @property
    def named(self) -> bool:
        """Whether the rules name any of 1C's kinds of item for new items."""
        return self._rules.enabled

    async def of(self, item: NewItem) -> Row | None:
        """Return the kind of item that a new item of 1C gets; None if the rules name none for it, or as `find`."""
        for rule in self._rules.kinds:
            if await self._fits(rule, item):
                return await self.find(rule.kind)
        return await self.find(self._rules.kind) if self._rules.kind else None

    async def find(self, word: str) -> Row | None:
        """Return 1C's kind of item with this name; None if there is none, or more than one."""
        found = [row for row in await self._kept.get() if _is_called(row, word)]
        return found[0] if len(found) == 1 else None

    async def names(self) -> list[str]:
        """Return the names of all of 1C's kinds of item."""
        return sorted(str(row[standard.DESCRIPTION]).strip() for row in await self._kept.get())

    async def _fits(self, rule: KindRule, item: NewItem) -> bool:
        if rule.type is not None and rule.type != item.kind:
            return False
        if rule.group is None:
            return True
        if not item.group:
            return False
        folders = await self._groups.scope(with_=item.group)
        return scope_of(folders.groups, (rule.group,)).covers(item.group)

    async def _load(self) -> list[Row]:
        query = Query(f"{standard.FOLDER} eq false", _FIELDS, order_by=standard.REF)
        rows = [row async for row in self._base.pages(names.KINDS, query, polling=False)]
        return [row for row in rows if not row[standard.MARKED]]


def _is_called(row: Row, word: str) -> bool:
    name, wanted = (" ".join(text.casefold().split()) for text in (str(row[standard.DESCRIPTION]), word))
    return name == wanted or row[standard.REF] == wanted
