"""The old methods `crm.deal.*`, `crm.company.*`, `crm.contact.*`: upper-case names, strings, no code in errors."""

from collections.abc import Callable
from typing import Any

from sandbox.portal.engine.deals import delete_deal
from sandbox.portal.engine.failures import legacy_not_found, unnamed
from sandbox.portal.engine.fields import CONTACT, DEAL, NAMES, Field
from sandbox.portal.engine.multifields import KINDS, read_old
from sandbox.portal.engine.multifields import show_old as show_multifields
from sandbox.portal.engine.parties import delete_party
from sandbox.portal.engine.stages import stages_of
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.values import is_yes, read_field, show_old

from .calls import Call, Page
from .items import change, create, schema_of, visible
from .lists import compile_filter, paged, selected, sort_rows

_DICTIONARIES = {
    "stageId": "DEAL_STAGE",
    "sourceId": "SOURCE",
    "industry": "INDUSTRY",
    "employees": "EMPLOYEES",
    "honorific": "HONORIFIC",
}
_HIDDEN = {"contactIds", "companyIds", "searchContent", "fullName"}


def _find(call: Call, kind: int) -> Record:
    if call.value("id") in (None, ""):
        raise unnamed("ID is not defined or invalid.")
    record = call.portal.items[kind].get(call.number("id"))
    if record is None:
        raise legacy_not_found()
    return record


def _sent(call: Call) -> Record:
    if not isinstance(call.value("fields"), dict | list):
        raise unnamed("Parameter 'fields' must be array.")
    return call.fields()


def _by_upper(portal: Portal, kind: int) -> dict[str, Field]:
    return {one.upper: one for one in portal.fields_of(kind).values() if not one.disabled}


def _read(portal: Portal, kind: int, sent: Record, present: Record | None) -> Record:
    known = _by_upper(portal, kind)
    values: Record = {}
    for name, raw in sent.items():
        one = known.get(str(name).upper())
        if one is not None and not one.read_only:
            values[one.name] = read_field(one, raw)
    if kind != DEAL and any(name in sent for name in KINDS):
        values["fm"] = read_old(portal, present["fm"] if present else [], sent)
    return values


def show(portal: Portal, kind: int, record: Record) -> Record:
    """Write a deal, company or contact in the form of the old methods."""
    made = {
        one.upper: show_old(one, record.get(one.name))
        for one in _by_upper(portal, kind).values()
        if one.name not in _HIDDEN
    }
    if kind != DEAL:
        made |= show_multifields(record["fm"])
    return made


def _get(kind: int) -> Callable[[Call], Any]:
    return lambda call: show(call.portal, kind, _find(call, kind))


def _add(kind: int) -> Callable[[Call], int]:
    def add(call: Call) -> int:
        values = _read(call.portal, kind, _sent(call), None)
        if kind == DEAL:
            _own_stage(call.portal, values, values.get("categoryId") or 0)
        return int(create(call.portal, call.actor, kind, values)["id"])

    return add


def _own_stage(portal: Portal, values: Record, category: int) -> None:
    """Drop the sent stage of another pipeline from a deal: the old methods neither take nor refuse it."""
    if values.get("stageId") not in stages_of(portal, category):
        values.pop("stageId", None)


def _update(kind: int) -> Callable[[Call], bool]:
    def update(call: Call) -> bool:
        record = _find(call, kind)
        values = _read(call.portal, kind, _sent(call), record)
        if kind == DEAL:
            values.pop("categoryId", None)
            _own_stage(call.portal, values, record["categoryId"])
            if values.get("companyId", 1) is None:
                values["companyId"] = 0  # cleared, which reads differently from never set
        change(call.portal, call.actor, kind, record, values)
        return True

    return update


def _delete(kind: int) -> Callable[[Call], bool]:
    def delete(call: Call) -> bool:
        record = _find(call, kind)
        if kind == DEAL:
            delete_deal(call.portal, call.actor, record)
        else:
            delete_party(call.portal, call.actor, kind, record)
        return True

    return delete


def _list(kind: int) -> Callable[[Call], Page]:
    def rows(call: Call) -> Page:
        schema = schema_of(call.portal, kind, old=True)
        if not isinstance(call.value("filter", {}), dict | list):
            raise unnamed("Parameter 'filter' must be array.")
        conditions = call.mapping("filter")
        if kind == CONTACT:  # nested groups are not understood here, and silently so
            conditions = {key: value for key, value in conditions.items() if not str(key).isdigit()}
        test = compile_filter(conditions, schema)
        found = [row for row in visible(call, kind, "ID") if test(row)]
        pick = _selection(call, kind)
        shown, total, following = paged(call, sort_rows(found, call.value("order"), schema), pick)
        return Page(shown, total, following)

    return rows


