"""Rows of a 1C order ⇄ lines of the canonical model. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.onec_connector.objects import order as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.money import number, sums, vat_within
from services.onec_connector.vocabulary.reference import KnownItem, ReferenceData, is_empty
from services.onec_connector.vocabulary.texts import in_lines
from services.onec_connector.vocabulary.vat import VatRate
from shared.messages.things import Item, Line, Pack, Ref, Thing
from shared.money import kopecks, to_digits

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowRefs:
    """The references of 1C for an order line, found beforehand.

    Args:
        pack: empty for the base unit.
        packs: quantity in that unit.
        supply: how the row is to be supplied; a row that exists keeps its own.
        price_kind: that the price came from; empty for the deal's own or a fixed one.
        apart: the row is supplied for its order alone; one that exists keeps that, too.
    """

    item: str
    characteristic: str
    pack: str
    packs: Decimal
    vat_rate: str
    warehouse: str
    supply: str
    ship_on: str
    price_kind: str = standard.NO_REF
    apart: bool = False


def read_line(row: Row, reference: ReferenceData, *, vat_included: bool) -> Line:
    """Translate a row of a 1C order into the canonical model.

    Args:
        row: of the part `Товары`.
        reference: what is known of its item, pack and VAT rate.
        vat_included: of the order.
    """
    quantity, packs = number(row.get(names.QUANTITY)), number(row.get(names.PACKS))
    item = reference.items.get(str(row[names.ITEM]))
    price = number(row.get(names.PRICE))
    discount = number(row.get(names.MANUAL_SUM)) + number(row.get(names.AUTO_SUM))
    return Line(
        key=str(row.get(names.ROW_CODE) or ""),
        kind=item.kind if item else "goods",
        item=_item(row, reference),
        characteristic=_thing("characteristic", _characteristic(row), reference.characteristics),
        pack=_pack(row, reference, quantity, packs),
        quantity=quantity,
        unit=unit_of(item),
        price=_per_unit(price, quantity, packs),
        discount_percent=_percent(row, kopecks(price * packs), discount),
        discount_sum=discount,
        vat_rate=reference.vat_rates.percent(str(row.get(names.VAT_RATE, ""))),
        vat_included=vat_included,
        price_kind=_named("price_kind", row.get(names.PRICE_KIND), reference),
        warehouse=_named("warehouse", row.get(names.WAREHOUSE), reference),
        cancelled=bool(row.get(names.CANCELLED)),
        text=str(row.get(names.ROW_TEXT) or ""),
        total=number(row.get(names.SUM_WITH_VAT)),
    )


def unit_of(item: KnownItem | None) -> str:
    """Return the OKEI code that the rows of an item have on their way from 1C and to it.

    An item without a unit, or whose unit bears no code, is counted in pieces either way, whatever unit its deal names:
    else a row that nobody touched would be another one.
    """
    return (item.unit if item else "") or "796"


def new_row(line: Line, place: RowRefs, *, vat_included: bool) -> dict[str, Any]:
    """Write a line as a new row of a 1C order; its `LineNumber` is given when the part is put together."""
    supply = {names.SUPPLY: place.supply} | ({names.APART: True} if place.apart else {})
    return {names.ROW_CODE: "0", **supply, **_fields(line, place, vat_included=vat_included)}


def changed_row(old: Row, line: Line, place: RowRefs, *, vat_included: bool) -> dict[str, Any]:
    """Write a line over an existing row of a 1C order; what a deal does not know (reservation, series) stays."""
    kept = {name: value for name, value in old.items() if name != standard.REF}
    fields = _fields(line, place, vat_included=vat_included)
    if not line.text:
        fields.pop(names.ROW_TEXT)
    if not is_empty(old.get(names.WAREHOUSE)):
        fields.pop(names.WAREHOUSE)
    fields.pop(names.SHIP_ON)
    return {**kept, **fields, names.AUTO_PERCENT: 0, names.AUTO_SUM: 0}


def row_at_rate(row: Row, rate: VatRate, percent: Decimal | None, *, vat_included: bool) -> dict[str, Any]:
    """Rewrite a row of a 1C order with another VAT rate; its sum with VAT stays.

    Args:
        row: as it stands.
        rate: it is to have.
        percent: it has.
        vat_included: of the order; without it the price is one without VAT, and follows.
    """
    total = number(row[names.SUM_WITH_VAT])
    tax = vat_within(total, rate.percent)
    changed = {**row, names.VAT_RATE: rate.guid, names.VAT_SUM: tax}
    if vat_included:
        return changed
    price = number(row[names.PRICE]) * (100 + (percent or 0)) / (100 + (rate.percent or 0))
    left = kopecks(kopecks(price) * number(row[names.PACKS])) - number(row.get(names.AUTO_SUM)) - (total - tax)
    return {**changed, names.PRICE: kopecks(price), names.SUM: total - tax, names.MANUAL_SUM: left}


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the rows of a 1C order, or of another tabular part, from 1 without a gap, which 1C insists on."""
    return [
        {**{name: value for name, value in row.items() if _is_field(name)}, standard.LINE_NUMBER: str(place)}
        for place, row in enumerate(rows, start=1)
    ]


