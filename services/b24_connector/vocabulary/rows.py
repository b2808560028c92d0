"""Product rows of a deal ⇄ lines of the canonical order (docs/money.md). Pure.

The portal keeps a unit price after discount with VAT in it; `taxIncluded` only says how it was typed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, repeat
from typing import Any, Literal

from services.b24_connector.vocabulary.values import identity, number
from shared.canon import free_text
from shared.messages.things import Item, Line, Ref, Thing
from shared.money import cuts, kopecks, to_digits, unit_price

Row = Mapping[str, Any]
HUNDRED = Decimal(100)
MONEY_DISCOUNT, PERCENT_DISCOUNT = 1, 2
SET_TYPE, SERVICE_TYPE = 2, 7
PIECE = "796"
UNIT_WIDTH = 3
_CODE = re.compile("[0-9]{1,4}")


@dataclass(frozen=True)
class CatalogueProduct:
    """What the portal's catalogue says of a row's product.

    Args:
        id: in the catalogue; of the variation where it has any.
        external_code: the GUID of 1C in `xmlId`; empty where it holds something else.
        article, barcode: empty where the catalogue keeps none.
        vat_included: its catalogue price is one with VAT.
        section: id of the section it stands in; empty: the root.
        block: id of its catalogue.
        offered: it is active; people can choose it.
        is_copy: an older product of that catalogue that is offered has the same external code.
        retired: ids of the older ones with that code, where none of them is offered.
    """

    id: str
    name: str
    external_code: str = ""
    article: str = ""
    barcode: str = ""
    vat_included: bool = True
    section: str = ""
    block: str = ""
    offered: bool = True
    is_copy: bool = False
    retired: tuple[str, ...] = ()


def read_line(row: Row, product: CatalogueProduct | None, catalogue: Decimal | None = None) -> Line:
    """Read one product row of a deal; a row without a product is free text.

    Args:
        row: as the portal shows it.
        product: what the catalogue says of its product.
        catalogue: the product's price there; None: not asked, or it has none.
    """
    price, quantity = number(row.get("price")), number(row.get("quantity"))
    total = kopecks(price * quantity)
    before = _price_before_discount(row, price)
    is_percent = str(row.get("discountTypeId")) != str(MONEY_DISCOUNT)
    item = _item(row, product)
    return Line(
        kind=_kind(row),
        item=item,
        quantity=quantity,
        unit=identity(row.get("measureCode")).zfill(UNIT_WIDTH) if identity(row.get("measureCode")) else PIECE,
        price=before,
        discount_percent=number(row.get("discountRate")) if is_percent else Decimal(0),
        discount_sum=kopecks(before * quantity) - total,
        vat_rate=None if row.get("taxRate") in (None, "") else number(row.get("taxRate")),
        text=str(row.get("productName") or "").strip() if item is None else "",
        total=total,
        list_price=None if catalogue is None else _list_price(row, product, catalogue),
    )


def is_at_list(line: Line) -> bool:
    """Tell whether a deal's row is at the catalogue's price, or that price is not known."""
    return line.list_price is None or kopecks(line.price) == line.list_price


def _list_price(row: Row, product: CatalogueProduct | None, catalogue: Decimal) -> Decimal:
    """Return the catalogue's price for a row; a price without VAT gets the row's VAT."""
    is_whole = product is None or product.vat_included
    return kopecks(catalogue if is_whole else catalogue * (1 + number(row.get("taxRate")) / HUNDRED))


def _kind(row: Row) -> Literal["goods", "service", "set", "free_text"]:
    if not identity(row.get("productId")):
        return "free_text"
    kinds: dict[str, Literal["service", "set"]] = {str(SET_TYPE): "set", str(SERVICE_TYPE): "service"}
    return kinds.get(str(row.get("type")), "goods")


def _item(row: Row, product: CatalogueProduct | None) -> Item | None:
    product_id = identity(row.get("productId"))
    if not product_id:
        return None
    name = str(row.get("productName") or "").strip()
    ref = Ref(system="b24", kind="product", id=product_id)
    if product is None:
        return Item(ref=ref, name=name)
    return Item(
        ref=ref,
        name=product.name or name,
        external_code=product.external_code,
        article=product.article,
        barcode=product.barcode,
        not_these=(product.external_code.partition("#")[0],) if product.is_copy else (),
        section=Thing(ref=Ref(system="b24", kind="section", id=product.section)) if product.section else None,
        retired=tuple(Thing(ref=ref.with_(id=one)) for one in product.retired),
    )


def _price_before_discount(row: Row, price: Decimal) -> Decimal:
    if str(row.get("discountTypeId")) == str(MONEY_DISCOUNT):
        tax = number(row.get("taxRate"))
        before = price + number(row.get("discountSum")) * (1 + tax / HUNDRED)
    else:
        rate = number(row.get("discountRate"))
        before = price / (1 - rate / HUNDRED) if rate < HUNDRED else price
    rounded = to_digits(before)
    return rounded.normalize() if rounded else Decimal(0)


def at_price(line: Line, other: Line) -> Line:
    """Return an order's row at the unit price and discount of the deal's row of the same item.

    Args:
        line: of an order, in the portal's terms.
        other: of a deal, as it was read.
    """
    before = other.price * line.quantity
    if other.discount_sum and not other.discount_percent:
        total = kopecks(before - other.discount_sum / other.quantity * line.quantity)
    else:
        total = kopecks(before * (1 - other.discount_percent / HUNDRED))
    return line.with_(
        price=other.price,
        discount_percent=other.discount_percent,
        discount_sum=kopecks(before) - total,
        vat_included=other.vat_included,
        total=total,
    )


def write_rows(lines: Iterable[Line], names: Iterable[str] = ()) -> list[dict[str, str]]:
    """Write lines as a deal's rows for `crm.item.productrow.set`, all values as text: a batch is a query string.

    Args:
        lines: in the portal's terms.
        names: of its own of each line, where it has one.
    """
    named = zip(lines, chain(names, repeat("")), strict=False)
    return [write_row(line, place * 10, name) for place, (line, name) in enumerate(named, 1)]


def write_row(line: Line, sort: int, name: str = "") -> dict[str, str]:
    """Write one line of an order as a product row of a deal; without a name of its own it takes its product's."""
    price = unit_price(line.total, line.quantity, _own_prices(line))
    row = {
        "price": _text(price),
        "quantity": _text(line.quantity),
        # In a query string "0" is the rate 0 % and nothing at all is "no VAT".
        "taxRate": "" if line.vat_rate is None else _text(line.vat_rate),
        "taxIncluded": "Y" if line.vat_included else "N",
        "measureCode": str(int(line.unit)) if _CODE.fullmatch(line.unit) else line.unit,
        "sort": str(sort),
    }
    row |= _discount(line, price)
    if line.item is not None and line.item.ref is not None:
        return row | {"productId": line.item.ref.id} | ({"productName": name} if name.strip() else {})
    return row | {"productName": free_text(line)}


