"""Looks for changed items and item groups of 1C: a pass over the whole catalog touches what differs.

1C cannot be asked what changed. A card's version moves with every save; barcodes and VAT rates by day stand in
registers of their own, and move nothing. A base that keeps versions of its objects names the cards that were saved
(`change_log.py`), so those are not read by every pass; the registers are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from services.onec_connector import metrics
from services.onec_connector.intake.catalog_versions import Card, CatalogVersions
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.item import ItemStore
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import item as names
from services.onec_connector.objects import standard
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_registers import ItemRegisters, Registered
from services.onec_connector.vocabulary.items import ItemScope, group_of, read_section
from shared.messages.product import Section
from shared.messages.ring.facts import ItemTouched
from shared.messages.things import Ref

IS_ITEM = f"{standard.FOLDER} eq false"
_CHUNK = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """What registers said of items at the last whole look; 1C never names changes of these."""

    registered: Mapping[str, Registered] = field(default_factory=dict)
    sold: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class ItemPass:
    """Touches 1C's item groups and items that differ: groups first, parents before children.

    Args:
        catalog: the items' cards.
        groups: the folders.
        registers: barcodes, rates, and what items are sold in.
        seen: what the last pass saw.
        store: knows which items are left alone.
        pace: publishes hints; what people edit meanwhile is not to wait behind a whole catalogue.
    """

    def __init__(
        self,
        catalog: CatalogVersions,
        groups: ItemGroups,
        registers: ItemRegisters,
        seen: SeenMarks,
        store: ItemStore,
        pace: Pace,
    ) -> None:
        self._catalog = catalog
        self._groups = groups
        self._registers = registers
        self._seen = seen
        self._store = store
        self._pace = pace
        self._said = _Said()

    @property
    def catalogs(self) -> Sequence[CatalogVersions]:
        """The catalogs whose cards the item pass keeps."""
        return (self._catalog,)

    async def look(self) -> None:
        """Look at all items and item groups of 1C once."""
        scope = await self._groups.read_anew()
        if scope.unknown:
            _log.warning("no group of 1C is called so; the rules let less through than they say", groups=scope.unknown)
        sections = await self._sections(scope)
        self._said = _Said(await self._registers.all(), await self._registers.variations.all())
        there = await self._items(await self._catalog.all(), scope)
        await self._gone(sections | there)
        for why in metrics.LEFT:
            metrics.left_alone(why, await self._store.count({"fields.left": why}))

    async def look_closer(self, named: Mapping[str, Collection[str]]) -> None:
        """Look at the items and item groups of 1C that are named, and at items sold in a named characteristic."""
        refs = set(named.get(self._catalog.name, ()))
        sold = await self._sold_in(named.get(names.CHARACTERISTICS, ()))
        await self._catalog.refresh(refs)
        kept = self._catalog.kept
        if not kept:
            return  # the first look at everything is still to come
        folders = refs - kept.keys()
        scope = await (self._groups.read_anew() if folders else self._groups.scope())
        if folders:
            await self._sections(scope)
        await self._items({one: kept[one] for one in sorted(refs | sold) if one in kept}, scope)

    async def _sections(self, scope: ItemScope) -> set[str]:
        """Compare all item groups of 1C, and return the keys of those that are let through."""
        sections = {f"group:{one.guid}": _mark(read_section(one, scope)) for one in scope.within()}
        await self._compare(sections)
        return set(sections)

    async def _items(self, cards: Mapping[str, Card], scope: ItemScope) -> set[str]:
        """Compare items of 1C by their cards and registers, and return their keys."""
        there: set[str] = set()
        guids = list(cards)
        for start in range(0, len(guids), _CHUNK):
            marks, outside = dict[str, str](), set[str]()
            for one in guids[start : start + _CHUNK]:
                inside = scope.covers(group_of({standard.PARENT: cards[one].of}))
                own = self._marks_of(one, cards[one].version, inside=inside)
                marks |= own
                outside |= set() if inside else own.keys()
            await self._compare(marks, outside)
            there |= marks.keys()
        return there

    def _marks_of(self, one: str, version: str, *, inside: bool) -> dict[str, str]:
        said, key = self._said.registered.get(one, Registered()), f"item:{one}"
        mark = "|".join((version, said.barcode, said.rate, str(inside)))
        own = {key: mark}
        return own | _of_characteristics(key, mark, self._said.sold.get(one, {}))

    async def _sold_in(self, characteristics: Collection[str]) -> set[str]:
        """Return the items sold in characteristics that 1C saved; their marks have the new versions from now on."""
        if not characteristics or not self._said.sold:
            return set()
        versions = await self._registers.variations.versions_of(characteristics)
        concerned = {item: sold for item, sold in self._said.sold.items() if versions.keys() & sold.keys()}
        sold = {
            item: {one: _with(versions.get(one), mark) for one, mark in of.items()} for item, of in concerned.items()
        }
        self._said = _Said(self._said.registered, {**self._said.sold, **sold})
        return set(concerned)

    async def _compare(self, marks: Mapping[str, str], outside: Iterable[str] = ()) -> None:
        """Touch the items of 1C that differ, unless they are not let through and were never published."""
        known = await self._seen.marks(marks.keys())
        strangers = set(outside) - known.keys()
        differing = {key: mark for key, mark in marks.items() if known.get(key) != mark and key not in strangers}
        await self._touch(differing)
        await self._seen.note(differing)

    async def _gone(self, there: set[str]) -> None:
        """Touch items and item groups that are gone from 1C; each is asked for once again before that is believed."""
        gone = [key async for key in self._seen.all_keys() if key not in there]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def _touch(self, keys: Iterable[str], *, gone: bool = False) -> None:
        await self._pace.send([ItemTouched(ref=_ref(key), gone=gone) for key in keys])


def _of_characteristics(key: str, mark: str, sold: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of a 1C item in each characteristic, and its own, which says that there are some."""
    own = {key: f"{mark}|sold"} if sold else {}
    return own | {f"{key}#{one}": f"{mark}|{said}" for one, said in sold.items()}


def _with(version: str | None, mark: str) -> str:
    """Put the new version of a characteristic into a 1C item's mark, where it is known."""
    return mark if version is None else f"{version}|{mark.partition('|')[2]}"


def _mark(section: Section) -> str:
    parent = section.parent.ref if section.parent else None
    return f"{section.name}|{parent.id if parent else ''}"


def _ref(key: str) -> Ref:
    kind, _, guid = key.partition(":")
    return Ref(system="onec", kind=kind, id=guid)
