"""Changes companies and contacts of the simulated portal, alike for REST and for a person."""

from decimal import Decimal
from typing import Any

from .fields import COMPANY, CONTACT, NAMES
from .recycle_bin import throw_away
from .state import Actor, Event, Portal, Record

_DEFAULTS: dict[int, Record] = {
    COMPANY: {
        "typeId": "CUSTOMER",
        "isMyCompany": "N",
        "opened": "Y",
        "currencyId": "RUB",
        "revenue": Decimal(0),
        "hasImol": "N",
    },
    CONTACT: {"typeId": "CLIENT", "opened": "Y", "export": "Y", "companyIds": [], "hasImol": "N"},
}


def create_party(portal: Portal, actor: Actor, kind: int, values: Record) -> Record:
    """Store a company or a contact in the simulated portal and raise its event."""
    now = values.get("createdTime") or portal.now()
    record: Record = dict.fromkeys(portal.fields_of(kind)) | {"fm": []}
    record |= {name: list(value) if isinstance(value, list) else value for name, value in _DEFAULTS[kind].items()}
    record |= {"assignedById": actor.user_id}
    record |= {name: value for name, value in values.items() if value is not None}
    record |= {"createdTime": now, "updatedTime": now, "lastActivityTime": now}
    record |= {"createdBy": actor.user_id, "updatedBy": actor.user_id, "lastActivityBy": actor.user_id}
    number = portal.items[kind].add(record)
    portal.mark_born(kind, number)
    _derive(portal, kind, record, values)
    portal.emit(Event(f"ONCRM{NAMES[kind]}ADD", {"ID": number}, actor.user_id, actor.connector))
    return record


def update_party(portal: Portal, actor: Actor, kind: int, record: Record, values: Record) -> bool:
    """Change a company or a contact; nothing is saved and no event raised when nothing differs."""
    before = dict(record)
    linked = _links(portal, kind, record)
    record.update(values)
    _derive(portal, kind, record, values)
    if record == before and linked == _links(portal, kind, record):
        return False
    record["updatedTime"] = portal.now()
    record["updatedBy"] = actor.user_id
    event = Event(f"ONCRM{NAMES[kind]}UPDATE", {"ID": record["id"]}, actor.user_id, actor.connector)
    portal.emit(event)
    return True


def delete_party(portal: Portal, actor: Actor, kind: int, record: Record) -> None:
    """Move a company or a contact of the simulated portal into the bin; links of contacts to it become empty."""
    number = record["id"]
    throw_away(portal, kind, record)
    for contact in portal.items[CONTACT] if kind == COMPANY else ():
        contact["companyIds"] = [one for one in contact["companyIds"] if one != number]
        contact["companyId"] = contact["companyIds"][0] if contact["companyIds"] else None
    portal.emit(Event(f"ONCRM{NAMES[kind]}DELETE", {"ID": number}, actor.user_id, actor.connector))


def _links(portal: Portal, kind: int, record: Record) -> list[int]:
    return portal.contacts_of(record["id"]) if kind == COMPANY else []


def _derive(portal: Portal, kind: int, record: Record, values: Record) -> None:
    """Compute what follows from a party's other fields: flags, full name, the two sides of company and contact."""
    held = {entry["typeId"] for entry in record["fm"]}
    record["hasPhone"] = "Y" if "PHONE" in held else "N"
    record["hasEmail"] = "Y" if "EMAIL" in held else "N"
    if kind == COMPANY:
        record["title"] = record["title"] or f"Компания #{record['id']}"
        if values.get("contactIds") is not None:
            _set_contacts(portal, record["id"], values["contactIds"])
        record["contactIds"] = None
        return
    names = (record["name"], record["lastName"])
    record["fullName"] = " ".join(part for part in names if part)
    _agree_companies(record, values)


def _set_contacts(portal: Portal, company: int, wanted: list[int]) -> None:
    for contact in portal.items[CONTACT]:
        others = [one for one in contact["companyIds"] if one != company]
        if contact["id"] in wanted:
            others = contact["companyIds"] if company in contact["companyIds"] else [*others, company]
        contact["companyIds"] = others
        contact["companyId"] = others[0] if others else None


def _agree_companies(record: Record, values: Record) -> None:
    if values.get("companyIds") is not None:
        record["companyIds"] = list(values["companyIds"])
    elif "companyId" in values:
        one: Any = values["companyId"]
        others = [number for number in record["companyIds"] if number != one]
        record["companyIds"] = [one, *others] if one else []
    record["companyId"] = record["companyIds"][0] if record["companyIds"] else None