def _own_prices(line: Line) -> tuple[Decimal, ...]:
    """Return the unit price that an order's row names itself, after discount and with VAT.

    Where that is worked out, a price of few digits that gives the same total is the likelier one to have been typed.
    """
    if line.vat_included and not line.discount_percent and not line.discount_sum:
        return (to_digits(line.price),)
    price = line.price
    if line.discount_percent:
        price *= 1 - line.discount_percent / HUNDRED
    elif line.discount_sum and line.quantity:
        price -= line.discount_sum / line.quantity
    return cuts(price if line.vat_included else price * (1 + (line.vat_rate or Decimal(0)) / HUNDRED))


def _discount(line: Line, price: Decimal) -> dict[str, str]:
    """Return a row's discount fields; the portal derives all from the final price, so they only tell the former."""
    if 0 < line.discount_percent < HUNDRED:
        return {"discountTypeId": str(PERCENT_DISCOUNT), "discountRate": _text(line.discount_percent)}
    if line.discount_sum > 0 and line.quantity:
        tax = line.vat_rate or Decimal(0)
        per_unit = line.discount_sum / line.quantity
        if line.vat_included:
            per_unit = per_unit / (1 + tax / HUNDRED)
        if price or per_unit:
            return {"discountTypeId": str(MONEY_DISCOUNT), "discountSum": _text(kopecks(per_unit))}
    return {"discountTypeId": str(PERCENT_DISCOUNT), "discountRate": "0"}


def as_rows(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines as a deal can hold them: no cancelled ones, no packs, free text where there is no product."""
    return tuple(_as_row(line) for line in lines if not line.cancelled)


def _as_row(line: Line) -> Line:
    has_product = line.item is not None and line.item.ref is not None
    return line.with_(
        key="",
        kind="free_text" if not has_product else "goods" if line.kind == "free_text" else line.kind,
        item=line.item if has_product else None,
        characteristic=None,
        pack=None,
        price_kind=None,
        warehouse=None,
        text="" if has_product else free_text(line),
    )


def total_of(lines: Sequence[Line]) -> Decimal:
    """Return the total of a deal's rows: the sum of the lines that are not cancelled."""
    return sum((line.total for line in lines if not line.cancelled), Decimal(0))


def _text(value: Decimal) -> str:
    return f"{value:.0f}" if value == value.to_integral_value() else f"{value.normalize():f}"
