"""Pipelines, stages and the history of moves."""

from typing import Any

from .calls import Call, Page
from .failures import PortalError, item_not_found, wrong_field
from .fields import DEAL, SYSTEM_FIELDS
from .lists import Schema, compile_filter, keep, paged, select_rows, selected, sort_rows
from .pipelines import Pipeline
from .state import Portal, Record

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


def add_pipeline(portal: Portal, pipeline: Pipeline) -> None:
    """Make a pipeline with its stages; all but the default one carry a prefix in their codes."""
    number = pipeline.number
    row: Record = {
        "name": pipeline.name,
        "sort": pipeline.sort,
        "entityTypeId": 2,
        "isDefault": "Y" if number == 0 else "N",
    }
    if number:
        row |= {"originId": "", "originatorId": ""}
    portal.table("category").put(number, row)
    prefix = f"C{number}:" if number else ""
    for place, stage in enumerate(pipeline.stages, start=1):
        status: Record = {
            "ENTITY_ID": f"DEAL_STAGE_{number}" if number else "DEAL_STAGE",
            "STATUS_ID": prefix + stage.code,
            "NAME": stage.name,
            "NAME_INIT": stage.name,
            "SORT": place * 10,
            "SYSTEM": "Y" if stage.code in {"NEW", "WON", "LOSE"} else "N",
            "CATEGORY_ID": number or None,
            "COLOR": stage.color,
            "SEMANTICS": stage.semantics,
        }
        portal.table("status").add(status, "ID")


def stages_of(portal: Portal, category: int) -> dict[str, Record]:
    """Return a pipeline's stages by code, in their order.

    Raises:
        PortalError: there is no such pipeline.
    """
    if portal.table("category").get(category) is None:
        raise wrong_field(f"Воронка {category} не найдена")
    entity = f"DEAL_STAGE_{category}" if category else "DEAL_STAGE"
    rows = [row for row in portal.table("status") if row["ENTITY_ID"] == entity]
    return {row["STATUS_ID"]: row for row in sorted(rows, key=lambda row: int(row["SORT"]))}


def semantics(stage: Record) -> str:
    """Return P, S or F."""
    return stage["SEMANTICS"] or "P"


def record_move(portal: Portal, deal: Record, kind: int) -> None:
    """Add a row of stage history: 1 created, 2 moved, 3 final, 5 another pipeline."""
    move: Record = {
        "ID": portal.next_move,
        "TYPE_ID": kind,
        "OWNER_ID": deal["id"],
        "CREATED_TIME": portal.now(),
        "CATEGORY_ID": deal["categoryId"],
        "STAGE_SEMANTIC_ID": deal["stageSemanticId"],
        "STAGE_ID": deal["stageId"],
    }
    portal.next_move += 1
    portal.moves.setdefault(deal["id"], []).append(move)


def category_list(call: Call) -> Page:
    """crm.category.list: pipelines, the default one without its origin keys."""
    _deals_only(call)
    rows = sorted(call.portal.table("category"), key=lambda row: int(row["sort"]))
    return Page({"categories": [dict(row) for row in rows]}, len(rows))


def category_get(call: Call) -> dict[str, Any]:
    """crm.category.get."""
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
    """crm.status.list: everything at once, unless the switch lets it page."""
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
    """crm.stagehistory.list: when a deal entered which stage; no author is kept."""
    if call.number("entityTypeId") != 2:
        return Page({"items": []}, 0)
    schema = Schema(_HISTORY_TYPES, id_field="ID", offset_counts=_offset_counts(call))
    test = compile_filter(call.value("filter") or {}, schema)
    rows = sort_rows([row for row in _moves(call) if test(row)], call.value("order"), schema)
    names = selected(call)
    shown, total, following = paged(call, rows, lambda row: keep(dict(row), names))
    return Page({"items": shown}, total, following)


def _moves(call: Call) -> list[Record]:
    """Return the rows worth testing: of the deals the filter names, else all."""
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
