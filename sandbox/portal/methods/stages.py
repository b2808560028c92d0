"""The methods of pipelines, stages and stage history: crm.category.*, crm.status.list, crm.stagehistory.list."""

from typing import Any

from sandbox.portal.engine.failures import PortalError, item_not_found
from sandbox.portal.engine.fields import DEAL, SYSTEM_FIELDS
from sandbox.portal.engine.state import Record

from .calls import Call, Page
from .lists import Schema, compile_filter, keep, paged, select_rows, selected, sort_rows

_EXTRA = {None: "process", "S": "success", "F": "failure"}
_STATUS_TYPES = dict.fromkeys(
    ("ENTITY_ID", "STATUS_ID", "NAME", "NAME_INIT", "SYSTEM", "COLOR", "SEMANTICS"),
    "string",
) | {"ID": "integer", "SORT": "integer", "CATEGORY_ID": "integer"}
_HISTORY_TYPES = dict.fromkeys(("STAGE_SEMANTIC_ID", "STAGE_ID"), "string") | {
    "ID": "integer",
    "TYPE_ID": "integer",
    "OWNER_ID": "integer",
    "CATEGORY_ID": "integer",
    "CREATED_TIME": "datetime",
}


def category_list(call: Call) -> Page:
    """Answer crm.category.list: pipelines, the default one without its origin keys."""
    _deals_only(call)
    rows = sorted(call.portal.table("category"), key=lambda row: int(row["sort"]))
    return Page({"categories": [dict(row) for row in rows]}, len(rows))


def category_get(call: Call) -> dict[str, Any]:
    """Answer crm.category.get with one pipeline."""
    _deals_only(call)
    row = call.portal.table("category").get(call.number("id"))
    if row is None:
        raise item_not_found()
    return {"category": dict(row)}


def _deals_only(call: Call) -> None:
    kind = call.number("entityTypeId")
    if kind not in SYSTEM_FIELDS:
        raise PortalError(400, "NOT_FOUND", "Смарт-процесс не найден")
    if kind != DEAL:
        raise PortalError(400, "ENTITY_TYPE_NOT_SUPPORTED", "Entity type is not supported")


def status_list(call: Call) -> Page:
    """Answer crm.status.list: everything at once, unless the switch lets it page."""
    if not isinstance(call.value("filter", {}), dict | list):
        raise PortalError(400, "Invalid parameters.", "Переданы некорректные параметры.")
    schema = Schema(_STATUS_TYPES, id_field="ID")
    rows = select_rows(call, call.portal.table("status"), schema)
    if call.portal.switches.status_list_paging:
        shown, total, following = paged(call, rows, _show_status)
        return Page(shown, total, following)
    return Page([_show_status(row) for row in rows], len(rows))


def _show_status(row: Record) -> Record:
    shown = {key: None if value is None else str(value) for key, value in row.items()}
    code = row["STATUS_ID"].rpartition(":")[2]
    extra = "apology" if code == "APOLOGY" else _EXTRA[row["SEMANTICS"]]
    return shown | {"EXTRA": {"SEMANTICS": extra, "COLOR": row["COLOR"]}}


def stage_history_list(call: Call) -> Page:
    """Answer crm.stagehistory.list: when a deal entered which stage; no author is kept."""
    if call.number("entityTypeId") != 2:
        return Page({"items": []}, 0)
    schema = Schema(_HISTORY_TYPES, id_field="ID", offset_counts=_offset_counts(call))
    test = compile_filter(call.value("filter") or {}, schema)
    rows = sort_rows([row for row in _moves(call) if test(row)], call.value("order"), schema)
    names = selected(call)
    shown, total, following = paged(call, rows, lambda row: keep(dict(row), names))
    return Page({"items": shown}, total, following)


def _moves(call: Call) -> list[Record]:
    """Return the moves worth testing by crm.stagehistory.list: of the deals the filter names, else all."""
    moves, conditions = call.portal.moves, call.mapping("filter")
    for key in ("OWNER_ID", "=OWNER_ID", "@OWNER_ID"):
        wanted = conditions.get(key)
        if wanted:
            parts = wanted.values() if isinstance(wanted, dict) else wanted if isinstance(wanted, list) else [wanted]
            numbers = {int(str(part)) for part in parts if str(part).isdigit()}
            return [row for number in numbers for row in moves.get(number, [])]
    return [row for rows in moves.values() for row in rows]


def _offset_counts(call: Call) -> bool:
    return call.portal.switches.date_filter_offset == "honoured"
