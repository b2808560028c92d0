"""The table of the portal's methods by lower-case name, and the token's scopes that each needs."""

from collections.abc import Callable
from typing import Any

from sandbox.portal.engine.failures import PortalError, method_not_found
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL

from . import (
    activities,
    catalog,
    duplicates,
    items,
    legacy,
    merging,
    people,
    portal_info,
    prices,
    requisites,
    row_methods,
    stages,
    timeline,
    userfields,
)
from .calls import Call

Method = Callable[[Call], Any]

_ROWS: dict[str, Method] = {
    "crm.item.productrow.set": row_methods.row_set,
    "crm.item.productrow.list": row_methods.row_list,
    "crm.item.productrow.get": row_methods.row_get,
    "crm.item.productrow.add": row_methods.row_add,
    "crm.item.productrow.update": row_methods.row_update,
    "crm.item.productrow.delete": row_methods.row_delete,
    "crm.item.productrow.fields": row_methods.row_fields,
    "crm.item.productrow.getavailableforpayment": row_methods.available_for_payment,
    "crm.deal.productrows.get": row_methods.old_get,
    "crm.deal.productrows.set": row_methods.old_set,
}
_CRM: dict[str, Method] = {
    "crm.item.fields": items.item_fields,
    "crm.item.get": items.item_get,
    "crm.item.add": items.item_add,
    "crm.item.update": items.item_update,
    "crm.item.delete": items.item_delete,
    "crm.item.list": items.item_list,
    **legacy.methods("deal", DEAL),
    **legacy.methods("company", COMPANY),
    **legacy.methods("contact", CONTACT),
    "crm.deal.contact.items.get": legacy.contact_items_get,
    "crm.deal.contact.items.set": legacy.contact_items_set,
    "crm.deal.contact.add": legacy.contact_items_add,
    "crm.deal.contact.delete": legacy.contact_items_delete,
    "crm.company.contact.items.get": legacy.company_contacts_get,
    "crm.contact.company.items.get": legacy.contact_companies_get,
    "crm.contact.company.add": legacy.contact_companies_add,
    "crm.category.list": stages.category_list,
    "crm.category.get": stages.category_get,
    "crm.status.list": stages.status_list,
    "crm.stagehistory.list": stages.stage_history_list,
    "crm.duplicate.findbycomm": duplicates.find_by_comm,
    "crm.entity.mergebatch": merging.merge_batch,
    "crm.currency.list": portal_info.currency_list,
    "crm.externalchannel.connector.list": portal_info.external_connectors,
    "crm.activity.todo.add": activities.todo_add,
    "crm.activity.todo.updatedescription": activities.todo_update_description,
    "crm.activity.todo.updateresponsibleuser": activities.todo_update_responsible_user,
    "crm.activity.update": activities.update,
    "crm.activity.list": activities.listed,
    "crm.timeline.comment.add": timeline.comment_add,
    "crm.timeline.comment.get": timeline.comment_get,
    "crm.timeline.comment.list": timeline.comment_list,
    "crm.timeline.comment.update": timeline.comment_update,
    "crm.timeline.comment.delete": timeline.comment_delete,
    "crm.timeline.logmessage.add": timeline.log_message_add,
}
_PORTAL: dict[str, Method] = {
    "server.time": portal_info.server_time,
    "scope": portal_info.scope,
    "profile": people.profile,
    "user.current": people.user_current,
    "user.get": people.user_get,
    "feature.get": portal_info.feature_get,
    "app.info": portal_info.app_info,
    "im.notify": people.notify,
    "im.notify.system.add": people.notify,
    "im.notify.personal.add": people.notify,
}
_SCOPES = (
    ("crm.", {"crm"}),
    ("catalog.", {"catalog"}),
    ("user.", {"user", "user_basic", "user_brief"}),
    ("im.", {"im"}),
    ("userfieldconfig.", {"userfieldconfig"}),
)


_UNLISTED = ("crm.item.", "catalog.")
"""`methods` leaves controllers out; they work all the same."""


class Methods:
    """All methods of the simulated portal by lower-case name."""

    def __init__(self, more: dict[str, Method]) -> None:
        self._known: dict[str, Method] = {
            **_CRM,
            **_ROWS,
            **requisites.METHODS,
            **catalog.METHODS,
            **prices.METHODS,
            **userfields.METHODS,
            **_PORTAL,
            "methods": lambda _: sorted(name for name in self._known if not name.startswith(_UNLISTED)),
            "method.get": self._known_one,
            **more,
        }

    def _known_one(self, call: Call) -> dict[str, bool]:
        """Answer method.get: whether the portal has a method; knows those that `methods` leaves out."""
        known = str(call.value("name") or "").lower() in self._known
        return {"isExisting": known, "isAvailable": known}

    def find(self, name: str, *, unknown_status: int) -> Method:
        """Return the simulated portal's method of that lower-case name.

        Raises:
            PortalError: ERROR_METHOD_NOT_FOUND, with the status the switch says.
        """
        if name not in self._known:
            raise method_not_found(unknown_status)
        return self._known[name]


def check_scope(name: str, scopes: str) -> None:
    """Refuse a method of the simulated portal that the token's scopes do not cover.

    Raises:
        PortalError: insufficient_scope.
    """
    held = set(scopes.split(","))
    for stem, enough in _SCOPES:
        if name.startswith(stem) and not (enough & held):
            text = "The request requires higher privileges than provided by the webhook token"
            raise PortalError(403, "insufficient_scope", text)
