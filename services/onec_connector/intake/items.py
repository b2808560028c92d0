"""Looking for changed items: a pass over the whole catalogue, which touches what differs from the last pass.

1C cannot be asked what changed. A card's version moves with every save; barcodes and VAT rates by day stand in
registers of their own, and move nothing.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

import structlog

from services.onec_connector import metrics
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query
from services.onec_connector.base.wire import Row
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

_CARD = (standard.REF, standard.VERSION, standard.PARENT)
_PAGE = 500
_CHUNK = 200

_log = structlog.get_logger(__name__)


class ItemPass:
    """Touches groups and items that differ: groups first, those around before those within.

    Args:
        base: of 1C, a page a call.
        groups: the folders.
        registers: barcodes, rates, and what items are sold in.
        seen: what the last pass saw.
        store: knows which items are left alone.
        pace: publishes hints; what people edit meanwhile is not to wait behind a whole catalogue.
    """

    def __init__(
        self,
        base: BaseAside,
        groups: ItemGroups,
        registers: ItemRegisters,
        seen: SeenMarks,
        store: ItemStore,
        pace: Pace,
    ) -> None:
        self._base = base
        self._groups = groups
        self._registers = registers
        self._seen = seen
        self._store = store
        self._pace = pace

    async def look(self) -> None:
        """Look at everything once."""
        scope = await self._groups.read_anew()
        if scope.unknown:
            _log.warning("no group of 1C is called so; the rules let less through than they say", groups=scope.unknown)
        sections = {f"group:{one.guid}": _mark(read_section(one, scope)) for one in scope.within()}
        await self._compare(sections)
        await self._gone(sections.keys() | await self._items(scope))
        for why in metrics.LEFT:
            metrics.left_alone(why, await self._store.count({"fields.left": why}))

    async def _items(self, scope: ItemScope) -> set[str]:
        """Compare all items, and return the keys of those that are there."""
        registered, nothing = await self._registers.all(), Registered()
        sold = await self._registers.variations.all()
        there: set[str] = set()
        query = Query(f"{standard.FOLDER} eq false", _CARD, order_by=standard.REF, bare=True)
        async for rows in _chunks(self._base.pages(names.SET, query, size=_PAGE)):
            marks, outside = dict[str, str](), set[str]()
            for row in rows:
                guid, inside = row[standard.REF], scope.covers(group_of(row))
                key = f"item:{guid}"
                said = registered.get(guid, nothing)
                own = {key: "|".join((row[standard.VERSION], said.barcode, said.rate, str(inside)))}
                own |= _of_characteristics(key, own[key], sold.get(guid, {}))
                marks |= own
                outside |= set() if inside else own.keys()
            await self._compare(marks, outside)
            there |= marks.keys()
        return there

    async def _compare(self, marks: Mapping[str, str], outside: Iterable[str] = ()) -> None:
        """Touch what differs; what the rules do not let through and nobody has told is nobody's business."""
        known = await self._seen.marks(marks.keys())
        strangers = set(outside) - known.keys()
        differing = {key: mark for key, mark in marks.items() if known.get(key) != mark and key not in strangers}
        await self._touch(differing)
        await self._seen.note(differing)

    async def _gone(self, there: set[str]) -> None:
        """Touch what was there and is no more; each is asked for once again before it is believed."""
        gone = [key async for key in self._seen.all_keys() if key not in there]
        await self._touch(gone, gone=True)
        await self._seen.forget(gone)

    async def _touch(self, keys: Iterable[str], *, gone: bool = False) -> None:
        await self._pace.send([ItemTouched(ref=_ref(key), gone=gone) for key in keys])


def _of_characteristics(key: str, mark: str, sold: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of an item in each characteristic, and its own, which says that there are some."""
    own = {key: f"{mark}|sold"} if sold else {}
    return own | {f"{key}#{one}": f"{mark}|{said}" for one, said in sold.items()}


async def _chunks(rows: AsyncIterator[Row]) -> AsyncIterator[Sequence[Row]]:
    chunk: list[Row] = []
    async for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _mark(section: Section) -> str:
    parent = section.parent.ref if section.parent else None
    return f"{section.name}|{parent.id if parent else ''}"


def _ref(key: str) -> Ref:
    kind, _, guid = key.partition(":")
    return Ref(system="onec", kind=kind, id=guid)
