"""Price kinds of 1C, and which the rules let through; prices of its registers → canonical prices. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.onec_connector.objects import price as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.money import number
from services.onec_connector.vocabulary.price_keys import place_of
from services.onec_connector.vocabulary.reference import KnownPack, is_empty, ref
from shared.messages.price import Price, PriceKind
from shared.messages.things import Ref
from shared.money import kopecks, to_digits

_Row = Mapping[str, Any]
_UNIT = Decimal(1)


@dataclass(frozen=True, slots=True)
class KnownPriceKind:
    """A price kind of 1C.

    Args:
        currency: a reference; empty where the kind names none: each of its prices may name its own.
        with_vat: its prices hold the VAT.
        common: anybody may be asked these prices: one client's, warehouse's or agreement's own are nobody else's.
        for_sales: 1C offers it when something is sold.
        usable: in force, and not marked for deletion.
    """

    guid: str
    name: str
    currency: str = ""
    with_vat: bool = True
    common: bool = True
    for_sales: bool = True
    usable: bool = True


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one base unit of an item costs in a price kind.

    Args:
        value: exact: a price of 100 for a pack of 12 is 8.3333…
        currency: a reference; empty for the base's own.
    """

    kind: KnownPriceKind
    value: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PriceScope:
    """The price kinds that the rules let through.

    Args:
        kinds: by reference.
        base: reference of the one that has the portal's base price type; empty for none.
        unknown: words of the rules that no usable common kind has for its name or reference.
        rivals: kinds of one name that are meant for the base price type; none of them has it.
        unclear_base: word of the rules for the kind with the base price type, unless exactly one is called so.
        known: names that the rules may use.
    """

    kinds: Mapping[str, KnownPriceKind]
    base: str = ""
    unknown: tuple[str, ...] = ()
    rivals: tuple[KnownPriceKind, ...] = ()
    unclear_base: str = ""
    known: tuple[str, ...] = ()


def read_kind(row: _Row) -> KnownPriceKind:
    """Read a price kind of 1C's catalog."""
    return KnownPriceKind(
        guid=row[standard.REF],
        name=str(row[standard.DESCRIPTION]).strip(),
        currency="" if is_empty(row[names.KIND_CURRENCY]) else str(row[names.KIND_CURRENCY]),
        with_vat=bool(row[names.KIND_WITH_VAT]),
        common=row[names.KIND_PURPOSE] in ("", names.COMMON),
        for_sales=bool(row[names.KIND_FOR_SALES]),
        usable=row[names.KIND_STATUS] in ("", names.IN_FORCE) and not row[standard.MARKED],
    )


def scope_of_prices(kinds: Iterable[KnownPriceKind], words: Sequence[str], base: str | None) -> PriceScope:
    """Find the price kinds of 1C that the rules name, by reference or by name.

    Args:
        kinds: all of the base.
        words: of the rules; none: every common kind that is used for selling.
        base: word of the rules for the kind with the portal's base price type.
    """
    open_to_all = [one for one in kinds if one.common and one.usable]
    named = {
        word: [one for one in open_to_all if _is_called(one, word)] for word in (*words, *([base] if base else ()))
    }
    let_through = [one for word in words for one in named[word]] if words else [k for k in open_to_all if k.for_sales]
    meant = named[base] if base else []
    of_base = meant if len(meant) == 1 else []
    return PriceScope(
        {one.guid: one for one in (*let_through, *of_base)},
        of_base[0].guid if of_base else "",
        tuple(dict.fromkeys(word for word, found in named.items() if not found)),
        rivals=tuple(meant) if len(meant) > 1 else (),
        unclear_base="" if of_base else base or "",
        known=tuple(one.name for one in open_to_all),
    )


def read_prices(
    rows: Iterable[_Row],
    scope: PriceScope,
    packs: Mapping[str, KnownPack],
    currencies: Mapping[str, str],
    own: str = "",
) -> tuple[Price, ...]:
    """Read a 1C item's (or characteristic's) prices of one base unit; one that rounds to no kopeck is none.

    Whoever writes a price rounds it to kopecks, once: VAT may be added to it before.

    Args:
        rows: of the register, of one item.
        scope: what the rules let through.
        packs: by reference; a pack that is not known leaves its price out.
        currencies: codes by reference.
        own: what the register names the characteristic by; empty for the item itself.
    """
    found = unit_prices(rows, scope.kinds, packs, own)
    prices = (_price(found[guid], currencies, base=guid == scope.base) for guid in sorted(found))
    return tuple(price for price in prices if kopecks(price.value) > 0)


