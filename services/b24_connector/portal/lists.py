"""The portal's list methods that answer for many parents at once, their rows, and a record read by its id.

Children are always asked by the ids of their parents and checked against them: an empty reference may answer
everybody's requisites.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.b24_connector.portal.client import Portal
from services.b24_connector.portal.errors import PortalHidden, PortalMissing, PortalRefusal, is_denied
from services.b24_connector.portal.slots import Gathered, Params, PortalAnswer, Row
from services.b24_connector.vocabulary.requisites import FIELDS as REQUISITE_FIELDS

DEAL, CONTACT, COMPANY, REQUISITE, INVOICE = 2, 3, 4, 8, 31
_NAMES = {DEAL: "сделка", CONTACT: "контакт", COMPANY: "компания"}


def rows_at(key: str) -> Callable[[Any], Sequence[Row]]:
    """Return a function that takes a list's rows from under a key; each portal method has its own."""
    return lambda result: PortalAnswer(result).rows_at(key)


def plain_rows(result: Any) -> Sequence[Row]:
    """Return the rows of a portal list whose result is the list itself."""
    return PortalAnswer(result).rows


def items_by_id(kind: int, select: Sequence[str]) -> Gathered:
    """Describe the portal's list of records by id (`crm.item.list`); phones and e-mails come only with `*`."""

    def params(ids: Sequence[str]) -> Params:
        return {"entityTypeId": kind, "filter": {"@id": list(ids)}, "select": list(select), "order": {"id": "ASC"}}

    return Gathered("crm.item.list", params, rows_at("items"), lambda row: str(row.get("id")))


async def read_by_id(portal: Portal, listed: Gathered, kind: int, number: str) -> Row | None:
    """Return a portal record's own fields (`crm.item`); None when the portal says by id that it does not exist.

    Lists leave out what the webhook's user may not read, so that one missing there is asked by id before it counts as
    deleted: else a deal would lose its client, and a client be made twice.

    Raises:
        PortalHidden: it is there, and the webhook's user may not read it.
    """
    rows = await portal.gather(listed, number)
    if rows:
        return rows[0]
    try:
        return (await portal.call("crm.item.get", {"entityTypeId": kind, "id": number})).item
    except PortalMissing:
        return None
    except PortalRefusal as refusal:
        if is_denied(refusal.fault):
            raise PortalHidden(refusal.fault, f"{_NAMES[kind]} {number}") from refusal
        raise


def requisites_of(kind: int) -> Gathered:
    """Describe the portal's list of requisites of companies or contacts; a company may have several."""

    def params(ids: Sequence[str]) -> Params:
        return {
            "filter": {"ENTITY_TYPE_ID": kind, "@ENTITY_ID": list(ids)},
            "select": list(REQUISITE_FIELDS),
            "order": {"ID": "ASC"},
        }

    def parent(row: Row) -> str:
        return str(row.get("ENTITY_ID")) if str(row.get("ENTITY_TYPE_ID")) == str(kind) else ""

    return Gathered("crm.requisite.list", params, plain_rows, parent, per=25)


def _upper_list(method: str, fixed: Mapping[str, Any], parent: str, select: Sequence[str], per: int) -> Gathered:
    def params(ids: Sequence[str]) -> Params:
        wanted = {"filter": {**fixed, f"@{parent}": list(ids)}, "order": {parent: "ASC"}}
        return wanted | ({"select": list(select)} if select else {})

    return Gathered(method, params, plain_rows, lambda row: str(row.get(parent)), per=per)


LINKS = _upper_list("crm.requisite.link.list", {"ENTITY_TYPE_ID": DEAL}, "ENTITY_ID", (), 50)


def _invoices_of_deals(ids: Sequence[str]) -> Params:
    select = ["id", "parentId2", "accountNumber", "begindate", "opportunity", "currencyId", "stageId"]
    return {"entityTypeId": INVOICE, "filter": {"@parentId2": list(ids)}, "select": select, "order": {"id": "ASC"}}


INVOICES = Gathered("crm.item.list", _invoices_of_deals, rows_at("items"), lambda row: str(row.get("parentId2")))


def _prices_of_products(ids: Sequence[str]) -> Params:
    select = ["id", "productId", "catalogGroupId", "price", "currency"]
    return {"filter": {"productId": list(ids)}, "select": select, "order": {"id": "ASC"}}


PRICES = Gathered("catalog.price.list", _prices_of_products, rows_at("prices"), lambda row: str(row.get("productId")))


def _users(ids: Sequence[str]) -> Params:
    return {"FILTER": {"ID": list(ids)}}


USERS = Gathered("user.get", _users, plain_rows, lambda row: str(row.get("ID")))
