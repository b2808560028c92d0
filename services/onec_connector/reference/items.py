"""Items of 1C with their units, packs and characteristics, by reference, article, name or barcode, many at once."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Literal

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, guid, text
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import item as names
from services.onec_connector.objects import item_kind, standard
from services.onec_connector.vocabulary.codes import as_asked, distinct
from services.onec_connector.vocabulary.packs import (
    Measures,
    Packs,
    is_measured,
    is_unit,
    okei,
    pack_of,
    read_measures,
    read_unit,
    units_of_card,
)
from services.onec_connector.vocabulary.reference import KnownItem, KnownUnit, is_empty, ref, refs
from shared.process.lookups import Cache

_ITEM = (
    standard.REF,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.FOLDER,
    names.ARTICLE,
    names.UNIT,
    names.KIND,
    names.CHARACTERISTICS_USED,
)
_FEW, _PAGE = 200, 5000
"""Packs, or measured items, that are asked for by their references, and of more that a page of all holds."""
_PACK = (standard.REF, standard.DESCRIPTION, standard.CODE, names.MEASURE, names.NUMERATOR, names.DENOMINATOR)
_UNIT = (standard.REF, standard.CODE, standard.MARKED, names.MEASURE)


class ItemCatalogue:
    """Items by reference; searched afresh by article and barcode.

    Args:
        base: where they are read.
        kept_s: for so long an item is believed; two minutes in the ring, a whole pass where many orders are told.
    """

    def __init__(self, base: Base | BaseAside, *, kept_s: float = 120) -> None:
        self._base = base
        self._items = Cache(self._load_items, ttl_s=kept_s)
        self._units = Cache(self._load_units, ttl_s=max(3600, kept_s))
        self._measures = Cache(self._load_measures, ttl_s=kept_s)
        self._characteristics = Cache(self._load_characteristics, ttl_s=max(600, kept_s))

    async def items(self, guids: Iterable[str]) -> dict[str, KnownItem]:
        """Return items of 1C by reference."""
        return await self._items.get(guids)

    async def units(self, guids: Iterable[str]) -> dict[str, KnownUnit]:
        """Return units (and packs) of 1C by reference."""
        return await self._units.get(guids)

    async def units_anew(self, guids: Iterable[str]) -> Mapping[str, KnownUnit]:
        """Read units (and packs) of 1C by reference, known or not; whoever asks from now on gets them as they are."""
        wanted = set(guids)
        if len(wanted) <= _FEW:
            found = await self._load_units(sorted(wanted))
        else:
            pages = self._base.pages(names.PACKS, Query(select=_PACK, order_by=standard.REF, bare=True), size=_PAGE)
            found = {row[standard.REF]: read_unit(row) async for row in pages if row[standard.REF] in wanted}
        for one, unit in found.items():
            self._units.put(one, unit)
        return found

    async def packs(self, sold: Iterable[tuple[str, str]], *, unsaid: Decimal | None = None) -> Packs:
        """Return the packs, and units besides the base unit, in which items of 1C are sold.

        Args:
            sold: item and pack, either may be empty.
            unsaid: what is in a unit by which the item's card does not measure it; None: that is left out.
        """
        wanted = [(item, pack) for item, pack in dict.fromkeys(sold) if ref(item) and ref(pack)]
        units = await self.units(pack for _, pack in wanted)
        keys = {(item, pack): f"{item} {units[pack].measure}" for item, pack in wanted if pack in units}
        measures = await self._measures.get(sorted(key for (_, pack), key in keys.items() if is_measured(units[pack])))
        found = {one: pack_of(units[one[1]], measures.get(key, {}), unsaid) for one, key in keys.items()}
        return {key: known for key, known in found.items() if known is not None}

    async def weighed_anew(self, sold: Collection[tuple[str, str]]) -> Packs:
        """Read anew what items weigh or measure that are sold in such units; whoever asks from now on gets that.

        Args:
            sold: item and unit.
        """
        units = await self.units(unit for _, unit in sold)
        keys = {(item, unit): f"{item} {units[unit].measure}" for item, unit in sold if unit in units}
        wanted = sorted(set(keys.values()))
        found = await (self._load_measures(wanted) if len(wanted) <= _FEW else self._all_measures(wanted))
        for key, measures in found.items():
            self._measures.put(key, measures)
        packs = {one: pack_of(units[one[1]], found.get(key, {})) for one, key in keys.items()}
        return {one: known for one, known in packs.items() if known is not None}

    async def characteristics(self, guids: Iterable[str]) -> dict[str, str]:
        """Return the names of characteristics of 1C's items by reference."""
        return await self._characteristics.get(guids)

    async def by_article(self, articles: Iterable[str], *, marked: bool = False) -> dict[str, list[str]]:
        """Find references of usable items of 1C by article, several where it is not unique; or of marked items.

        The answer has the spelling that was asked for; 1C may have another, as it compares without case.
        """
        asked = list(articles)
        conditions = [f"{names.ARTICLE} eq {text(article)}" for article in distinct(asked)]
        rows = await self._base.any_of(names.SET, conditions, _ITEM)
        await self._keep(rows)
        fitting = (row for row in rows if bool(row[standard.MARKED]) is marked and not row[standard.FOLDER])
        return as_asked(asked, ((row[names.ARTICLE], str(row[standard.REF])) for row in fitting))

    async def by_name(self, name: str) -> list[str]:
        """Find references of usable items of 1C with exactly this name."""
        rows = await self._base.any_of(names.SET, [f"{standard.DESCRIPTION} eq {text(name)}"], _ITEM)
        await self._keep(rows)
        return [row[standard.REF] for row in rows if not row[standard.MARKED] and not row[standard.FOLDER]]

    async def by_any_name(self, name: str) -> list[KnownItem]:
        """Find items of 1C with exactly this name or full name, marked ones too; a template may have made it."""
        conditions = [f"{field} eq {text(name)}" for field in (standard.DESCRIPTION, item_kind.FULL_NAME)]
        rows = await self._base.any_of(names.SET, conditions, _ITEM)
        known = await self._known([row for row in rows if not row[standard.FOLDER]])
        return list(known.values())

    async def unit(self, code: str) -> str:
        """Return the reference of 1C's usable unit with an OKEI code, «6» as well as «006»; empty for none."""
        conditions = [f"{standard.CODE} eq {text(one)}" for one in dict.fromkeys((code, code.lstrip("0")))]
        rows = await self._base.any_of(names.PACKS, conditions, _UNIT)
        return next(
            (str(row[standard.REF]) for row in rows if is_unit(row) and okei(row[standard.CODE]) == okei(code)), ""
        )

    async def by_barcode(self, barcodes: Iterable[str], *, of_packs: bool = False) -> dict[str, list[tuple[str, str]]]:
        """Find (item, characteristic) in 1C by barcode of the base unit, each once: it has a row for each series.

        Args:
            barcodes: to look for; the answer has their spelling, as `by_article`'s.
            of_packs: by barcode of a pack; what is sold under one is not a single unit of the item.
        """
        asked = list(barcodes)
        conditions = [f"{names.BARCODE} eq {text(barcode)}" for barcode in distinct(asked)]
        select = (names.BARCODE, names.BARCODE_ITEM, names.BARCODE_CHARACTERISTIC, names.BARCODE_PACK)
        rows = await self._base.any_of(names.BARCODES, conditions, select)
        fitting = (row for row in rows if is_empty(row[names.BARCODE_PACK]) is not of_packs)
        sold = ((row, (row[names.BARCODE_ITEM], row[names.BARCODE_CHARACTERISTIC])) for row in fitting)
        return as_asked(asked, ((row[names.BARCODE], one) for row, one in sold))

    async def _load_items(self, guids: list[str]) -> Mapping[str, KnownItem]:
        rows = await self._base.any_of(names.SET, [f"Ref_Key eq {guid(one)}" for one in guids], _ITEM)
        return await self._known(rows)

    async def _keep(self, rows: list[Row]) -> None:
        for key, known in (await self._known(rows)).items():
            self._items.put(key, known)

    async def _known(self, rows: list[Row]) -> dict[str, KnownItem]:
        units = await self.units(refs(rows, names.UNIT))
        return {row[standard.REF]: _item(row, units) for row in rows}

    async def _load_units(self, guids: list[str]) -> Mapping[str, KnownUnit]:
        rows = await self._base.any_of(names.PACKS, [f"Ref_Key eq {guid(one)}" for one in guids], _PACK)
        return {row[standard.REF]: read_unit(row) for row in rows}

    async def _load_measures(self, keys: list[str]) -> Mapping[str, Measures]:
        """Read each item's card (key: item and quantity) for that quantity alone: all make a query of two cards."""
        by_quantity: dict[str, list[str]] = defaultdict(list)
        for item, _, quantity in (key.partition(" ") for key in keys):
            by_quantity[quantity].append(item)
        found: dict[str, Measures] = {}
        for quantity, items in by_quantity.items():
            select = (standard.REF, names.UNIT, *names.MEASURED.get(quantity, ()))
            cards = await self._base.any_of(names.SET, [f"Ref_Key eq {guid(one)}" for one in items], select)
            units = await self.units(one for card in cards for one in units_of_card(card))
            found |= {f"{card[standard.REF]} {quantity}": read_measures(card, units) for card in cards}
        return found

    async def _all_measures(self, keys: Collection[str]) -> Mapping[str, Measures]:
        """Read the cards of very many items as pages of all items' cards; otherwise as `_load_measures`."""
        wanted, quantities = set(keys), sorted({key.partition(" ")[2] for key in keys})
        fields = [field for quantity in quantities for field in names.MEASURED.get(quantity, ())]
        query = Query(f"{standard.FOLDER} eq false", (standard.REF, names.UNIT, *fields), standard.REF, bare=True)
        found: dict[str, Measures] = {}
        async for card in self._base.pages(names.SET, query, size=_PAGE):
            of_card = wanted & {f"{card[standard.REF]} {quantity}" for quantity in quantities}
            if of_card:
                found |= dict.fromkeys(of_card, read_measures(card, await self.units(units_of_card(card))))
        return found

    async def _load_characteristics(self, guids: list[str]) -> Mapping[str, str]:
        select = (standard.REF, standard.DESCRIPTION)
        rows = await self._base.any_of(names.CHARACTERISTICS, [f"Ref_Key eq {guid(one)}" for one in guids], select)
        return {row[standard.REF]: row[standard.DESCRIPTION] for row in rows}

    async def rows_of(
        self, rows: list[Row], item: str, characteristic: str, pack: str
    ) -> tuple[dict[str, KnownItem], dict[str, str], Packs]:
        """Return the items, characteristics and packs that rows of 1C orders refer to, in the named fields."""
        return await asyncio.gather(
            self.items(refs(rows, item)),
            self.characteristics(refs(rows, characteristic)),
            self.packs((ref(row.get(item)), ref(row.get(pack))) for row in rows),
        )


def _item(row: Row, units: Mapping[str, KnownUnit]) -> KnownItem:
    unit = units.get(row[names.UNIT])
    return KnownItem(
        guid=row[standard.REF],
        name=row[standard.DESCRIPTION],
        article=str(row[names.ARTICLE] or "").strip(),
        kind=_kind(row[names.KIND]),
        unit=unit.code if unit else "",
        has_characteristics=row[names.CHARACTERISTICS_USED] not in names.NO_CHARACTERISTICS,
        usable=not (row[standard.MARKED] or row[standard.FOLDER]),
        marked=bool(row[standard.MARKED]),
    )


def _kind(name: str) -> Literal["goods", "service", "set"]:
    if name in names.SERVICES:
        return "service"
    return "set" if name == names.KIT else "goods"
