"""Finds the deals that bear the marks of an order: the one made from it, and people's copies of that."""

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.names import DEAL, ORIGINATOR


async def made_from(portal: Portal, order: str) -> list[str]:
    """Return the ids of all deals of the portal with an order's marks, the oldest first."""
    params = {
        "entityTypeId": DEAL,
        "select": ["id"],
        "filter": {"=originatorId": ORIGINATOR, "=originId": order},
        "order": {"id": "ASC"},
    }
    rows = rows_at("items")((await portal.call("crm.item.list", params)).result)
    return [str(row["id"]) for row in rows]
