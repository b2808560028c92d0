"""Empties the field that names a company's head: `crm.item.update` is reported to leave a link as it is."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.portal import Portal
from services.b24_connector.vocabulary.names import HEAD_FIELD

Row = Mapping[str, Any]


async def emptied(portal: Portal, company: str, fields: Row, field: str) -> Row:
    """Empty a company's head where that is wanted, and return the fields that are left to be written.

    Args:
        portal: where.
        company: its id.
        fields: to be written, as `crm.item.update` takes them.
        field: how the portal spells the one of the head.
    """
    if fields.get(field) != "":
        return fields
    await portal.call("crm.company.update", {"id": company, "fields": {HEAD_FIELD.upper: ""}}, write=True)
    return {name: value for name, value in fields.items() if name != field}
