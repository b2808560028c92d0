"""Chooses which item of 1C a deal's line means, among those that its codes and its order's rows point to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.identity import characteristic_guid, item_guid
from services.onec_connector.vocabulary.lines import unit_of
from services.onec_connector.vocabulary.packs import Packs
from services.onec_connector.vocabulary.reference import KnownItem
from shared.canon import match_lines
from shared.messages.things import Item, Line, Ref, Thing


@dataclass(frozen=True, slots=True)
class Hits:
    """What 1C has for the lines of a deal.

    Args:
        items: by reference, all that anything here names.
        articles: references by article, as the lines write it.
        barcodes: item and characteristic by barcode, as the lines write it.
        packs: in which the items are sold.
        free_text: reference of the service for rows without an item; None: none is needed.
        became: by reference of a merged item, the one that took its place.
        stand: by place of the line, the order's row that it is still about, in the same quantity.
    """

    items: Mapping[str, KnownItem]
    articles: Mapping[str, list[str]]
    barcodes: Mapping[str, list[tuple[str, str]]]
    packs: Packs
    free_text: str | None
    became: Mapping[str, str] = field(default_factory=dict)
    stand: Mapping[int, Line] = field(default_factory=dict)


def choose(place: int, line: Line, hits: Hits) -> Sequence[tuple[str, str]]:
    """Return a line's item and characteristic by the first key that is unique, else all that the first key fits.

    A line that is a row of its order still is about that row's item, whatever has become of it: but for a merge.
    """
    if line.kind == "free_text" or line.item is None:
        return [(hits.free_text, standard.NO_REF)] if hits.free_text else []
    if (stands := hits.stand.get(place)) and (own := _of_row(stands)) and own[0] in hits.items.keys() - hits.became:
        return [own]
    own_characteristic = characteristic_guid(line)
    candidates: list[list[tuple[str, str]]] = [
        [(hits.became.get(item_guid(line.item), item_guid(line.item)), own_characteristic)],
        [(one, own_characteristic) for one in hits.articles.get(line.item.article.strip(), ())],
        [
            (one, own_characteristic if own_characteristic != standard.NO_REF else sold)
            for one, sold in hits.barcodes.get(line.item.barcode.strip(), ())
        ],
    ]
    known = hits.items.keys() - line.item.not_these
    allowed = [[one for one in dict.fromkeys(some) if one[0] in known] for some in candidates]
    usable = [[one for one in some if hits.items[one[0]].usable] for some in allowed]
    unique = (some for some in usable if len(some) == 1)
    return next(unique, None) or next((some for some in usable if some), [])


def pointed_to(line: Line, hits: Hits) -> list[str]:
    """Return the references of all items that anything in an order line points to: id, article, barcode."""
    if line.item is None:
        return []
    coded = hits.barcodes.get(line.item.barcode.strip(), ())
    return [item_guid(line.item), *hits.articles.get(line.item.article.strip(), ()), *(item for item, _ in coded)]


def standing(lines: Sequence[Line], rows: Sequence[Line], items: Mapping[str, KnownItem]) -> dict[int, Line]:
    """Return the order's rows that lines of its deal are still about, in the same quantity, by place of the line.

    What such a row sells, and how much of it, nobody has just typed: it was in the order before.

    Args:
        lines: of the deal.
        rows: of the order as it stands.
        items: that either names.
    """
    there = [row for row in rows if not row.cancelled]
    asked = [_as_row(line, items) for line in lines]
    pairs = match_lines(there, asked).pairs if there else []
    return {new: there[old] for old, new in pairs if _is_still(there[old], lines[new])}


def _is_still(row: Line, line: Line) -> bool:
    of_row = _of_row(row)
    apart = line.item.not_these if line.item else ()
    return of_row is not None and of_row[0] not in apart and row.quantity == line.quantity


def in_onec(line: Line, item: KnownItem, characteristic: str, text: str) -> Line:
    """Return an order line with 1C's references, so that it can be matched with rows of the order."""
    return line.with_(
        kind=item.kind,
        item=Item(ref=Ref(system="onec", kind="item", id=item.guid), name=item.name, article=item.article),
        characteristic=None
        if characteristic == standard.NO_REF
        else Thing(ref=Ref(system="onec", kind="characteristic", id=characteristic)),
        unit=unit_of(item),
        text=text,
    )


def _as_row(line: Line, items: Mapping[str, KnownItem]) -> Line:
    """Return a line with 1C's references where it names them itself; its unit is what the deal says of goods."""
    item = items.get(item_guid(line.item)) if line.item else None
    if item is None:
        return line
    unit = line.unit if item.kind == "goods" and item.unit else unit_of(item)
    return in_onec(line, item, characteristic_guid(line), line.text).with_(unit=unit)


def _of_row(row: Line) -> tuple[str, str] | None:
    """Return the item and characteristic of an order's row; None for one of text alone."""
    if row.item is None or row.item.ref is None:
        return None
    sold = row.characteristic.ref if row.characteristic else None
    return row.item.ref.id, sold.id if sold else standard.NO_REF
