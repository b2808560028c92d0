"""Comments and log messages in the timeline of a deal: crm.timeline.comment.*, crm.timeline.logmessage.add."""

from typing import Any

from sandbox.portal.engine.deals import comment_deal
from sandbox.portal.engine.failures import PortalError, required
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.state import Event, Portal, Record
from sandbox.portal.engine.values import strings

from .calls import Call, Page
from .lists import Schema, keep, paged, select_rows, selected

_OWNERS = {"deal": DEAL, "company": COMPANY, "contact": CONTACT}
_COLUMNS = ("ID", "ENTITY_ID", "ENTITY_TYPE", "CREATED", "AUTHOR_ID", "COMMENT")
_SCHEMA = Schema(
    dict.fromkeys(("ID", "ENTITY_ID", "AUTHOR_ID"), "integer")
    | {"ENTITY_TYPE": "string", "COMMENT": "string", "CREATED": "datetime"},
    id_field="ID",
)


def comment_add(call: Call) -> int:
    """Answer crm.timeline.comment.add, which takes lower-case `fields` only."""
    fields = call.params.get("fields")
    if not isinstance(fields, dict):
        raise required("fields")
    if not fields.get("COMMENT"):
        raise PortalError(400, "", "Required field is missing: COMMENT")
    kind = str(fields.get("ENTITY_TYPE") or "").lower()
    number = _owner(call.portal, kind, fields.get("ENTITY_ID"))
    return write_comment(call.portal, call.caller.user_id, kind, number, str(fields["COMMENT"]))


def write_comment(portal: Portal, user_id: int, kind: str, number: int, text: str) -> int:
    """Store a timeline comment under a deal, company or contact."""
    record: Record = {"ENTITY_ID": number, "ENTITY_TYPE": kind, "COMMENT": text, "AUTHOR_ID": user_id}
    record["CREATED"] = portal.now()
    made = portal.table("comment").add(record, "ID")
    if kind == "deal":
        comment_deal(portal, portal.items[DEAL].rows[number], user_id)
    portal.emit(Event("ONCRMTIMELINECOMMENTADD", {"ID": made}, user_id))
    return made


def _owner(portal: Portal, kind: str, number: Any) -> int:
    if kind not in _OWNERS:
        raise PortalError(400, "", "Entity type is not supported")
    if not str(number or "").isdigit() or portal.items[_OWNERS[kind]].get(int(number)) is None:
        raise PortalError(400, "", "Entity not found")
    return int(number)


def _find(call: Call) -> Record:
    record = call.portal.table("comment").get(call.number("id"))
    if record is None:
        raise PortalError(400, "", "Not found")
    return record


def comment_get(call: Call) -> Record:
    """Answer crm.timeline.comment.get with one comment."""
    return strings(_find(call), _COLUMNS)


def comment_update(call: Call) -> bool:
    """Answer crm.timeline.comment.update: the new text of a comment."""
    _find(call)["COMMENT"] = str(call.fields().get("COMMENT") or "")
    return True


def comment_delete(call: Call) -> bool:
    """Answer crm.timeline.comment.delete: one comment less."""
    del call.portal.table("comment").rows[_find(call)["ID"]]
    return True


def comment_list(call: Call) -> Page:
    """Answer crm.timeline.comment.list, which needs both keys of the owner in the filter."""
    conditions = {str(key).lstrip("=") for key in call.mapping("filter")}
    if not {"ENTITY_ID", "ENTITY_TYPE"} <= conditions:
        raise PortalError(400, "", "Required filter fields: ENTITY_ID, ENTITY_TYPE")
    names = selected(call)
    rows = select_rows(call, call.portal.table("comment"), _SCHEMA)
    shown, total, following = paged(call, rows, lambda row: keep(strings(row, _COLUMNS), names))
    return Page(shown, total, following)


def log_message_add(call: Call) -> Record:
    """Answer crm.timeline.logmessage.add: a technical record with less noise."""
    fields = call.fields()
    for name in ("entityTypeId", "entityId", "title", "text", "iconCode"):
        if not fields.get(name):
            raise required(name)
    kind = {value: key for key, value in _OWNERS.items()}.get(int(fields["entityTypeId"]), "")
    number = _owner(call.portal, kind, fields["entityId"])
    record: Record = {name: str(fields[name]) for name in ("title", "text", "iconCode")}
    record |= {"created": call.portal.now(), "authorId": call.caller.user_id}
    made = call.portal.table("logmessage").add(record)
    record["owner"] = (kind, number)
    if kind == "deal":
        comment_deal(call.portal, call.portal.items[DEAL].rows[number], call.caller.user_id)
    shown = {name: value for name, value in record.items() if name != "owner"}
    return {"logMessage": shown | {"id": made}}
