"""By which key 1C's pricing 2.5 keeps an item's prices (its kind says which parts count), and where. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.onec_connector.objects import item_kind, price, standard
from services.onec_connector.vocabulary.reference import ref

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PriceKeyParts:
    """Whether item, characteristic and pack are part of a price key; an unused part is empty there."""

    by_item: bool = True
    by_characteristic: bool = True
    by_pack: bool = True


def read_parts(row: _Row) -> PriceKeyParts:
    """Read from 1C's kind of items which parts of the price key are in use."""
    parts = (item_kind.KEY_BY_ITEM, item_kind.KEY_BY_CHARACTERISTIC, item_kind.KEY_BY_PACK)
    return PriceKeyParts(*(row[part] != item_kind.KEY_UNUSED for part in parts))


def item_of_key(item: str, parts: PriceKeyParts | None) -> str:
    """Return the item that 1C's register names where it keeps an item's prices: that item, or the empty reference.

    Args:
        item: reference.
        parts: of its kind; None: the base does not say.
    """
    return item if parts is None or parts.by_item else standard.NO_REF


def place_of(row: _Row) -> str:
    """Return where 1C's register keeps a price: at its item, or under none, at the characteristic's price key."""
    item = str(row[price.ITEM])
    return item if item != standard.NO_REF else place_of_key(item, None, ref(row.get(price.CHARACTERISTIC_25)))


def place_of_key(item: str, parts: PriceKeyParts | None, own: str) -> str:
    """Return the place, as of `place_of`, where 1C keeps the prices of an item, or of it in a characteristic.

    Args:
        item: reference.
        parts: of its kind; None: the base does not say.
        own: what the register names the characteristic by; empty for none.
    """
    named = item_of_key(item, parts)
    if named != standard.NO_REF:
        return named
    return f"{named}#{own if parts is None or parts.by_characteristic else ''}"


def rows_of_characteristic(rows: Iterable[_Row], parts: PriceKeyParts | None, own: str) -> list[_Row]:
    """Return the prices of 1C's register that count for a characteristic, in whatever pack.

    Where the kind keeps prices by characteristic, that of the item as a whole is another key's.

    Args:
        rows: of the register, of one item.
        parts: of its kind; None: the base does not say, and any price of the item may speak.
        own: what the register names the characteristic by; empty for none.
    """
    if parts is None:
        return list(rows)
    key = own if parts.by_characteristic else ""
    return [row for row in rows if ref(row[price.CHARACTERISTIC_25]) == key]


def rows_of_key(rows: Iterable[_Row], parts: PriceKeyParts | None, own: str, sold_in: str) -> list[_Row]:
    """Return the prices of 1C's register with exactly this key; those of the item as a whole have another key.

    Args:
        rows: of the register, of one item.
        parts: of its kind; None: the base does not say, so only the characteristic is told from others.
        own: what the register names the characteristic by; empty for none.
        sold_in: reference of a pack; empty for the base unit.
    """
    if parts is None:
        return [row for row in rows if own in ("", ref(row[price.CHARACTERISTIC_25]))]
    key = (own if parts.by_characteristic else "", sold_in if parts.by_pack else "")
    return [row for row in rows if (ref(row[price.CHARACTERISTIC_25]), ref(row[price.PACK_25])) == key]
