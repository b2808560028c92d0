"""Which row of one list is which row of the other, and when two rows say the same."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.messages.things import Item, Line, Ref, Thing

KOPECK = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Matching:
    """How two lists of rows correspond, by position.

    Args:
        pairs: (position in the old list, position in the new list), in the order of the new list.
        added: positions in the new list.
        removed: positions in the old list.
    """

    pairs: list[tuple[int, int]]
    added: list[int]
    removed: list[int]


def match_lines(old: Sequence[Line], new: Sequence[Line]) -> Matching:
    """Match rows by item, characteristic and unit, then by nearest position among equals.

    A row that names its pack goes with a row of that pack first, and else with one that names none: Bitrix24 knows
    no packs.
    """
    pairs = _bucketed(old, new)
    left = [index for index in range(len(old)) if index not in {i for i, _ in pairs}]
    right = [index for index in range(len(new)) if index not in {j for _, j in pairs}]
    pairs += _nearest(left, right, lambda i, j: same_row(old[i], new[j]))
    taken_old, taken_new = {i for i, _ in pairs}, {j for _, j in pairs}
    return Matching(
        pairs=sorted(pairs, key=lambda pair: pair[1]),
        added=[j for j in range(len(new)) if j not in taken_new],
        removed=[i for i in range(len(old)) if i not in taken_old],
    )


def line_equal(a: Line, b: Line) -> bool:
    """Say whether two rows are equal within tolerance.

    Same item, unit, quantity and VAT, and totals that are the same or differ by what a unit price of two digits loses.

    Source: docs/convergence.md, "Tolerance"; docs/decisions/0004-what-counts-as-rounding.md.
    """
    if not same_row(a, b) or a.quantity != b.quantity or a.vat_rate != b.vat_rate or a.cancelled != b.cancelled:
        return False
    if a.text and b.text and a.text.strip() != b.text.strip():
        return False
    return a.total == b.total or _rounded_apart(a.total, b.total, a.quantity)


def lines_equal(a: Sequence[Line], b: Sequence[Line]) -> bool:
    """Say whether two lists hold equal rows, in whatever order."""
    if len(a) != len(b):
        return False
    matching = match_lines(a, b)
    if matching.added or matching.removed:
        return False
    if all(line_equal(a[i], b[j]) for i, j in matching.pairs):
        return True
    # Two rows of one item may have changed places: nearest position then pairs the wrong ones.
    return len(_nearest(list(range(len(a))), list(range(len(b))), lambda i, j: line_equal(a[i], b[j]))) == len(a)


def same_row(a: Line, b: Line) -> bool:
    """Say whether two rows are about the same thing: item, characteristic, unit, and pack where both name one."""
    return (
        a.unit == b.unit
        and same_item(a, b)
        and _same_thing(a.characteristic, b.characteristic)
        and (a.pack is None or b.pack is None or _same_thing(a.pack, b.pack))
    )


def same_item(a: Line, b: Line) -> bool:
    """Compare items by id where both have one of the same system, else by the first natural key that both have."""
    if a.item is None or b.item is None:
        return a.item is b.item and _folded(a.text) == _folded(b.text)
    if (same := _same_ref(a.item.ref, b.item.ref)) is not None:
        return same
    for key in (_external_code, _article, _barcode, _name):
        one, other = key(a.item), key(b.item)
        if one and other:
            return one == other
    return False


def _rounded_apart(a: Decimal, b: Decimal, quantity: Decimal) -> bool:
    """Say whether one total is the other after its unit price was cut to two digits, and nobody's edit.

    Two totals of one such price are never further apart than half a kopeck for each unit and half a kopeck.
    """
    if not quantity:
        return False
    price = _kopecks(a / quantity)
    return price == _kopecks(b / quantity) and _kopecks(price * quantity) in (a, b)


def _kopecks(value: Decimal) -> Decimal:
    return value.quantize(KOPECK, ROUND_HALF_UP)


def _external_code(item: Item) -> str:
    """The 1C GUID: kept in Bitrix24's catalogue, the item's own id in 1C."""
    return (item.ref.id if item.ref and item.ref.system == "onec" else item.external_code).lower()


def _article(item: Item) -> str:
    return _folded(item.article)


def _barcode(item: Item) -> str:
    return item.barcode.strip()


def _name(item: Item) -> str:
    return _folded(item.name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _same_ref(a: Ref | None, b: Ref | None) -> bool | None:
    """None: they cannot be compared."""
    if a is None or b is None or (a.system, a.kind) != (b.system, b.kind):
        return None
    return a.id == b.id


def _same_thing(a: Thing | None, b: Thing | None) -> bool:
    if a is None or b is None:
        return a is b
    same = _same_ref(a.ref, b.ref)
    return _folded(a.name) == _folded(b.name) if same is None else same


def _bucketed(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int]]:
    """Pair rows whose written forms agree; the rest, usually nothing, is compared one by one."""
    sides: tuple[dict[Hashable, list[int]], dict[Hashable, list[int]]] = (defaultdict(list), defaultdict(list))
    for side, lines in zip(sides, (old, new), strict=True):
        for index, line in enumerate(lines):
            side[_written(line)].append(index)
    pairs: list[tuple[int, int]] = []
    for key, indexes in sides[0].items():
        pairs += _nearest(indexes, sides[1].get(key, []), lambda _i, _j: True)
    return pairs


def _written(line: Line) -> Hashable:
    item = line.item
    identity = (item.ref or (item.external_code, item.article, item.barcode, item.name)) if item else line.text
    return identity, _id(line.characteristic), line.unit, _id(line.pack)


def _id(thing: Thing | None) -> Hashable:
    return thing and (thing.ref or thing.name)


def _nearest(left: list[int], right: list[int], fits: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """Pair positions that fit, the closest first."""
    candidates = sorted((abs(i - j), i, j) for i in left for j in right if fits(i, j))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in candidates:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((i, j))
    return pairs
