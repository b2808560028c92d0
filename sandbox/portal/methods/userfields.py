"""User fields of deals, contacts and companies, by the methods crm.….userfield.* and userfieldconfig.*."""

from collections.abc import Callable
from typing import Any

from sandbox.portal.engine.failures import PortalError, legacy_not_found, required, unnamed
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL, NAMES
from sandbox.portal.engine.state import Event, Portal, Record
from sandbox.portal.engine.values import flag

from .calls import Call, Page
from .field_choices import change_choices, make_choices, shown_choices, uncoded
from .lists import Schema, list_page, paged, select_rows

TYPES = {
    "string",
    "integer",
    "double",
    "boolean",
    "date",
    "datetime",
    "money",
    "url",
    "address",
    "enumeration",
    "file",
    "employee",
    "crm_status",
    "iblock_section",
    "iblock_element",
    "crm",
}
_FLAGS = {"showInList": "Y", "editInList": "Y", "isSearchable": "N"}
_LABELS = ("listColumnLabel", "listFilterLabel", "errorMessage", "helpMessage")
"""What `userfieldconfig.add` takes beside the rest, with what it keeps when nobody says; shown, and without effect."""
_KINDS = {f"CRM_{name}": kind for kind, name in NAMES.items()}
_COLUMNS = ("FIELD_NAME", "USER_TYPE_ID", "XML_ID", "MULTIPLE", "MANDATORY", "SHOW_FILTER", "SORT", "ENTITY_ID")
_SCHEMA = Schema(
    dict.fromkeys(_COLUMNS, "string") | {"ID": "integer"},
    id_field="ID",
    source={
        "ID": "id",
        "FIELD_NAME": "fieldName",
        "USER_TYPE_ID": "userTypeId",
        "XML_ID": "xmlId",
        "MULTIPLE": "multiple",
        "MANDATORY": "mandatory",
        "ENTITY_ID": "entityId",
        "SORT": "sort",
        "SHOW_FILTER": "showFilter",
    },
)


def add_field(portal: Portal, user_id: int, kind: int, sent: Record) -> Record:
    """Make a user field of the simulated portal; the prefix UF_CRM_ is added when it lacks.

    Args:
        portal: where.
        user_id: who.
        kind: entity type.
        sent: upper-case keys, as in `crm.deal.userfield.add`.

    Raises:
        PortalError: no name, an unknown type, a name too long or taken.
    """
    name = str(sent.get("FIELD_NAME") or "").upper()
    if not name:
        raise required("FIELD_NAME")
    name = name if name.startswith("UF_CRM_") else f"UF_CRM_{name}"
    if len(name) > 50:
        raise PortalError(400, "ERROR_CORE", "Название поля слишком длинное, допустимо 50 символов")
    if not sent.get("USER_TYPE_ID"):
        raise unnamed("The 'USER_TYPE_ID' field is not found.")
    if sent.get("USER_TYPE_ID") not in TYPES:
        raise PortalError(400, "ERROR_CORE", f"Неизвестный тип поля {sent.get('USER_TYPE_ID')}")
    table = portal.table("userfield")
    if any(row["kind"] == kind and row["fieldName"] == name for row in table):
        raise PortalError(400, "ERROR_CORE", f"Поле {name} уже существует")
    label = sent.get("LABEL") or sent.get("EDIT_FORM_LABEL") or name
    record: Record = {
        "kind": kind,
        "entityId": f"CRM_{NAMES[kind]}",
        "fieldName": name,
        "userTypeId": sent["USER_TYPE_ID"],
        "label": next(iter(label.values()), name) if isinstance(label, dict) else str(label),
        "xmlId": sent.get("XML_ID") or None,
        "multiple": flag(sent.get("MULTIPLE", "N")),
        "mandatory": flag(sent.get("MANDATORY", "N")),
        "showFilter": flag(sent.get("SHOW_FILTER", "N")),
        "sort": int(sent.get("SORT") or 100),
        "settings": sent.get("SETTINGS") or {},
        "list": make_choices(portal, sent.get("LIST")),
    }
    number = table.add(record)
    _spread(portal, kind)
    event = Event(f"ONCRM{NAMES[kind]}USERFIELDADD", {"ID": number, "FIELD_NAME": name}, user_id)
    portal.emit(event)
    return record


def _spread(portal: Portal, kind: int) -> None:
    """Give the records that exist a new user field, empty."""
    portal.fields_cache.pop(kind, None)
    for name, one in portal.fields_of(kind).items():
        if one.dynamic:
            for record in portal.items[kind]:
                record.setdefault(name, [] if one.multiple else None)


def change_field(portal: Portal, record: Record, sent: Record) -> None:
    """Change a user field: label, flags, and the list of an enumeration (entries with ID change, others add).

    Raises:
        PortalError: two values of the list would have one `XML_ID`.
    """
    changed = change_choices(portal, record["list"], sent.get("LIST"))
    names = {"XML_ID": "xmlId", "MANDATORY": "mandatory", "SETTINGS": "settings", "LABEL": "label"}
    record |= {names[key]: value for key, value in sent.items() if key in names}
    record["list"] = changed
    portal.fields_cache.pop(record["kind"], None)


def _remove(portal: Portal, record: Record) -> None:
    one = next(one for one in portal.fields_of(record["kind"]).values() if one.upper == record["fieldName"])
    for row in portal.items[record["kind"]]:
        row.pop(one.name, None)
    del portal.table("userfield").rows[record["id"]]
    portal.fields_cache.pop(record["kind"], None)