def _is_field(name: str) -> bool:
    """Tell whether a field of a 1C order's row is sent back; annotations and the parent's reference are not."""
    return name != standard.REF and "@" not in name


def _fields(line: Line, place: RowRefs, *, vat_included: bool) -> dict[str, Any]:
    money = sums(line, packs=place.packs, vat_included=vat_included)
    return {
        names.ITEM: place.item,
        names.CHARACTERISTIC: place.characteristic,
        names.PACK: place.pack,
        names.PACKS: place.packs,
        names.QUANTITY: line.quantity,
        names.PRICE_KIND: place.price_kind,
        names.PRICE: money.price,
        names.MANUAL_PERCENT: money.manual_percent,
        names.MANUAL_SUM: money.manual_sum,
        names.SUM: money.sum,
        names.VAT_RATE: place.vat_rate,
        names.VAT_SUM: money.vat,
        names.SUM_WITH_VAT: money.total,
        names.SHIP_ON: place.ship_on,
        names.WAREHOUSE: place.warehouse,
        names.ROW_TEXT: in_lines(line.text, names.ROW_TEXT_LENGTH),
    }


def _per_unit(price: Decimal, quantity: Decimal, packs: Decimal) -> Decimal:
    if not quantity or not packs or quantity == packs:
        return price
    return to_digits(price * packs / quantity).normalize()


def _percent(row: Row, gross: Decimal, discount: Decimal) -> Decimal:
    manual, auto = number(row.get(names.MANUAL_PERCENT)), number(row.get(names.AUTO_PERCENT))
    if manual and auto:
        return kopecks(discount * 100 / gross) if gross else Decimal(0)
    return manual or auto


def _item(row: Row, reference: ReferenceData) -> Item | None:
    guid = row[names.ITEM]
    if is_empty(guid):
        return None
    known = reference.items.get(str(guid))
    characteristic = _characteristic(row)
    return Item(
        ref=Ref(system="onec", kind="item", id=str(guid)),
        name=known.name if known else "",
        external_code=str(guid) if is_empty(characteristic) else f"{guid}#{characteristic}",
        article=known.article if known else "",
    )


def _characteristic(row: Row) -> object:
    """Return the characteristic of a 1C order's row; the item's own reference in its place, by `guid#guid`, is none."""
    characteristic = row.get(names.CHARACTERISTIC)
    return None if characteristic == row[names.ITEM] else characteristic


def _pack(row: Row, reference: ReferenceData, quantity: Decimal, packs: Decimal) -> Pack | None:
    guid = row.get(names.PACK)
    if is_empty(guid):
        return None
    known = reference.packs.get((str(row[names.ITEM]), str(guid)))
    ratio = quantity / packs if packs else Decimal(1)
    return Pack(
        ref=Ref(system="onec", kind="pack", id=str(guid)),
        name=known.name if known else "",
        ratio=known.ratio if known else ratio,
    )


def _thing(kind: str, guid: object, known: Mapping[str, str]) -> Thing | None:
    if is_empty(guid):
        return None
    return Thing(ref=Ref(system="onec", kind=kind, id=str(guid)), name=known.get(str(guid), ""))


def _named(kind: str, guid: object, reference: ReferenceData) -> Thing | None:
    return _thing(kind, guid, {one.guid: one.name for one in (reference.named.get(str(guid)),) if one})
