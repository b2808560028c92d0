"""The universal methods `crm.item.*` for deals, contacts, companies and smart invoices."""

import time
from collections.abc import Collection
from typing import Any

from sandbox.portal.engine.deals import create_deal, delete_deal, update_deal
from sandbox.portal.engine.failures import PortalError, item_not_found
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL, INVOICE, SYSTEM_FIELDS, TITLES, Field
from sandbox.portal.engine.invoices import change_invoice, delete_invoice, issue_invoice, refuse_unseen
from sandbox.portal.engine.multifields import flat, read_new
from sandbox.portal.engine.parties import create_party, delete_party, update_party
from sandbox.portal.engine.rights import readable, refuse_unreadable
from sandbox.portal.engine.state import Actor, Portal, Record
from sandbox.portal.engine.values import is_yes, read_field, show_new

from .calls import Call, Page
from .lists import Schema, compile_filter, keep, narrow, paged, selected, sort_rows

LINKS_OF = {DEAL: ("contacts",), COMPANY: ("contacts",), CONTACT: ("companies",), INVOICE: ("contacts",)}
"""Described among the fields and refused when written: `contactIds`, `companyIds` are meant."""
PARTIES = frozenset({COMPANY, CONTACT})
"""Kinds that have phones and e-mails."""


def _kind(call: Call, *, listed: bool = False) -> int:
    kind = call.number("entityTypeId")
    if kind not in SYSTEM_FIELDS:
        raise PortalError(400, "NOT_FOUND", "Смарт-процесс не найден")
    if kind == INVOICE and not listed:
        refuse_unseen(call.portal)
    return kind


def find(portal: Portal, kind: int, number: int) -> Record:
    """Return the record that a `crm.item.*` call names.

    Raises:
        PortalError: NOT_FOUND.
    """
    record = portal.items[kind].get(number)
    if record is None:
        raise item_not_found()
    return record


def _named(call: Call, kind: int) -> Record:
    record = find(call.portal, kind, call.number("id"))
    refuse_unreadable(call.portal, kind, record["id"])
    return record


def create(portal: Portal, actor: Actor, kind: int, values: Record) -> Record:
    """Create a record of `crm.item.*` from stored values."""
    if kind == INVOICE:
        return issue_invoice(portal, actor, values)
    return create_deal(portal, actor, values) if kind == DEAL else create_party(portal, actor, kind, values)


def change(portal: Portal, actor: Actor, kind: int, record: Record, values: Record) -> bool:
    """Change a record of `crm.item.*`; tell whether anything differed."""
    if kind == INVOICE:
        return change_invoice(portal, actor, record, values)
    if kind == DEAL:
        return update_deal(portal, actor, record, values)
    return update_party(portal, actor, kind, record, values)


def read_values(portal: Portal, kind: int, sent: Record, present: Record | None, *, original: bool = True) -> Record:
    """Turn sent `fields` of `crm.item.*` into stored values; unknown and read-only keys are ignored without a word.

    Args:
        portal: where.
        kind: entity type.
        sent: as it came, crm.item names.
        present: the record that is changed, None when it is being created.
        original: whether user fields may be named by their original names.

    Raises:
        PortalError: `contacts` or `companies` is sent; `crm.item.fields` shows them as if they could be written.
    """
    for name in LINKS_OF[kind]:
        if name in sent:
            raise PortalError(400, "100", f"Invalid value of field {name}")
    values: Record = {}
    by_original = {one.upper: one for one in portal.fields_of(kind).values() if one.dynamic} if original else {}
    for name, raw in sent.items():
        one = portal.fields_of(kind).get(name) or by_original.get(name)
        if one is None or one.read_only:
            continue
        values[one.name] = read_field(one, raw)
    if kind in PARTIES and "fm" in sent:
        values["fm"] = read_new(portal, present["fm"] if present else [], sent["fm"])
    return values


