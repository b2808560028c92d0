"""Activities, to-dos («дела») of a deal: made, described anew, handed over, listed and completed."""

from sandbox.portal.engine.deals import comment_deal
from sandbox.portal.engine.failures import PortalError, legacy_not_found, required
from sandbox.portal.engine.fields import DEAL
from sandbox.portal.engine.state import Record
from sandbox.portal.engine.values import flag, strings

from .calls import Call, Page
from .lists import Schema, list_page

PROVIDER = "CRM_TODO"
_COLUMNS = ("ID", "OWNER_TYPE_ID", "OWNER_ID", "PROVIDER_ID", "SUBJECT", "DESCRIPTION", "RESPONSIBLE_ID", "COMPLETED")
_SCHEMA = Schema(
    dict.fromkeys(("ID", "OWNER_TYPE_ID", "OWNER_ID", "RESPONSIBLE_ID"), "integer")
    | dict.fromkeys(("PROVIDER_ID", "SUBJECT", "DESCRIPTION", "COMPLETED"), "string"),
    id_field="ID",
)


def todo_add(call: Call) -> Record:
    """Answer crm.activity.todo.add: for a deal; without `responsibleId` it is the caller's own."""
    if not call.value("deadline"):
        raise required("deadline")
    deal = _deal(call)
    responsible = call.value("responsibleId")
    record: Record = {
        "OWNER_TYPE_ID": DEAL,
        "OWNER_ID": deal["id"],
        "PROVIDER_ID": PROVIDER,
        "SUBJECT": str(call.value("title") or ""),
        "DESCRIPTION": str(call.value("description") or ""),
        "RESPONSIBLE_ID": call.number("responsibleId") if responsible else call.caller.user_id,
        "COMPLETED": "N",
    }
    number = call.portal.table("activity").add(record, "ID")
    comment_deal(call.portal, deal, call.caller.user_id)
    return {"id": number}


def todo_update_description(call: Call) -> Record:
    """Answer crm.activity.todo.updateDescription: takes the new text as `value`; a completed one is refused."""
    _deal(call)
    record = _find(call)
    if record["COMPLETED"] == "Y":
        raise PortalError(400, "CAN_NOT_UPDATE_COMPLETED_TODO", "Закрытое дело нельзя изменить")
    record["DESCRIPTION"] = str(call.value("value") or "")
    return {"id": record["ID"]}


def todo_update_responsible_user(call: Call) -> Record:
    """Answer crm.activity.todo.updateResponsibleUser: another person's from now on; a completed one is refused."""
    _deal(call)
    record = _find(call)
    if record["COMPLETED"] == "Y":
        code = "CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO"
        raise PortalError(400, code, "Нельзя изменить ответственного в закрытом деле")
    if not call.value("responsibleId"):
        raise required("responsibleId")
    record["RESPONSIBLE_ID"] = call.number("responsibleId")
    return {"id": record["ID"]}


def update(call: Call) -> bool:
    """Answer crm.activity.update; nothing but `COMPLETED` of it is played."""
    record = _find(call)
    if "COMPLETED" in (fields := call.fields()):
        record["COMPLETED"] = flag(fields["COMPLETED"])
    return True


def listed(call: Call) -> Page:
    """Answer crm.activity.list: the to-dos of a deal."""
    return list_page(call, call.portal.table("activity"), _SCHEMA, lambda row: strings(row, _COLUMNS))


def _deal(call: Call) -> Record:
    if call.number("ownerTypeId") != DEAL:
        raise PortalError(400, "", "Entity type is not supported")
    deal = call.portal.items[DEAL].get(call.number("ownerId"))
    if deal is None:
        raise legacy_not_found()
    return deal


def _find(call: Call) -> Record:
    record = call.portal.table("activity").get(call.number("id"))
    if record is None:
        raise legacy_not_found()
    return record
