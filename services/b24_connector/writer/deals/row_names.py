"""What the rows of a deal are called: one that stands keeps its own name, whatever an order changes in it. Pure.

A set of rows replaces them all, and a row without a name takes its product's of today. A name that a person has given
a row («Шайба, окрасить в RAL 7016»), or that the product had when the row was made, is no value of an order and
crosses to nobody.
"""

from collections.abc import Sequence

from services.b24_connector.vocabulary.rows import as_rows
from shared.canon import match_lines
from shared.messages.things import Line


def kept_names(lines: Sequence[Line], standing: Sequence[Line], names: Sequence[str]) -> tuple[str, ...]:
    """Return by what name of its own each line is to stand in a deal; empty: it is new there.

    Args:
        lines: to be written, in the portal's terms.
        standing: the deal's rows.
        names: of these rows, in the deal.
    """
    kept = {j: names[i] for i, j in _pairs(as_rows(standing), lines)} if names else {}
    return tuple(kept.get(place, "") for place in range(len(lines)))


def _pairs(standing: Sequence[Line], lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return which rows of a deal are which of the lines to be written, by the item alone where nothing else fits."""
    found = match_lines(standing, lines)
    pairs, left = found.pairs, found.removed
    for j in found.added:
        same = next((i for i in left if _is_of_item(standing[i], lines[j])), None)
        if same is not None:
            left.remove(same)
            pairs.append((same, j))
    return pairs


def _is_of_item(one: Line, other: Line) -> bool:
    """Tell whether two rows have one product, or two that stand for one item of 1C."""
    if one.item is None or other.item is None:
        return False
    origin = other.item.origin
    code = other.item.external_code or (origin.id if origin and origin.system == "onec" else "")
    return one.item.ref == other.item.ref or (bool(code) and one.item.external_code == code)
