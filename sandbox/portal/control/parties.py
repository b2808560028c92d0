"""Companies, contacts, their requisites, addresses and bank accounts as people keep them in the portal."""

from sandbox.portal.control.cards import check_keys
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import COMPANY, CONTACT
from sandbox.portal.engine.parties import create_party, delete_party
from sandbox.portal.engine.state import Actor, Portal, Record
from sandbox.portal.methods.items import change, find, read_values, shown
from sandbox.portal.methods.requisites import BANKS, REQUISITES, edit_address, put_address

_PARTY = {
    "title": "title",
    "name": "name",
    "lastName": "lastName",
    "secondName": "secondName",
    "post": "post",
    "manager": "assignedById",
    "company": "companyId",
    "companies": "companyIds",
    "contacts": "contactIds",
    "my": "isMyCompany",
}


def _party_values(portal: Portal, kind: int, sent: Record, present: Record | None) -> Record:
    check_keys(sent, set(_PARTY) | {"fields", "phone", "email", "requisites", "by"})
    named: Record = {_PARTY[key]: value for key, value in sent.items() if key in _PARTY}
    entries = [
        {"typeId": word.upper(), "valueType": "WORK", "value": sent[word]}
        for word in ("phone", "email")
        if sent.get(word)
    ]
    if entries and present is None:
        named["fm"] = entries
    elif entries and present is not None:
        named["fm"] = _replacing(present["fm"], entries)
    return read_values(portal, kind, named | dict(sent.get("fields") or {}), present)


def _replacing(present: list[Record], entries: list[Record]) -> Record:
    """Let a new phone or e-mail take the place of the card's first one, as a person types it over."""
    sent: Record = {}
    for place, entry in enumerate(entries):
        old = next((row for row in present if row["typeId"] == entry["typeId"]), None)
        sent[str(old["id"]) if old else f"n{place}"] = entry
    return sent


def create_of(portal: Portal, kind: int, sent: Record) -> Record:
    """Create a company or contact of the simulated portal as a person does, with requisites if given."""
    values = _party_values(portal, kind, sent, None)
    actor = Actor(int(sent.get("by") or values.get("assignedById") or 1))
    record = create_party(portal, actor, kind, values)
    for one in sent.get("requisites") or []:
        add_requisite(portal, {"by": actor.user_id, "owner": [kind, record["id"]], **one})
    return party_card(portal, kind, record)


def edit_party(portal: Portal, kind: int, number: int, sent: Record) -> Record:
    """Edit a company or contact of the simulated portal as a person does."""
    record = find(portal, kind, number)
    actor = Actor(int(sent.get("by") or record["assignedById"] or 1))
    change(portal, actor, kind, record, _party_values(portal, kind, sent, record))
    return party_card(portal, kind, record)


def party_card(portal: Portal, kind: int, record: Record) -> Record:
    """Return what a person sees of a company or contact: requisites, addresses, accounts, and what is said under it."""
    owner, word = (kind, record["id"]), "company" if kind == COMPANY else "contact"
    rows = [row for row in portal.table("requisite") if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == owner]
    own = {row["ID"] for row in rows}
    comments = [row for row in portal.table("comment") if (row["ENTITY_TYPE"], row["ENTITY_ID"]) == (word, owner[1])]
    return {
        "item": shown(portal, kind, record),
        "requisites": [REQUISITES.show(row) for row in rows],
        "addresses": [row for row in portal.addresses.values() if row["ENTITY_ID"] in own],
        "banks": [BANKS.show(row) for row in portal.table("bankdetail") if row["ENTITY_ID"] in own],
        "comments": [row["COMMENT"] for row in comments],
    }


def add_requisite(portal: Portal, sent: Record) -> Record:
    """Add requisites as a person does: `company` or `contact`, `preset`, `name`, and the RQ_ fields by name."""
    if "owner" in sent:
        kind, number = sent["owner"]
    else:
        kind, number = (COMPANY, sent["company"]) if "company" in sent else (CONTACT, sent.get("contact"))
    fields = {key: value for key, value in sent.items() if key.isupper()}
    made = REQUISITES.insert(
        portal,
        int(sent.get("by") or 1),
        {"NAME": sent.get("name") or "Реквизиты", "PRESET_ID": sent.get("preset", 1)}
        | fields
        | {"ENTITY_TYPE_ID": kind, "ENTITY_ID": number},
    )
    return REQUISITES.show(portal.table("requisite").rows[made])


def edit_requisite(portal: Portal, number: int, sent: Record) -> Record:
    """Edit requisites as a person does: fields by their upper-case names."""
    record = portal.table("requisite").get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no requisite {number}")
    REQUISITES.change(portal, int(sent.get("by") or 1), record, {k: v for k, v in sent.items() if k.isupper()})
    return REQUISITES.show(record)


def delete_of(portal: Portal, kind: int, number: int, sent: Record) -> None:
    """Delete a company or contact of the simulated portal as a person does."""
    record = find(portal, kind, number)
    delete_party(portal, Actor(int(sent.get("by") or record["assignedById"] or 1)), kind, record)


def set_address(portal: Portal, number: int, sent: Record) -> Record:
    """Set an address of requisites as a person does: `type` (1 actual, 6 legal, 8 postal), and its parts by name."""
    by = int(sent.get("by") or 1)
    key = {"TYPE_ID": sent["type"], "ENTITY_TYPE_ID": 8, "ENTITY_ID": number}
    parts = {name: value for name, value in sent.items() if name.isupper()}
    if (int(sent["type"]), 8, number) in portal.addresses:
        return edit_address(portal, by, {**key, **parts})
    return put_address(portal, by, {**key, **parts})


def add_account(portal: Portal, sent: Record) -> Record:
    """Add a bank account to requisites as a person does: `requisite`, and the RQ_ fields by their names."""
    fields = {key: value for key, value in sent.items() if key.isupper()}
    requisite = portal.table("requisite").rows[int(sent["requisite"])]
    country = portal.table("preset").rows[requisite["PRESET_ID"]]["COUNTRY_ID"]  # the form of the card goes by it
    fields |= {"ENTITY_ID": sent["requisite"], "NAME": sent.get("name") or "Счёт", "COUNTRY_ID": country}
    made = BANKS.insert(portal, int(sent.get("by") or 1), fields)
    return BANKS.show(portal.table("bankdetail").rows[made])


def edit_account(portal: Portal, number: int, sent: Record) -> Record:
    """Edit a bank account of requisites as a person does: fields by their upper-case names."""
    record = portal.table("bankdetail").get(number)
    if record is None:
        raise PortalError(404, "NOT_FOUND", f"no bank account {number}")
    BANKS.change(portal, int(sent.get("by") or 1), record, {k: v for k, v in sent.items() if k.isupper()})
    return BANKS.show(record)