def _without_lost_clearings(call: Call, kind: int, sent: Record) -> Record:
    """Drop clearings that the update of `crm.item.*` is reported to lose: empty lists and empty links."""
    if call.portal.switches.item_update_clears_lists:
        return sent
    fields = call.portal.fields_of(kind)
    kept = {}
    for name, raw in sent.items():
        one = fields.get(name)
        lost = one is not None and raw in (None, "", []) and name != "observers"
        if lost and one is not None and (one.multiple or one.type in {"crm", "crm_company", "crm_contact"}):
            continue
        kept[name] = raw
    return kept


def shown(
    portal: Portal,
    kind: int,
    record: Record,
    *,
    original: bool = False,
    full: bool = True,
    only: Collection[str] | None = None,
) -> Record:
    """Write a record in the form of `crm.item.*`.

    Args:
        portal: where.
        kind: entity type.
        record: the stored record.
        original: user fields under their original names.
        full: with phones and e-mails; lists have them only with `select: ["*"]`.
        only: the keys wanted, None for all: lists of many rows should not build what nobody asked for.
    """
    made: Record = {}
    for one in portal.fields_of(kind).values():
        key = one.upper if original and one.dynamic else one.name
        if only is None or key in only:
            made[key] = None if one.disabled else _visible(portal, kind, record, one)
    if kind == COMPANY and "contactIds" in made:
        made["contactIds"] = portal.contacts_of(record["id"])
    if kind in PARTIES and full:
        made |= flat(record["fm"]) | {"fm": [dict(row) for row in record["fm"]]}
    made["entityTypeId"] = kind
    return made


def _visible(portal: Portal, kind: int, record: Record, one: Field) -> Any:
    """Show one field of a `crm.item.*` record; a file is two links, the one for machines holds the webhook's secret."""
    value = _value(record, one)
    if one.type != "file" or not value:
        return show_new(one, value)
    place = f"entityTypeId={kind}&id={record['id']}&fieldName={one.upper}"
    return {
        "id": record["id"],
        "url": f"{portal.options.address}/bitrix/services/main/ajax.php?{place}",
        "urlMachine": f"{portal.options.webhook}crm.controller.item.getFile/?{place}",
    }


def _value(record: Record, one: Field) -> Any:
    value = record.get(one.name)
    if value is None and one.multiple:
        return []
    return list(value) if isinstance(value, list) else value


def _wants_original(call: Call) -> bool:
    return is_yes(call.value("useOriginalUfNames", "N"))


def item_fields(call: Call) -> Record:
    """Answer crm.item.fields: names and types of an entity type's fields."""
    described = {}
    for one in call.portal.fields_of(_kind(call)).values():
        name = one.upper if one.dynamic and _wants_original(call) else one.name
        described[name] = _described(one)
    if _kind(call) in PARTIES:
        described["fm"] = _described(Field("fm", "FM", "crm_multifield", multiple=True, title="Контакты"))
    for name in LINKS_OF[_kind(call)]:
        kind = "crm_contact" if name == "contacts" else "crm_company"
        described[name] = _described(Field(name, name.upper(), kind, multiple=True))
    return {"fields": described}


def _described(one: Field) -> Record:
    made: Record = {
        "type": one.type,
        "isRequired": one.required,
        "isReadOnly": one.read_only,
        "isImmutable": False,
        "isMultiple": one.multiple,
        "isDynamic": one.dynamic,
        "title": one.title or TITLES.get(one.name, one.name),
        "upperName": one.upper,
    }
    if one.name == "stageId":
        made["statusType"] = "DEAL_STAGE"
    if one.name == "sourceId":
        made["statusType"] = "SOURCE"
    if one.name == "companyId":
        made["settings"] = {"parentEntityTypeId": COMPANY}
    if one.name == "contactId":
        made["isDeprecated"] = True
    if one.type == "enumeration":
        made["items"] = [{"ID": str(row["ID"]), "VALUE": row["VALUE"]} for row in one.settings["list"]]
    return made


