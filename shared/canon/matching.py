"""Finds which row of one list is which row of the other: equal rows first, then similar ones."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.canon.lines import line_equal, same_row
from shared.messages.things import Line, Thing
from shared.money import kopecks

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matching:
    """Which rows of two lists correspond, by position, and which are left over.

    Args:
        pairs: (position in the old list, position in the new list), in the order of the new list.
        added: positions in the new list.
        removed: positions in the old list.
    """

    pairs: list[Pair]
    added: list[int]
    removed: list[int]


def match_lines(old: Sequence[Line], new: Sequence[Line]) -> Matching:
    """Match the rows of two lists by item, characteristic and unit: equal rows first, then similar, then near ones.

    A row that nobody touched stays itself, with all that only its own system knows of it, wherever it stands and
    whatever became of the others. A row that names its pack goes with a row of that pack before one that names none:
    Bitrix24 knows no packs.
    """
    found = _Rows(old, new)
    found.pair_by(_equal_form)
    found.pair_by(_written)
    found.pair_by(lambda _line: None)
    return Matching(sorted(found.pairs, key=lambda pair: pair[1]), added=found.right, removed=found.left)


def lines_equal(a: Sequence[Line], b: Sequence[Line]) -> bool:
    """Tell whether two lists hold equal rows, in whatever order."""
    if len(a) != len(b):
        return False
    matching = match_lines(a, b)
    return not matching.added and all(line_equal(a[i], b[j]) for i, j in matching.pairs)


class _Rows:
    """Two lists of rows while they are being matched."""

    def __init__(self, old: Sequence[Line], new: Sequence[Line]) -> None:
        self._old, self._new = old, new
        self._figures = [_figures(line) for line in old], [_figures(line) for line in new]
        self.left, self.right = list(range(len(old))), list(range(len(new)))
        self.pairs: list[Pair] = []

    def pair_by(self, form: Callable[[Line], Hashable]) -> None:
        """Match the remaining rows of both lists that have the same form; comparing all with all would be slow."""
        places: dict[Hashable, list[int]] = defaultdict(list)
        for j in self.right:
            places[form(self._new[j])].append(j)
        candidates = ((i, j) for i in self.left for j in places.get(form(self._old[i]), ()))
        rank = self._distance if form is _equal_form else self._rank
        self._take(sorted((rank(i, j), i, j) for i, j in candidates if same_row(self._old[i], self._new[j])))

    @staticmethod
    def _distance(i: int, j: int) -> tuple[object, ...]:
        return (abs(i - j),)

    def _rank(self, i: int, j: int) -> tuple[object, ...]:
        unlike = sum(one != other for one, other in zip(self._figures[0][i], self._figures[1][j], strict=True))
        return (*_unlikeness(self._old[i], self._new[j], unlike), abs(i - j))

    def _take(self, candidates: Iterable[tuple[tuple[object, ...], int, int]]) -> None:
        left, right = set(self.left), set(self.right)
        for _, i, j in candidates:
            if i in left and j in right:
                left.remove(i)
                right.remove(j)
                self.pairs.append((i, j))
        self.left, self.right = sorted(left), sorted(right)


def _unlikeness(a: Line, b: Line, figures: int) -> tuple[bool, bool, int, bool]:
    """Return how much two rows of one item differ, the weightiest difference first."""
    return (
        a.quantity != b.quantity or not line_equal(a, b),
        a.total != b.total,
        figures,
        (a.pack is None) != (b.pack is None),
    )


def _figures(line: Line) -> tuple[Decimal, ...]:
    """Return what a row is ranked by in matching: quantity, unit price before and after discount, discount."""
    after = kopecks(line.total / line.quantity) if line.quantity else Decimal(0)
    return line.quantity, after, kopecks(line.price), kopecks(line.discount_sum)


def _equal_form(line: Line) -> Hashable:
    return _written(line), _id(line.pack), line.total, line.vat_rate, line.cancelled, line.text.strip(), _figures(line)


def _written(line: Line) -> Hashable:
    item = line.item
    identity = (item.ref or (item.external_code, item.article, item.barcode, item.name)) if item else line.text
    return identity, _id(line.characteristic), line.unit


def _id(thing: Thing | None) -> Hashable:
    return thing and (thing.ref or thing.name)
