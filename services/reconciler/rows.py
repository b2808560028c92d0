"""Compares the rows of a deal with those of its 1C order. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.reconciler.differences import NOTHING, Difference
from shared.canon import is_text_service, line_equal, match_lines, stand_ins, text_row
from shared.messages.things import Item, Line, Ref, Thing
from shared.russian import money

_NO_UNIT = ""
"""Quantities are in base units, and the base unit is the item's own: a deal has no say in it."""


def row_differences(
    deal: Sequence[Line], order: Sequence[Line], *, free_text_item: str | None, currency: str
) -> list[Difference]:
    """Return the differences of a deal's and its order's rows; free text may stand for an item without a product.

    Args:
        deal: its rows, things by the ids of 1C where they are paired.
        order: its rows as 1C keeps them.
        free_text_item: article or name of the service that stands for a row without an item.
        currency: of the sums.
    """
    theirs = [_of_deal(line) for line in deal if not line.cancelled]
    kept = [line for line in order if not line.cancelled]
    ours = [_of_order(line, free_text_item) for line in kept]
    matching = match_lines(theirs, ours)
    pairs = [(theirs[i], ours[j]) for i, j in matching.pairs]
    texts = [i for i in matching.removed if theirs[i].item is None]
    rest = [j for j in matching.added if ours[j].item is not None]
    stood = [(texts[i], rest[j]) for i, j in stand_ins([theirs[i] for i in texts], [kept[j] for j in rest])]
    pairs += [(theirs[i], text_row(kept[j]).with_(unit=_NO_UNIT)) for i, j in stood]
    removed, added = set(matching.removed) - {i for i, _ in stood}, set(matching.added) - {j for _, j in stood}
    found = [
        Difference("row", _said(one, currency), _said(other, currency), _name(other))
        for one, other in pairs
        if not line_equal(one, other)
    ]
    found += [Difference("row", _said(theirs[i], currency), NOTHING, _name(theirs[i])) for i in sorted(removed)]
    found += [Difference("row", NOTHING, _said(ours[j], currency), _name(ours[j])) for j in sorted(added)]
    return _distinct(found)


def _of_deal(line: Line) -> Line:
    """Return a deal's row in 1C's terms: a variation is an item in a characteristic there."""
    item = line.item
    if item is None:
        return line.with_(unit=_NO_UNIT, pack=None)
    paired = item.ref.id if item.ref is not None and item.ref.system == "onec" else ""
    code, _, variation = (paired if "#" in paired else item.external_code).partition("#")
    if not variation:
        return line.with_(unit=_NO_UNIT, pack=None)
    return line.with_(
        unit=_NO_UNIT,
        pack=None,
        item=Item(ref=Ref(system="onec", kind="item", id=code.lower()), name=item.name),
        characteristic=Thing(ref=Ref(system="onec", kind="characteristic", id=variation.lower())),
    )


def _of_order(line: Line, free_text_item: str | None) -> Line:
    item, text = line.item, line.text
    if is_text_service(line, free_text_item):
        return line.with_(unit=_NO_UNIT, pack=None, item=None, kind="free_text", characteristic=None)
    # What stands beside an item is a description of the row, which a deal has no place for.
    return line.with_(unit=_NO_UNIT, pack=None, text="" if item is not None else text)


def _said(line: Line, currency: str) -> str:
    vat = "без НДС" if line.vat_rate is None else f"НДС {_plain(line.vat_rate)} %"
    return f"{_plain(line.quantity)} × {money(_price(line), currency)} = {money(line.total, currency)}, {vat}"


def _price(line: Line) -> Decimal:
    """Return the price after discount of a row that is compared, as it makes the total."""
    return line.total / line.quantity if line.quantity else line.price


def _plain(number: Decimal) -> str:
    text = f"{number.normalize():f}" if number else "0"
    return text.replace(".", ",")


def _name(line: Line) -> str:
    return (line.item.name if line.item else line.text) or "строка без названия"


def _distinct(found: Sequence[Difference]) -> list[Difference]:
    """Number the differing rows of one name, so that each keeps its name from night to night."""
    return list(_numbered(found))


def _numbered(found: Sequence[Difference]) -> Iterator[Difference]:
    met: dict[str, int] = {}
    for one in found:
        met[one.of] = met.get(one.of, 0) + 1
        yield one if met[one.of] == 1 else Difference(one.what, one.deal, one.order, f"{one.of} ({met[one.of]})")
