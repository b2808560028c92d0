"""Reads the stages of all pipelines of deals."""

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import plain_rows


async def read_stages(portal: Portal) -> dict[str, str]:
    """Read the stages' names by their ids."""
    rows = await portal.pages("crm.status.list", {"filter": {}}, rows=plain_rows)
    return {
        str(row["STATUS_ID"]): str(row["NAME"])
        for row in rows
        if str(row.get("ENTITY_ID", "")).startswith("DEAL_STAGE")
    }
