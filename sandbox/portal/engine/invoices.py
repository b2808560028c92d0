"""Smart invoices of the portal: issued from a deal, by a person or by REST."""

from decimal import Decimal

from .failures import PortalError
from .fields import DEAL, INVOICE
from .state import Actor, Event, Portal, Record

NEW, PAID, WITHDRAWN = "DT31_1:N", "DT31_1:P", "DT31_1:D"
_EVENT = "ONCRMDYNAMICITEM{}_31"


def refuse_unseen(portal: Portal) -> None:
    """Refuse a caller who may not see smart invoices.

    Raises:
        PortalError: ACCESS_DENIED.
    """
    if not portal.switches.invoices_visible:
        raise PortalError(400, "ACCESS_DENIED", "Доступ запрещен")


def issue_invoice(portal: Portal, actor: Actor, values: Record) -> Record:
    """Store a smart invoice; what it does not name it takes from its deal, the sum too."""
    now = portal.now()
    deal = portal.items[DEAL].get(values.get("parentId2") or 0) or {}
    record: Record = dict.fromkeys(portal.fields_of(INVOICE)) | {"contactIds": [], "opportunity": Decimal(0)}
    record |= {"stageId": NEW, "categoryId": 1, "opened": "Y", "begindate": now.date(), "assignedById": actor.user_id}
    taken = ("companyId", "contactId", "opportunity", "currencyId", "assignedById")
    record |= {name: deal[name] for name in taken if name in deal}
    record |= {name: value for name, value in values.items() if value is not None}
    record |= {"createdTime": now, "updatedTime": now, "createdBy": actor.user_id, "updatedBy": actor.user_id}
    number = portal.items[INVOICE].add(record)
    record["accountNumber"] = record["accountNumber"] or str(number)
    record["title"] = record["title"] or f"Счёт #{number}"
    _tell(portal, actor, "ADD", number)
    return record


def change_invoice(portal: Portal, actor: Actor, record: Record, values: Record) -> bool:
    """Change a smart invoice; nothing is saved and no event raised when nothing differs."""
    before = dict(record)
    record.update(values)
    if record == before:
        return False
    record |= {"updatedTime": portal.now(), "updatedBy": actor.user_id}
    _tell(portal, actor, "UPDATE", record["id"])
    return True


def delete_invoice(portal: Portal, actor: Actor, record: Record) -> None:
    """Remove a smart invoice from the simulated portal."""
    del portal.items[INVOICE].rows[record["id"]]
    _tell(portal, actor, "DELETE", record["id"])


def _tell(portal: Portal, actor: Actor, verb: str, number: int) -> None:
    fields = {"ID": number, "ENTITY_TYPE_ID": INVOICE}
    portal.emit(Event(_EVENT.format(verb), fields, actor.user_id, actor.connector))