def _show_old(portal: Portal, record: Record) -> Record:
    made: Record = {
        "ID": str(record["id"]),
        "ENTITY_ID": record["entityId"],
        "FIELD_NAME": record["fieldName"],
        "USER_TYPE_ID": record["userTypeId"],
        "XML_ID": record["xmlId"],
        "SORT": str(record["sort"]),
        "MULTIPLE": record["multiple"],
        "MANDATORY": record["mandatory"],
        "SHOW_FILTER": "E" if record["showFilter"] == "Y" else "N",
        "SHOW_IN_LIST": "Y",
        "EDIT_IN_LIST": "Y",
        "IS_SEARCHABLE": "N",
        "SETTINGS": record["settings"],
        "EDIT_FORM_LABEL": {"ru": record["label"]},
    }
    if record["userTypeId"] == "enumeration":
        made["LIST"] = shown_choices(portal, record["list"])
    return made


def _listed(portal: Portal, record: Record, *, labelled: bool) -> Record:
    """Show a user field in a row of `….userfield.list`: labels only for the language asked for, as plain texts."""
    made = _show_old(portal, record)
    del made["EDIT_FORM_LABEL"]
    names = ("EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL")
    return made | (dict.fromkeys(names, record["label"]) if labelled else {})


def _show_new(record: Record) -> Record:
    made: Record = {
        "id": str(record["id"]),
        "entityId": record["entityId"],
        "fieldName": record["fieldName"],
        "userTypeId": record["userTypeId"],
        "xmlId": record["xmlId"],
        "sort": str(record["sort"]),
        "multiple": record["multiple"],
        "mandatory": record["mandatory"],
        "showFilter": record["showFilter"],
        "settings": record["settings"],
        "languageId": {"ru": "ru"},
        **_FLAGS,
        **{name: {"ru": record["label"]} for name in _LABELS},
        **record.get("told", {}),
        "editFormLabel": {"ru": record["label"]},
    }
    if record["userTypeId"] == "enumeration":
        lower = {"ID": "id", "VALUE": "value", "XML_ID": "xmlId", "SORT": "sort", "DEF": "def"}
        made["enum"] = [{lower[key]: str(value) for key, value in one.items()} for one in record["list"]]
    return made


def _old_methods(kind: int) -> dict[str, Callable[[Call], Any]]:
    def find(call: Call) -> Record:
        record = call.portal.table("userfield").get(call.number("id"))
        if record is None or record["kind"] != kind:
            raise legacy_not_found()
        return record

    def add(call: Call) -> int:
        sent = call.fields()
        if call.portal.switches.list_codes != "kept":
            sent = sent | {"LIST": uncoded(sent.get("LIST"))}
        return int(add_field(call.portal, call.caller.user_id, kind, sent)["id"])

    def rows(call: Call) -> Page:
        own = [row for row in call.portal.table("userfield") if row["kind"] == kind]
        language = call.mapping("filter").get("LANG")
        return list_page(call, own, _SCHEMA, lambda row: _listed(call.portal, row, labelled=bool(language)))

    def update(call: Call) -> bool:
        change_field(call.portal, find(call), call.fields())
        return True

    def delete(call: Call) -> bool:
        _remove(call.portal, find(call))
        return True

    stem = f"crm.{NAMES[kind].lower()}.userfield"
    return {
        f"{stem}.add": add,
        f"{stem}.list": rows,
        f"{stem}.get": lambda call: _show_old(call.portal, find(call)),
        f"{stem}.update": update,
        f"{stem}.delete": delete,
    }


def config_add(call: Call) -> Record:
    """Answer userfieldconfig.add: as the old method, with camel-case keys; ids come back as strings."""
    sent = call.mapping("field")
    kind = _KINDS.get(str(sent.get("entityId")))
    if call.value("moduleId") != "crm" or kind is None:
        raise required("entityId")
    label = sent.get("editFormLabel")
    made = add_field(
        call.portal,
        call.caller.user_id,
        kind,
        {
            "FIELD_NAME": sent.get("fieldName"),
            "USER_TYPE_ID": sent.get("userTypeId"),
            "XML_ID": sent.get("xmlId"),
            "SORT": sent.get("sort"),
            "SHOW_FILTER": sent.get("showFilter", "N"),
            "MULTIPLE": sent.get("multiple", "N"),
            "MANDATORY": sent.get("mandatory", "N"),
            "SETTINGS": sent.get("settings"),
            "LABEL": label,
            "LIST": sent.get("enum"),
        },
    )
    made["told"] = {name: sent[name] for name in (*_FLAGS, *_LABELS) if name in sent}
    return {"field": _show_new(made)}


def config_list(call: Call) -> Page:
    """Answer userfieldconfig.list with the user fields of an entity type."""
    types = {"id": "integer", "entityId": "string", "fieldName": "string", "userTypeId": "string", "xmlId": "string"}
    rows = select_rows(call, list(call.portal.table("userfield")), Schema(types))
    shown, total, following = paged(call, rows, _show_new)
    return Page({"fields": shown}, total, following)


def config_get(call: Call) -> Record:
    """Answer userfieldconfig.get with one user field."""
    record = call.portal.table("userfield").get(call.number("id"))
    if record is None:
        raise PortalError(400, "NOT_FOUND", "Поле не найдено")
    return {"field": _show_new(record)}


METHODS: dict[str, Callable[[Call], Any]] = {
    **_old_methods(DEAL),
    **_old_methods(CONTACT),
    **_old_methods(COMPANY),
    "userfieldconfig.add": config_add,
    "userfieldconfig.list": config_list,
    "userfieldconfig.get": config_get,
}
