"""The smart invoices of a deal: the latest one, whether it is paid, the sum of all. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.b24_connector.vocabulary.values import day, identity, number, typed
from shared.messages.things import Invoice
from shared.money import kopecks

Row = Mapping[str, Any]
INVOICES_OF_DEAL = "invoices"
"""Where a deal's invoices stand beside its own fields, once both are read."""
_LONGEST = 50
"""Characters of a number; nobody's invoice has a longer one."""
_WITHDRAWN = ":D"
"""How the id of the stage ends in which every portal has its unpaid, withdrawn invoices."""

_READ = ("id", "accountNumber", "begindate", "opportunity", "currencyId", "stageId")
"""What is read of an invoice."""
_PAID = ":P"
"""How the id of the stage ends in which every portal has its paid invoices."""


def read_invoice(item: Row) -> Invoice | None:
    """Return the latest invoice of a deal that was not withdrawn.

    Args:
        item: the deal's own fields, with its invoices, oldest first.
    """
    standing = _standing(item)
    if not standing:
        return None
    row = standing[-1]
    return Invoice(
        number=_number(row),
        dated=day(row.get("begindate")),
        total=kopecks(number(row.get("opportunity"))),
    )


def is_paid(item: Row) -> bool:
    """Tell whether the latest invoice of a deal that was not withdrawn is paid.

    Args:
        item: the deal's own fields, with its invoices, oldest first.
    """
    return any(str(row.get("stageId") or "").endswith(_PAID) for row in _standing(item)[-1:])


@dataclass(frozen=True, slots=True)
class Issued:
    """The sum of a deal's invoices, as far as they are in its currency.

    Args:
        numbers: as people see them, oldest first.
        total: with VAT.
    """

    numbers: tuple[str, ...]
    total: Decimal


def read_issued(item: Row, currency: str) -> Issued | None:
    """Add up the deal's invoices that were not withdrawn; None: there is none in this currency.

    Args:
        item: the deal's own fields, with its invoices, oldest first.
        currency: of its order.
    """
    rows = [row for row in _standing(item) if (row.get("currencyId") or currency) == currency]
    if not rows:
        return None
    total = sum((kopecks(number(row.get("opportunity"))) for row in rows), Decimal(0))
    return Issued(tuple(_number(row) for row in rows), total)


def shown_invoices(item: Row) -> list[dict[str, str]]:
    """Return what to remember of a deal's invoices, oldest first: of each what is read of it, as the portal spells it.

    Args:
        item: the deal's own fields, with its invoices, oldest first.
    """
    return [{name: typed(row.get(name)) for name in _READ} for row in item.get(INVOICES_OF_DEAL) or ()]


def _standing(item: Row) -> list[Row]:
    rows = item.get(INVOICES_OF_DEAL) or ()
    return [row for row in rows if not str(row.get("stageId") or "").endswith(_WITHDRAWN)]


def _number(row: Row) -> str:
    return (str(row.get("accountNumber") or "").strip() or identity(row.get("id")))[:_LONGEST]
