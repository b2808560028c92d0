"""Bank accounts and cash desks of our organisations in the simulated base, and what an order's invoice says of them.

The exports do not list the catalogs of either, so the base publishes none: an account is a reference whose owner is
known here alone, as to the form and to the printed invoice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import order
from sandbox.base.schema import EMPTY_GUID
from sandbox.dataset import guid_of

ORGANISATIONS = "Catalog_Организации"
_LOOKED_AT = 100


def accounts_of(organisation: str) -> tuple[str, str]:
    """Return the references of an organisation's two bank accounts; 1C fills documents with the first."""
    return guid_of(f"account:{organisation}/1"), guid_of(f"account:{organisation}/2")


def cash_desk_of(organisation: str) -> str:
    """Return the reference of an organisation's cash desk."""
    return guid_of(f"cash-desk:{organisation}")


def of_organisation(organisation: str) -> Row:
    """Return the fields of a simulated order that 1C fills from an organisation: bank account and cash desk."""
    if organisation == EMPTY_GUID:
        return {"БанковскийСчет_Key": EMPTY_GUID, "Касса_Key": EMPTY_GUID}
    return {"БанковскийСчет_Key": accounts_of(organisation)[0], "Касса_Key": cash_desk_of(organisation)}


def usual_organisation(base: Infobase) -> str | None:
    """Return the organisation that most of the current user's latest orders have; None: he has made none."""
    latest = islice(_orders_of(base, base.user), _LOOKED_AT)
    counted = Counter(row["Организация_Key"] for row in latest if row["Организация_Key"] != EMPTY_GUID)
    return str(counted.most_common(1)[0][0]) if counted else None


def _orders_of(base: Infobase, user: str) -> Iterator[Row]:
    return (row for row in reversed(base.tables[order.SET].values()) if row["Автор"] == user)


def invoice(base: Infobase, row: Row) -> dict[str, str]:
    """Return what the printed invoice of a simulated order says of whom to pay: the account's owner, if it has one."""
    account = row["БанковскийСчет_Key"]
    owners = [one for one in base.rows(ORGANISATIONS) if account in accounts_of(one["Ref_Key"])]
    payee = owners[0] if owners else base.get(ORGANISATIONS, row["Организация_Key"])
    return {"payee": str(payee["Description"]) if payee else "", "account": account if owners else ""}