def _selection(call: Call, kind: int) -> Callable[[Record], Record]:
    """Return what a row of an old list method shows: `*` means system fields, `UF_*` user fields, ID always comes."""
    names = selected(call)
    raw = call.value("select") or []
    wildcard = "UF_*" in (raw.values() if isinstance(raw, dict) else raw)

    def pick(record: Record) -> Record:
        whole = show(call.portal, kind, record)
        if names is None or names == ["UF_*"]:
            hidden = () if wildcard else ("UF_",)
            return {key: value for key, value in whole.items() if not key.startswith(hidden) and key not in KINDS}
        wanted = {"ID", *names}
        return {key: value for key, value in whole.items() if key in wanted or (wildcard and key.startswith("UF_"))}

    return pick


def _fields(kind: int) -> Callable[[Call], Record]:
    def fields(call: Call) -> Record:
        return {
            one.upper: {
                "type": one.type,
                "isRequired": False,
                "isReadOnly": one.read_only,
                "isImmutable": False,
                "isMultiple": one.multiple,
                "isDynamic": one.dynamic,
                "title": one.title or one.upper,
                **_dictionary(kind, one),
            }
            for one in _by_upper(call.portal, kind).values()
            if one.name not in _HIDDEN or (kind == DEAL and one.name == "contactIds")
        }

    return fields


def _dictionary(kind: int, one: Field) -> Record:
    """Name the directory that a field of statuses takes its values from, for the old `….fields`."""
    if one.type != "crm_status":
        return {}
    return {"statusType": _DICTIONARIES.get(one.name) or f"{NAMES[kind]}_TYPE"}


def contact_items_get(call: Call) -> list[Record]:
    """Answer crm.deal.contact.items.get: contacts of a deal in their order, the first one primary."""
    deal = _find(call, DEAL)
    return [
        {"CONTACT_ID": number, "SORT": place * 10, "ROLE_ID": 0, "IS_PRIMARY": "Y" if place == 1 else "N"}
        for place, number in enumerate(deal["contactIds"], start=1)
    ]


def contact_items_set(call: Call) -> bool:
    """Answer crm.deal.contact.items.set: replaces the set; a row marked as primary comes first."""
    deal = _find(call, DEAL)
    rows = call.value("items") or []
    rows = list(rows.values()) if isinstance(rows, dict) else rows
    ranked = sorted(rows, key=lambda row: (not is_yes(row.get("IS_PRIMARY", "N")), int(row.get("SORT") or 0)))
    change(call.portal, call.actor, DEAL, deal, {"contactIds": [int(row["CONTACT_ID"]) for row in ranked]})
    return True


def contact_items_add(call: Call) -> bool:
    """Answer crm.deal.contact.add: one more contact of a deal."""
    deal = _find(call, DEAL)
    number = int(call.fields()["CONTACT_ID"])
    if number in deal["contactIds"]:
        return False
    return change(call.portal, call.actor, DEAL, deal, {"contactIds": [*deal["contactIds"], number]})


def contact_items_delete(call: Call) -> bool:
    """Answer crm.deal.contact.delete: one contact of a deal less."""
    deal = _find(call, DEAL)
    left = [number for number in deal["contactIds"] if number != int(call.fields()["CONTACT_ID"])]
    return change(call.portal, call.actor, DEAL, deal, {"contactIds": left})


def company_contacts_get(call: Call) -> list[Record]:
    """Answer crm.company.contact.items.get: the contacts of a company."""
    numbers = call.portal.contacts_of(call.number("id"))
    return [{"CONTACT_ID": one, "SORT": place * 10, "IS_PRIMARY": "N"} for place, one in enumerate(numbers, 1)]


def contact_companies_get(call: Call) -> list[Record]:
    """Answer crm.contact.company.items.get: the companies of a contact."""
    numbers = _find(call, CONTACT)["companyIds"]
    return [
        {"COMPANY_ID": one, "SORT": place * 10, "IS_PRIMARY": "Y" if place == 1 else "N"}
        for place, one in enumerate(numbers, 1)
    ]


def contact_companies_add(call: Call) -> bool:
    """Answer crm.contact.company.add: one more company of a contact."""
    contact = _find(call, CONTACT)
    number = int(call.fields()["COMPANY_ID"])
    if number in contact["companyIds"]:
        return False
    return change(call.portal, call.actor, CONTACT, contact, {"companyIds": [*contact["companyIds"], number]})


def methods(word: str, kind: int) -> dict[str, Callable[[Call], Any]]:
    """Return the six old methods of deals, companies or contacts, by name."""
    makers = {"get": _get, "add": _add, "update": _update, "delete": _delete, "list": _list, "fields": _fields}
    return {f"crm.{word}.{verb}": make(kind) for verb, make in makers.items()}
