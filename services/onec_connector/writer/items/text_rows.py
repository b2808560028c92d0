"""Rows of free text in a deal that stand for rows of its order: items of which the portal has no product. Pure."""

from collections.abc import Sequence

from shared.canon import match_lines, stand_ins
from shared.messages.things import Line


def as_items(lines: Sequence[Line], rows: Sequence[Line], free_text_item: str | None) -> tuple[Line, ...]:
    """Return a deal's lines, each text that the bus has written for an item of the order with that item again.

    Args:
        lines: of the deal.
        rows: of its order as it stands.
        free_text_item: article or name of the service that stands for other texts.
    """
    asked, there = list(lines), [row for row in rows if not row.cancelled and not _is_service(row, free_text_item)]
    matching = match_lines(asked, there)
    texts = [place for place in matching.removed if asked[place].item is None]
    rest = [there[place] for place in matching.added]
    for i, j in stand_ins([asked[place] for place in texts], rest):
        row = rest[j]
        meant = {"item": row.item, "characteristic": row.characteristic, "kind": row.kind, "unit": row.unit}
        asked[texts[i]] = asked[texts[i]].with_(**meant, text="")
    return tuple(asked)


def _is_service(row: Line, free_text_item: str | None) -> bool:
    return bool(free_text_item and row.item and free_text_item in {row.item.article, row.item.name})
