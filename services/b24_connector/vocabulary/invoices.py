"""The smart invoice of a deal."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.vocabulary.values import cents, day, identity, number
from shared.messages.things import Invoice

Row = Mapping[str, Any]
INVOICES_OF_DEAL = "invoices"
"""Where a deal's invoices stand beside its own fields, once both are read."""
_LONGEST = 50
"""Characters of a number; nobody's invoice has a longer one."""
_WITHDRAWN = ":D"
"""How the id of the stage ends in which every portal has its unpaid, withdrawn invoices."""


def read_invoice(item: Row) -> Invoice | None:
    """Return the latest invoice of a deal that was not withdrawn.

    Args:
        item: the deal's own fields, with its invoices, oldest first.
    """
    rows = item.get(INVOICES_OF_DEAL) or ()
    standing = [row for row in rows if not str(row.get("stageId") or "").endswith(_WITHDRAWN)]
    if not standing:
        return None
    row = standing[-1]
    return Invoice(
        number=(str(row.get("accountNumber") or "").strip() or identity(row.get("id")))[:_LONGEST],
        dated=day(row.get("begindate")),
        total=cents(number(row.get("opportunity"))),
    )