def rounded_away(rows: Iterable[_Row], scope: PriceScope, packs: Mapping[str, KnownPack], own: str = "") -> list[str]:
    """Name the price kinds of 1C in which one base unit costs something, and less than half a kopeck: none is told."""
    found = unit_prices(rows, scope.kinds, packs, own).values()
    return sorted(one.kind.name for one in found if one.value > 0 and not kopecks(one.value))


def unit_prices(
    rows: Iterable[_Row],
    kinds: Mapping[str, KnownPriceKind],
    packs: Mapping[str, KnownPack],
    own: str = "",
    sold_in: str = "",
) -> dict[str, UnitPrice]:
    """Read what one base unit of a 1C item, or of it in one characteristic, costs in each price kind.

    A price of another characteristic or of a series is none of it. A price of 0 was withdrawn: it is told as such where
    no other speaks; a unit may well cost less than a kopeck where a pack is what is sold. A price of the characteristic
    comes before that of the item as a whole (pricing 2.0 never looks at that), that of the pack it is sold in before
    that of the unit, this before those of other packs, and of several of these the smallest speaks.

    Args:
        rows: of the register, of one item.
        kinds: that count, by reference.
        packs: by reference; a pack that is not known leaves its price out.
        own: what the register names the characteristic by; empty for the item itself.
        sold_in: reference of a pack; empty for the base unit.
    """
    found: dict[str, tuple[tuple[bool, bool, Decimal, str], UnitPrice]] = {}
    for row in rows:
        kind, ratio = kinds.get(row[names.KIND_OF_PRICE]), _ratio(row, packs)
        if kind is None or ratio is None or not _speaks_of(row, own) or not is_empty(row.get(names.SERIES_25)):
            continue
        price = UnitPrice(kind, number(row[names.VALUE]) / ratio, _currency(row, kind))
        of_whole = is_empty(row.get(names.CHARACTERISTIC_25))
        rank = (price.value <= 0, of_whole, *_rank_of_pack(str(row.get(names.PACK_25) or ""), ratio, sold_in))
        if kind.guid not in found or rank < found[kind.guid][0]:
            found[kind.guid] = (rank, price)
    return {guid: price for guid, (_, price) in found.items()}


def _rank_of_pack(pack: str, ratio: Decimal, sold_in: str) -> tuple[Decimal, str]:
    if is_empty(pack):
        return Decimal(0), ""
    return (Decimal(-1) if pack == sold_in else ratio), pack


def mark_of(row: _Row) -> tuple[str, str]:
    """Return where a price of 1C's register is kept (`place_of`), and all that it depends on, as one text."""
    fields = (*names.FIELDS_25, names.CHARACTERISTIC_20)
    return place_of(row), "|".join(str(row.get(name) or "") for name in fields[1:])


def packs_of(rows: Iterable[_Row]) -> list[str]:
    """Return the packs that prices of 1C's registers are for."""
    found = (str(row[name]) for row in rows for name in (names.PACK, names.PACK_25) if not is_empty(row.get(name)))
    return list(dict.fromkeys(found))


def _price(price: UnitPrice, currencies: Mapping[str, str], *, base: bool) -> Price:
    kind = price.kind
    thing = PriceKind(ref=Ref(system="onec", kind="price_kind", id=kind.guid), name=kind.name, base=base)
    currency = currencies.get(price.currency, "")
    return Price(kind=thing, currency=currency, vat_included=kind.with_vat, value=_told(price.value))


def _told(value: Decimal) -> Decimal:
    """Return a price as it is told: in kopecks where it is whole ones, else with the digits of a unit price."""
    whole = kopecks(value)
    return whole if whole == value else to_digits(value)


def _currency(row: _Row, kind: KnownPriceKind) -> str:
    return kind.currency if is_empty(row[names.CURRENCY]) else str(row[names.CURRENCY])


def _ratio(row: _Row, packs: Mapping[str, KnownPack]) -> Decimal | None:
    """Return how many base units a 1C price is for; pricing 2.5 names the pack twice where it is part of the key."""
    named = next((row[name] for name in (names.PACK, names.PACK_25) if not is_empty(row.get(name))), None)
    if named is None:
        return _UNIT
    pack = packs.get(named)
    return pack.ratio if pack is not None and pack.ratio > 0 else None


def _speaks_of(row: _Row, own: str) -> bool:
    """Tell whether a price of 1C's register is one of a characteristic (empty: of the item itself).

    Pricing 2.0 is asked by exactly the characteristic; in 2.5 the key may leave it out.
    """
    if names.CHARACTERISTIC_20 in row:
        return ref(row[names.CHARACTERISTIC_20]) == own
    return ref(row.get(names.CHARACTERISTIC_25)) in ("", own)


def _is_called(kind: KnownPriceKind, word: str) -> bool:
    return _folded(kind.name) == _folded(word) or kind.guid == word.strip().lower()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
