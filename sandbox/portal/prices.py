"""All prices of a product at once, and one of them by its price type."""

from .calls import Call, whole
from .catalog import PRICES
from .failures import PortalError
from .state import Portal, Record


def modify_prices(call: Call) -> Record:
    """catalog.price.modify: replaces all prices of a product under new ids.

    Raises:
        PortalError: a price names its id, although the documentation shows just that.
    """
    product = call.fields().get("product") or {}
    number = whole(product.get("id"), "id")
    table = call.portal.table("price")
    listed = product.get("prices") or []
    listed = list(listed.values()) if isinstance(listed, dict) else listed
    if any("id" in row for row in listed):
        raise PortalError(400, "", "Validate price error. Catalog price group is wrong")
    for old in [row for row in table if row["productId"] == number]:
        del table.rows[old["id"]]
    made = [set_price(call.portal, call.caller.user_id, number, row) for row in listed]
    return {"prices": [dict(row) for row in made]}


def set_price(portal: Portal, user_id: int, product: int, sent: Record) -> Record:
    """Set one price of a product, by price type."""
    group = whole(sent.get("catalogGroupId"), "catalogGroupId")
    present = next(
        (row for row in portal.table("price") if (row["productId"], row["catalogGroupId"]) == (product, group)),
        None,
    )
    if present is None:
        return PRICES.insert(portal, user_id, sent | {"productId": product})
    PRICES.change(portal, user_id, present, sent)
    return present
