"""Finds items, characteristics and packs of 1C for an order's lines, with as few calls as possible."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.onec_connector.objects import standard
from services.onec_connector.reference.item_survivors import ItemSurvivors
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.sentences import items_made
from services.onec_connector.vocabulary.identity import b24_ref, is_copied, item_guid, name_of
from services.onec_connector.vocabulary.new_items import NewItem, item_of_line
from services.onec_connector.vocabulary.packs import Packs
from services.onec_connector.vocabulary.quantities import packs_in
from services.onec_connector.vocabulary.reference import KnownItem
from services.onec_connector.writer.items import unfit
from services.onec_connector.writer.items.choosing import Hits, choose, in_onec, pointed_to, standing
from services.onec_connector.writer.items.lines import check_lines
from services.onec_connector.writer.items.newcomers import NewItems
from services.onec_connector.writer.items.unfound import copied, marked, several, unknown
from services.onec_connector.writer.refusal import OrderRefusal
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.messages.things import Line, Pack, Ref

_NOBODY = Ref(system="b24", kind="product", id="0")


@dataclass(frozen=True, slots=True)
class FoundLine:
    """An order line and its references in 1C.

    Args:
        line: with 1C's references in it, so that it can be matched with the rows that are there.
        packs: quantity in the row's unit.
        vat_rate: reference; empty until the terms of the order are known.
        price_kind: reference of the kind that 1C's price came from; empty for the deal's own or a fixed one.
        fixed: the price is 1C's, and one that the agreement fixes.
        merged: as the deal calls the item that was merged into this one; empty: the deal names this one itself.
    """

    line: Line
    item: KnownItem
    characteristic: str
    pack: str
    packs: Decimal
    vat_rate: str = ""
    price_kind: str = standard.NO_REF
    fixed: bool = False
    merged: str = ""


class NewItemsWanted(Exception):  # noqa: N818 - no failure: what is wanted can be had
    """Raised when 1C lacks products that people typed in the portal, and the rules want them made.

    Args:
        items: to be made in 1C, one a product.
        known: the other order lines by place.
        begun: items by product that may be half made, and their references; their lines are known.
    """

    def __init__(
        self, items: Sequence[NewItem], known: Mapping[int, FoundLine], begun: Sequence[tuple[NewItem, str]]
    ) -> None:
        super().__init__("items are to be made")
        self.items = items
        self.known = known
        self.begun = begun


class Items:
    """Finds the items of order lines, and has new ones created.

    Args:
        catalogue: of 1C.
        newcomers: creates items.
        survivors: know what merged items have become.
    """

    def __init__(self, catalogue: ItemCatalogue, newcomers: NewItems, survivors: ItemSurvivors) -> None:
        self._catalogue = catalogue
        self._survivors = survivors
        self._newcomers = newcomers

    async def find(
        self, lines: Sequence[Line], *, free_text_item: str | None, before: Sequence[Line] = ()
    ) -> tuple[list[FoundLine], list[Pair]]:
        """Find the item of 1C for every order line.

        Args:
            lines: of the deal.
            free_text_item: article or name of the service for rows without an item.
            before: rows of the order as it stands; a line that is still one of them is not refused for what it sells.

        Raises:
            Refusal: something in a line cannot be an order's row; all unknown items are named at once.
            NewItemsWanted: all that is wanting can be made, with `find_or_make`.
        """
        check_lines(lines, free_text_item)
        hits = await self._look(lines, free_text_item, before)
        chosen = [choose(place, line, hits) for place, line in enumerate(lines)]
        missing = [line for line, options in zip(lines, chosen, strict=True) if not options]
        wanted = self._wanted(missing)
        if missing and not wanted:
            raise await self._unfound(missing, hits)
        if doubtful := [line for line, options in zip(lines, chosen, strict=True) if len(options) > 1]:
            raise several(doubtful[0], [hits.items[one] for one, _ in chosen[lines.index(doubtful[0])]])
        known = {
            place: _found(place, line, hits.items[options[0][0]], options[0][1], hits)
            for place, (line, options) in enumerate(zip(lines, chosen, strict=True))
            if options
        }
        if (begun := await self._begun(lines, known)) or wanted:
            raise NewItemsWanted(wanted, known, begun)
        return list(known.values()), _pairs(lines, list(known.values()))

    async def find_or_make(
        self, lines: Sequence[Line], wanted_by: str, *, free_text_item: str | None, before: Sequence[Line] = ()
    ) -> tuple[list[FoundLine], list[Pair], tuple[Told, ...]]:
        """Find the item of every order line, create those that people typed in the portal, and say which were created.

        Args:
            lines: of the deal.
            wanted_by: key of the deal's order.
            free_text_item: as of `find`.
            before: as of `find`.

        Raises:
            Refusal: as `find`, or an item cannot be created.
        """
        try:
            return *await self.find(lines, free_text_item=free_text_item, before=before), ()
        except NewItemsWanted as wanted:
            made = {item.source: (item, await self._newcomers.make(item, wanted_by)) for item in wanted.items}
            for item, guid in wanted.begun:
                made[item.source] = item, await self._newcomers.finish(item, guid, wanted_by)
        known = {source: one.guid for source, (_, one) in made.items()}
        named = [_known_as(line, known) for line in lines]
        found, pairs = await self.find(named, free_text_item=free_text_item, before=before)
        new = items_made([item.name for item, one in made.values() if one.is_new])
        return found, pairs, (*new, *(told for _, one in made.values() for told in one.told))

    async def _begun(self, lines: Sequence[Line], known: Mapping[int, FoundLine]) -> list[tuple[NewItem, str]]:
        """Return the items that were made of the lines' own products and whose pairs nobody knows yet.

        Whoever made such a one may have died before he wrote its barcode, or before he told that it is new.
        """
        typed = {place: item_of_line(lines[place]) for place in known} if self._newcomers.wanted else {}
        there = {item.source: (item, known[place].item.guid) for place, item in typed.items() if item is not None}
        return [one for one in there.values() if await self._newcomers.is_ours(*one)]

    def _wanted(self, lines: Sequence[Line]) -> list[NewItem]:
        """Return the items to be made of typed products, one each; none if anything else is missing too."""
        items = [item_of_line(line) for line in lines]
        typed = {item.source: item for item in items if item is not None}
        return list(typed.values()) if self._newcomers.wanted and None not in items else []

    async def _unfound(self, lines: Sequence[Line], hits: Hits) -> OrderRefusal:
        """Return the refusal of an order that names its missing items; marked ones only if no others are missing."""
        articles = await self._catalogue.by_article(
            (line.item.article.strip() for line in lines if line.item), marked=True
        )
        known = await self._catalogue.items(one for some in articles.values() for one in some)
        items = {**hits.items, **known}
        with_marked = Hits(items, articles, hits.barcodes, hits.packs, hits.free_text)
        gone = [
            line for line in lines if any(items[one].marked for one in pointed_to(line, with_marked) if one in items)
        ]
        lacking = [line for line in lines if line not in gone]
        if lacking and all(is_copied(line.item) for line in lacking):
            return copied(lacking)
        return unknown(lacking) if lacking else marked(gone)

    async def _look(self, lines: Sequence[Line], free_text_item: str | None, before: Sequence[Line]) -> Hits:
        things = [line.item for line in lines if line.item]
        known = [one for one in (item_guid(item) for item in things) if one]
        sold = [row.item.ref.id for row in before if row.item and row.item.ref]
        free = free_text_item if any(line.kind == "free_text" for line in lines) else None
        by_guid = await self._catalogue.items(known)
        unsure = [item for item in things if item_guid(item) not in by_guid or not by_guid[item_guid(item)].usable]
        articles, barcodes = await asyncio.gather(
            self._catalogue.by_article([*(item.article.strip() for item in unsure), *([free] if free else [])]),
            self._catalogue.by_barcode(item.barcode.strip() for item in unsure),
        )
        free_guid = await self._free_text(free, articles) if free else None
        guids = [one for some in articles.values() for one in some]
        guids += [one for some in barcodes.values() for one, _ in some]
        became = await self._survivors.of(known)
        more = await self._catalogue.items([*guids, *sold, *became.values(), *([free_guid] if free_guid else [])])
        items = {**by_guid, **more}
        sold_in = {guid for line in lines if (guid := _pack_guid(line.pack))}
        packs = await self._catalogue.packs((one, pack) for one in items for pack in sorted(sold_in))
        return Hits(items, articles, barcodes, packs, free_guid, became, standing(lines, before, items))

    async def _free_text(self, name: str, articles: Mapping[str, list[str]]) -> str:
        found = articles.get(name) or await self._catalogue.by_name(name)
        if len(found) != 1:
            cause = f"услуги «{name}» для строк без товара нет в 1С"
            raise OrderRefusal(
                cause if not found else f"в 1С несколько услуг «{name}» для строк без товара",
                "Попросите администратора исправить правила обмена; после этого {itself}.",
                reason="item",
            )
        return found[0]


def _known_as(line: Line, made: Mapping[Ref, str]) -> Line:
    """Return an order line with the reference of the item that was made of its product."""
    guid = made.get(b24_ref(line.item) or _NOBODY) if line.item else None
    if line.item is None or guid is None:
        return line
    return line.with_(item=line.item.with_(ref=Ref(system="onec", kind="item", id=guid), origin=b24_ref(line.item)))


def unmade(line: Line) -> FoundLine:
    """Return a row of a product that nobody has made in 1C yet, for a trial: no order gets it."""
    product = b24_ref(line.item) if line.item else None
    item = KnownItem(f"product:{product.id if product else ''}", name_of(line), unit=line.unit)
    told = _in_onec(line, item, standard.NO_REF, free=False)
    return FoundLine(told, item, standard.NO_REF, standard.NO_REF, line.quantity)


def _found(place: int, line: Line, item: KnownItem, characteristic: str, hits: Hits) -> FoundLine:
    """Return a line with its item; what it sells is refused only where the order does not sell that already."""
    free, stands = line.kind == "free_text" or line.item is None, place in hits.stand
    unit = item.unit or line.unit
    if item.kind == "set" and not stands:
        raise unfit.kit(item)
    if item.has_characteristics and characteristic == standard.NO_REF and not stands:
        raise unfit.no_variant(item)
    if not free and item.kind == "goods" and line.unit != unit and line.pack is None:
        raise unfit.other_unit(item)
    is_whole = line.quantity == line.quantity.to_integral_value()
    if unit in unfit.COUNTED and item.kind == "goods" and not is_whole and not stands:
        raise unfit.fraction(item, unit, line.quantity)
    pack, count = _pack(line, item, hits.packs)
    told = _in_onec(line, item, characteristic, free=free)
    is_merged = line.item is not None and hits.became.get(item_guid(line.item)) == item.guid
    return FoundLine(told, item, characteristic, pack, count, merged=name_of(line) if is_merged else "")


def _in_onec(line: Line, item: KnownItem, characteristic: str, *, free: bool) -> Line:
    text = (line.text or (line.item.name if line.item else "")) if free else line.text
    return in_onec(line, item, characteristic, text)


def _pack(line: Line, item: KnownItem, packs: Packs) -> tuple[str, Decimal]:
    known = packs.get((item.guid, _pack_guid(line.pack)))
    count = packs_in(line.quantity, known.ratio) if known else None
    return (standard.NO_REF, line.quantity) if known is None or count is None else (known.guid, count)


def _pack_guid(pack: Pack | None) -> str:
    return pack.ref.id if pack and pack.ref and pack.ref.system == "onec" else ""


def _pairs(lines: Sequence[Line], found: Sequence[FoundLine]) -> list[Pair]:
    """Return the pairs of products and items for the mapper; of one characteristic with both references.

    A variation of the catalogue is found by its external code every time.
    """
    pairs: dict[str, Pair] = {}
    for line, one in zip(lines, found, strict=True):
        product = b24_ref(line.item) if line.item else None
        if line.item is None or product is None or line.kind == "free_text" or "#" in line.item.external_code:
            continue
        variant = "" if one.characteristic == standard.NO_REF else f"#{one.characteristic}"
        pairs[product.id] = Pair(kind="product", b24=product.id, onec=f"{one.item.guid}{variant}")
    return list(pairs.values())
