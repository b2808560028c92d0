"""When two rows (lines) of orders are about the same item, by id or natural keys, and when they are equal."""

from shared.messages.things import Item, Line, Ref, Thing
from shared.money import is_rounded


def line_equal(a: Line, b: Line) -> bool:
    """Tell whether two rows are equal within tolerance.

    Same item, unit, quantity and VAT, and totals that are the same or differ by what a unit price of two digits loses.

    Source: docs/convergence.md, "Tolerance"; docs/decisions/0004-what-counts-as-rounding.md.
    """
    if not same_row(a, b) or a.quantity != b.quantity or a.vat_rate != b.vat_rate or a.cancelled != b.cancelled:
        return False
    if a.text and b.text and a.text.strip() != b.text.strip():
        return False
    return is_rounded(a.total, b.total, a.quantity)


def same_row(a: Line, b: Line) -> bool:
    """Tell whether two lines are about the same thing: item, characteristic, unit, and pack where both name one."""
    return (
        a.unit == b.unit
        and same_item(a, b)
        and _same_thing(a.characteristic, b.characteristic)
        and (a.pack is None or b.pack is None or _same_thing(a.pack, b.pack))
    )


def same_item(a: Line, b: Line) -> bool:
    """Compare two rows' items by id where both have one of the same system, else by the first natural key of both."""
    if a.item is None or b.item is None:
        return a.item is b.item and _folded(a.text) == _folded(b.text)
    if (same := _same_ref(a.item.ref, b.item.ref)) is not None:
        return same
    for key in (_external_code, _article, _barcode, _name):
        one, other = key(a.item), key(b.item)
        if one and other:
            return one == other
    return False


def _external_code(item: Item) -> str:
    """Return the 1C GUID of a row's item: in Bitrix24 from the catalogue, in 1C the item's own id."""
    return (item.ref.id if item.ref and item.ref.system == "onec" else item.external_code).lower()


def _article(item: Item) -> str:
    return _folded(item.article)


def _barcode(item: Item) -> str:
    return _folded(item.barcode)


def _name(item: Item) -> str:
    return _folded(item.name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _same_ref(a: Ref | None, b: Ref | None) -> bool | None:
    """Compare the refs of two rows' items; None if they cannot be compared."""
    if a is None or b is None or (a.system, a.kind) != (b.system, b.kind):
        return None
    return a.id == b.id


def _same_thing(a: Thing | None, b: Thing | None) -> bool:
    if a is None or b is None:
        return a is b
    same = _same_ref(a.ref, b.ref)
    return _folded(a.name) == _folded(b.name) if same is None else same
