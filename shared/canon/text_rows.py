"""Rows of free text that stand for an item of which the portal has no product. Pure."""

from collections.abc import Sequence

from shared.canon.matching import match_lines
from shared.messages.things import Line


def free_text(line: Line) -> str:
    """Return the words of a free-text row: a row that has no product in the portal."""
    name = line.text or (line.item.name if line.item else "")
    variant = line.characteristic.name if line.characteristic and line.item else ""
    return f"{name}, {variant}" if variant and variant not in name else name or "Без названия"


def text_row(line: Line) -> Line:
    """Return the row of free text by which a deal holds an order's row without a product."""
    words = free_text(line)
    return line.with_(kind="free_text", item=None, characteristic=None, pack=None, price_kind=None, text=words)


def stand_ins(texts: Sequence[Line], order: Sequence[Line]) -> list[tuple[int, int]]:
    """Return which free-text rows of a deal stand for which rows of its order, by position in each list.

    Args:
        texts: of the deal, that are no other row of the order.
        order: rows that no other row of the deal is about.
    """
    items = [place for place, line in enumerate(order) if line.item is not None]
    found = match_lines([_typed(line) for line in texts], [_typed(text_row(order[place])) for place in items])
    return [(i, items[j]) for i, j in found.pairs if texts[i].item is None]


def _typed(line: Line) -> Line:
    return line.with_(unit="", pack=None)


def as_items(lines: Sequence[Line], rows: Sequence[Line], free_text_item: str | None) -> tuple[Line, ...]:
    """Return a deal's lines, each text that the bus has written for an item of the order with that item again.

    Args:
        lines: of the deal.
        rows: of its order as it stands.
        free_text_item: article or name of the service that stands for other texts.
    """
    asked, there = list(lines), [row for row in rows if not row.cancelled and not is_text_service(row, free_text_item)]
    matching = match_lines(asked, there)
    texts = [place for place in matching.removed if asked[place].item is None]
    rest = [there[place] for place in matching.added]
    for i, j in stand_ins([asked[place] for place in texts], rest):
        row = rest[j]
        meant = {"item": row.item, "characteristic": row.characteristic, "kind": row.kind, "unit": row.unit}
        asked[texts[i]] = asked[texts[i]].with_(**meant, text="")
    return tuple(asked)


def is_text_service(row: Line, free_text_item: str | None) -> bool:
    """Tell whether an order's row is of the service that stands for texts; article or name name it in any letters."""
    if not free_text_item or row.item is None:
        return False
    return free_text_item.strip().casefold() in {one.strip().casefold() for one in (row.item.article, row.item.name)}
