"""Reads the stages of all pipelines of the portal's deals, and those in which an invoice is withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows


@dataclass(frozen=True, slots=True)
class PortalStages:
    """The stages that the portal has: names of those of deals, by id, and those of withdrawn invoices.

    Args:
        names: of the stages of deals, by id.
        withdrawn: ids of the stages in which a smart invoice ended without a payment; people add their own.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()


async def read_stages(portal: Portal) -> PortalStages:
    """Read the portal's stages of deals and invoices, by their ids."""
    rows = await portal.pages("crm.status.list", {"filter": {}}, rows=plain_rows)
    return PortalStages(
        names={str(row["STATUS_ID"]): str(row["NAME"]) for row in rows if _is_of(row, "DEAL_STAGE")},
        withdrawn=frozenset(
            str(row["STATUS_ID"]) for row in rows if _is_of(row, "SMART_INVOICE_STAGE") and _fails(row)
        ),
    )


def _is_of(row: Mapping[str, Any], kind: str) -> bool:
    return str(row.get("ENTITY_ID", "")).startswith(kind)


def _fails(row: Mapping[str, Any]) -> bool:
    told = row.get("SEMANTICS") or (row.get("EXTRA") or {}).get("SEMANTICS")
    return told in {"F", "failure", "apology"}
