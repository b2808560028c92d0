"""Looks for changed prices of 1C: a pass over the registers, as of the end of today, touches what differs.

A price changes without anybody's touching the item: by a document that is posted, taken back or dated ahead, and by
midnight. So what is in force is compared, kind by kind, with what the last pass saw: when a document, the day, the
kinds or the told items are others than then, and hourly.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from services.onec_connector.intake.catalog_versions import CatalogVersions
from services.onec_connector.intake.pace import Pace
from services.onec_connector.memory.item import ItemStore
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import price, standard
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.price_keys import PriceKeys
from services.onec_connector.vocabulary.packs import Packs, is_measured
from services.onec_connector.vocabulary.price_keys import place_of_key
from services.onec_connector.vocabulary.prices import PriceScope, mark_of, packs_of
from shared.canon import digest
from shared.messages.ring.facts import PriceTouched
from shared.messages.things import Ref

_CHUNK = 200
_WHOLE_S = 3600.0
_TOLD: Mapping[str, Any] = {"groups": {"$exists": True, "$ne": {}}}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    """What one price depends on, as a text, and the units it is for of which there is more in one item than another."""

    said: str
    units: Sequence[str]

    def weighed(self, item: str, packs: Packs) -> str:
        """Return how much of the item is in those units, as a text."""
        return "".join(f"|{packs[item, unit].ratio}" for unit in self.units if (item, unit) in packs)


class PricePass:
    """Touches the prices that differ, of items that the portal knows.

    Args:
        lists: kinds, prices and VAT rates.
        keys: by what the kinds of items keep prices.
        seen: what the last pass saw.
        items: knows which items were told.
        catalogue: what packs hold.
        pace: publishes hints; what people edit meanwhile is not to wait behind a whole catalogue.
    """

    def __init__(
        self,
        lists: ItemPriceLists,
        keys: PriceKeys,
        seen: SeenMarks,
        items: ItemStore,
        catalogue: ItemCatalogue,
        pace: Pace,
    ) -> None:
        self._lists = lists
        self._catalogue = catalogue
        self._keys = keys
        self._seen = seen
        self._items = items
        self._pace = pace
        self._looked: tuple[str, float] = ("", 0.0)
        self._turn = asyncio.Lock()

    @property
    def catalogs(self) -> Sequence[CatalogVersions]:
        """No catalogs for the pass over prices: they stand in registers of 1C."""
        return ()

    async def look(self) -> None:
        """Look at all prices of 1C once, if anything may have changed them or the last look is an hour old."""
        async with self._turn:
            await self._look()

    async def look_closer(self, named: Mapping[str, Collection[str]]) -> None:
        """Look at all prices of 1C if a document that sets prices is named: nobody says which it changed."""
        if named.get(price.DOCUMENTS):
            await self.look()

    async def _look(self) -> None:
        scope = await self._lists.read_anew()
        if scope.unknown:
            _log.warning("no common price kind of 1C is called so; the rules name it in vain", kinds=scope.unknown)
        if scope.unclear_base:
            _log.error(
                "the base of the rules names no price kind of 1C, or several; prices stand still",
                base=scope.unclear_base,
            )
            self._looked = ("", 0.0)
            return
        state, now = await self._state(scope), time.monotonic()
        if state is not None and self._looked[0] == state and now - self._looked[1] < _WHOLE_S:
            return
        await self._look_at_all(scope)
        self._looked = (state or "", now)

    async def _state(self, scope: PriceScope) -> str | None:
        """Return a quickly read mark of what usually changes prices in 1C; None if this base has none.

        VAT rates, and whoever else writes into the registers, wait for the next whole look.
        """
        documents = await self._lists.documents()
        if documents is None:
            return None
        told = await self._items.count(_TOLD)
        return digest([documents, self._lists.today(), told, scope.base, *sorted(map(str, scope.kinds.values()))])

    async def _look_at_all(self, scope: PriceScope) -> None:
        marks = await self._marks(scope)
        keys = sorted(marks)
        for start in range(0, len(keys), _CHUNK):
            await self._compare({key: marks[key] for key in keys[start : start + _CHUNK]})
        gone = [key async for key in self._seen.all_keys() if key not in marks]
        await self._touch(gone)
        await self._seen.forget(gone)

    async def _marks(self, scope: PriceScope) -> Mapping[str, str]:
        """Return a mark of all that an item's prices in 1C depend on, by entity key."""
        prices: dict[str, list[tuple[str, Sequence[str]]]] = defaultdict(list)  # by place, with the packs they are for
        for kind in scope.kinds.values():
            about = f"{kind.guid}|{kind.currency}|{kind.with_vat}|{kind.guid == scope.base}"
            async for row in self._lists.of_kind(kind.guid):
                place, said = mark_of(row)
                prices[place].append((f"{about}|{said}", packs_of([row])))
        found = await self._held(prices)
        rates = await self._lists.rates() if found else {}
        places = {place: place for place in found if not place.startswith(standard.NO_REF)}
        elsewhere = await self._under_no_item() if len(places) < len(found) else {}
        weighed = await self._weighed(found, {**places, **elsewhere})

        of_items = _marks(found, places, rates, weighed)
        return {**of_items, **await self._of_characteristics(of_items), **_marks(found, elsewhere, rates, weighed)}

    async def _held(self, prices: Mapping[str, Sequence[tuple[str, Sequence[str]]]]) -> Mapping[str, list[_Held]]:
        """Return what prices depend on, by place, with what the packs hold for which 1C keeps them."""
        packs = {pack for some in prices.values() for _, named in some for pack in named}
        units = await self._catalogue.units_anew(packs) if packs else {}
        sizes = {pack: f"|{unit.size}" for pack, unit in units.items()}
        measured = {pack for pack, unit in units.items() if is_measured(unit)}
        return {
            place: [
                _Held(said + "".join(sizes.get(pack, "") for pack in named), [one for one in named if one in measured])
                for said, named in some
            ]
            for place, some in prices.items()
        }

    async def _weighed(self, found: Mapping[str, Sequence[_Held]], places: Mapping[str, str]) -> Packs:
        """Return how much is in the units that differ from item to item, of the published items with such prices."""
        if not any(one.units for some in found.values() for one in some):
            return {}
        told = {_item(code) for code in await self._codes()}
        sold = {
            (item, unit)
            for code, place in places.items()
            if (item := _item(code)) in told
            for one in found.get(place, ())
            for unit in one.units
        }
        return await self._catalogue.weighed_anew(sold) if sold else {}

    async def _under_no_item(self) -> dict[str, str]:
        """Return where the prices are of published items, and of them in characteristics, that 1C keeps under none."""
        parts = await self._keys.all_without_item()
        told = [code for code in await self._codes() if _item(code) in parts]
        owns = await self._lists.keys_of({code.partition("#")[2] for code in told} - {""})
        return {
            code: place_of_key(_item(code), parts[_item(code)], owns.get(code.partition("#")[2], "")) for code in told
        }

    async def _codes(self, *, of_characteristics: bool = False) -> list[str]:
        """Return the published items, and them in characteristics (or only these), as `<item>[#<characteristic>]`."""
        some = {"_id": {"$regex": "#" if of_characteristics else "^item:"}}
        return [_guid(one.key) async for one in self._items.listing({**some, **_TOLD})]

    async def _of_characteristics(self, marks: Mapping[str, str]) -> Mapping[str, str]:
        """Return the price marks of published items in characteristics, each that of all the item's prices."""
        codes = await self._codes(of_characteristics=True)
        found = {f"price:{code}": marks.get(f"price:{_item(code)}") for code in codes}
        return {key: mark for key, mark in found.items() if mark is not None}

    async def _compare(self, marks: Mapping[str, str]) -> None:
        known = await self._seen.marks(marks.keys())
        differing = {key: mark for key, mark in marks.items() if known.get(key) != mark}
        told = await self._told(differing)
        await self._touch(told)
        await self._seen.note({key: differing[key] for key in told})

    async def _told(self, keys: Iterable[str]) -> list[str]:
        """Return the keys of differing prices whose items are published; others are compared by a later pass."""
        of_items = {f"item:{_guid(key)}": key for key in keys}
        where = {"_id": {"$in": list(of_items)}, **_TOLD}
        return [of_items[one.key] async for one in self._items.listing(where)] if of_items else []

    async def _touch(self, keys: Iterable[str]) -> None:
        await self._pace.send([PriceTouched(ref=Ref(system="onec", kind="price", id=_guid(key))) for key in keys])


def _marks(
    found: Mapping[str, Sequence[_Held]], places: Mapping[str, str], rates: Mapping[str, str], weighed: Packs
) -> dict[str, str]:
    """Return the mark of each item, or of it in a characteristic, by the place where 1C keeps its prices."""
    marks = {}
    for code, place in places.items():
        if place in found:
            item = _item(code)
            said = sorted(one.said + one.weighed(item, weighed) for one in found[place])
            marks[f"price:{code}"] = digest([rates.get(item, ""), *said])
    return marks


def _guid(key: str) -> str:
    return key.partition(":")[2]


def _item(code: str) -> str:
    return code.partition("#")[0]