def item_get(call: Call) -> Record:
    """Answer crm.item.get with one record."""
    kind = _kind(call)
    record = _named(call, kind)
    _note_look(call, kind, record)
    return {"item": shown(call.portal, kind, record, original=_wants_original(call))}


def _note_look(call: Call, kind: int, record: Record) -> None:
    if kind == DEAL:
        call.portal.note_look(record["id"])


def item_add(call: Call) -> Record:
    """Answer crm.item.add, which is not idempotent: two equal calls make two records."""
    kind = _kind(call)
    values = read_values(call.portal, kind, call.fields(), None, original=_wants_original(call))
    record = create(call.portal, _actor(call), kind, values)
    return {"item": shown(call.portal, kind, record, original=_wants_original(call))}


def item_update(call: Call) -> Record:
    """Answer crm.item.update: writes only the keys sent; if nothing differs, nothing is saved."""
    kind = _kind(call)
    record = _named(call, kind)
    sent = _without_lost_clearings(call, kind, call.fields())
    values = read_values(call.portal, kind, sent, record, original=_wants_original(call))
    change(call.portal, _actor(call), kind, record, values)
    return {"item": shown(call.portal, kind, record, original=_wants_original(call))}


def item_delete(call: Call) -> list[Any]:
    """Answer crm.item.delete: remove one record."""
    kind = _kind(call)
    record = _named(call, kind)
    if kind == DEAL:
        delete_deal(call.portal, _actor(call), record)
    elif kind == INVOICE:
        delete_invoice(call.portal, _actor(call), record)
    else:
        delete_party(call.portal, _actor(call), kind, record)
    return []


def _actor(call: Call) -> Actor:
    """Return who calls `crm.item.*`; whether the source key counts in the universal methods is unverified."""
    actor = call.actor
    return actor if call.portal.switches.auth_connector_in_items else Actor(actor.user_id)


def schema_of(portal: Portal, kind: int, *, old: bool = False) -> Schema:
    """Return by what a list of deals, companies, contacts or invoices may be filtered and ordered."""
    offset = portal.switches.date_filter_offset == "honoured"
    fields = [one for one in portal.fields_of(kind).values() if not one.disabled]
    if old:
        names = {one.upper: one.name for one in fields}
        return Schema({one.upper: one.type for one in fields}, source=names, id_field="ID", offset_counts=offset)
    types = {one.name: one.type for one in fields} | {one.upper: one.type for one in fields if one.dynamic}
    types["ID"] = "integer"  # the official SDK pages by it here too, so real portals must know it
    source = {one.upper: one.name for one in fields if one.dynamic} | {"ID": "id"}
    return Schema(types, strict=True, source=source, offset_counts=offset)


def visible(call: Call, kind: int, id_field: str) -> list[Record]:
    """Return the records that a list of deals, companies … may see: narrowed, readable, not younger than the lag."""
    portal = call.portal
    rows = readable(portal, kind, narrow(portal.items[kind], call.value("filter"), id_field))
    lag = portal.switches.list_lag_ms / 1000
    if not lag:
        return rows
    oldest = time.monotonic() - lag
    return [row for row in rows if portal.born.get((kind, row["id"]), 0.0) <= oldest]


def item_list(call: Call) -> Page:
    """Answer crm.item.list with a page of records."""
    kind = _kind(call, listed=True)
    schema = schema_of(call.portal, kind)
    test = compile_filter(call.value("filter") or {}, schema)
    rows = [row for row in visible(call, kind, "id") if test(row)]
    names = selected(call)
    original = _wants_original(call)

    def show(record: Record) -> Record:
        _note_look(call, kind, record)
        if names is None:
            return shown(call.portal, kind, record, original=original)
        part = shown(call.portal, kind, record, original=original, full=False, only={*names, "id"})
        if original and call.portal.switches.original_names_defect:
            return {name: value for name, value in part.items() if name.startswith("UF_")}
        return keep(part, names, ("id",))

    items, total, following = paged(call, sort_rows(rows, call.value("order"), schema), show)
    return Page({"items": items}, total, following)
