"""Product rows of the portal: their arithmetic, and what saving them does to the deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .deals import recount, save_changes
from .failures import PortalError, invalid_value
from .state import Actor, Portal, Record
from .values import cents, flag, to_decimal

WRITABLE = (
    "productId",
    "productName",
    "price",
    "quantity",
    "discountTypeId",
    "discountRate",
    "discountSum",
    "taxRate",
    "taxIncluded",
    "measureCode",
    "measureName",
    "sort",
    "customized",
)
MONEY, PERCENT = 1, 2
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Prices:
    """The five figures of a product row that follow from price, tax and discount."""

    exclusive: Decimal
    netto: Decimal
    brutto: Decimal
    discount_rate: Decimal
    discount_sum: Decimal


def count_prices(
    price: Decimal,
    tax: Decimal | None,
    kind: int,
    rate: Decimal,
    discount: Decimal | None,
) -> Prices:
    """Compute a product row's derived figures from its final price, as the portal does.

    Args:
        price: of one unit, after discount, with tax; taken as sent.
        tax: percent; None means "no VAT" and counts as 0.
        kind: 1 = discount in money, 2 = in percent.
        rate: percent of discount, used by kind 2.
        discount: money per unit without tax, used by kind 1.

    Raises:
        PortalError: a percent discount of 100 leaves no price to compute from.
    """
    factor = 1 + (tax or Decimal(0)) / HUNDRED
    exclusive = cents(price / factor)
    if kind == MONEY:
        money = discount or Decimal(0)
        before = exclusive + money
        percent = cents(HUNDRED * money / before) if before else Decimal(0)
    else:
        if rate >= HUNDRED:
            raise invalid_value("Discount rate of 100 percent needs the monetary discount type")
        percent = rate
        money = cents(exclusive / (1 - rate / HUNDRED) - exclusive)
    netto = exclusive + money
    return Prices(exclusive, netto, cents(netto * factor), percent, money)


def read_tax(value: Any) -> Decimal | None:
    """Read a row's tax rate: above 0 it counts; an integer 0 or a text from "0" is 0 %; 0.0, null and "" mean none.

    Numbers with a point arrive here as Decimal or float, whole ones as int: the difference matters.
    """
    number = to_decimal(value) if value is not None else None
    if number is not None and number > 0:
        return number
    zero = (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, str) and value.startswith("0")
    )
    return Decimal(0) if zero else None


def build_row(portal: Portal, owner: tuple[str, int], sent: Record, place: int) -> Record | None:
    """Make a row of the simulated portal from what was sent, with a new id; None for one without any writable key.

    Raises:
        PortalError: the product does not exist, or the discount makes no sense.
    """
    if not any(name in sent for name in WRITABLE):
        return None
    product = _product_of(portal, sent)
    price = _price(sent.get("price"), portal.switches.price_digits)
    kind = int(to_decimal(sent.get("discountTypeId")) or PERCENT)
    rate = to_decimal(sent.get("discountRate")) if sent.get("discountRate") is not None else None
    discount = to_decimal(sent.get("discountSum")) if sent.get("discountSum") is not None else None
    if kind == PERCENT and rate is None and discount:
        raise invalid_value("Discount rate is required for the percentage discount type")
    tax = read_tax(sent.get("taxRate"))
    prices = count_prices(price, tax, kind, rate or Decimal(0), discount)
    number = portal.next_row
    portal.next_row += 1
    quantity = to_decimal(sent.get("quantity", 1)) or Decimal(0)
    return {
        "id": number,
        "ownerId": owner[1],
        "ownerType": owner[0],
        "productId": product["id"] if product else 0,
        "productName": sent.get("productName") or (product["name"] if product else ""),
        "price": price,
        "priceAccount": price,
        "priceExclusive": prices.exclusive,
        "priceNetto": prices.netto,
        "priceBrutto": prices.brutto,
        "quantity": quantity.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize(),
        "discountTypeId": kind,
        "discountRate": prices.discount_rate,
        "discountSum": prices.discount_sum,
        "taxRate": tax,
        "taxIncluded": flag(sent.get("taxIncluded", "N")),
        "customized": "Y",
        **_measure_of(portal, sent, product),
        "sort": int(to_decimal(sent.get("sort")) or place * 10),
        "xmlId": "",
        "type": product["type"] if product else 1,
        "storeId": None,
    }


def _price(value: Any, digits: int) -> Decimal:
    price = to_decimal(value) if value is not None else None
    return (price or Decimal(0)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP).normalize() + 0


def _product_of(portal: Portal, sent: Record) -> Record | None:
    number = to_decimal(sent.get("productId"))
    if not number:
        return None
    product = portal.table("product").get(int(number))
    if product is None and portal.switches.check_row_product:
        raise invalid_value(f"Product with id {number} not found")
    return product


def _measure_of(portal: Portal, sent: Record, product: Record | None) -> Record:
    measures = portal.table("measure")
    code = to_decimal(sent.get("measureCode"))
    if not code and product:
        found = measures.get(int(product["measure"] or 0))
        code = Decimal(found["code"]) if found else None
    code = code or Decimal(796)
    known = next((row for row in measures if row["code"] == int(code)), None)
    name = sent.get("measureName") or (known["symbol"] if known else "шт")
    return {"measureCode": int(code), "measureName": name}


def replace_rows(portal: Portal, actor: Actor, owner: tuple[str, int], sent: Sequence[Any]) -> list[Record]:
    """Replace all rows of a deal in the simulated portal; every row gets a new id, also an unchanged one."""
    made = [
        row
        for place, one in enumerate(sent, start=1)
        if isinstance(one, dict) and (row := build_row(portal, owner, one, place)) is not None
    ]
    return store_rows(portal, actor, owner, made)


def store_rows(portal: Portal, actor: Actor, owner: tuple[str, int], rows: list[Record]) -> list[Record]:
    """Save the rows of a deal in the simulated portal and the deal with them: amount, tax, time of change, event."""
    deal = owner_of(portal, owner)
    old = portal.rows.get(owner, [])
    before = dict(deal)
    portal.rows[owner] = rows
    recount(portal, deal, had_rows=bool(old))
    touched = _content(old) != _content(rows)
    if portal.switches.row_edit_event == "when_sum_changes":
        touched = False
    save_changes(portal, actor, deal, before, rows=touched)
    return rows


def _content(rows: list[Record]) -> list[Record]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def owner_of(portal: Portal, owner: tuple[str, int]) -> Record:
    """Return the deal that owns product rows of the simulated portal.

    Raises:
        PortalError: another kind of owner, or no such deal.
    """
    if owner[0] != "D":
        raise PortalError(400, "ENTITY_TYPE_NOT_SUPPORTED", f"Owner type {owner[0]} is not supported")
    deal = portal.deal(owner[1])
    if deal is None:
        raise PortalError(400, "OWNER_NOT_FOUND", "Владелец не найден")
    return deal


def ordered_rows(portal: Portal, owner: tuple[str, int]) -> list[Record]:
    """Return a deal's product rows by sort, then id."""
    return sorted(portal.rows.get(owner, []), key=lambda row: (row["sort"], row["id"]))
