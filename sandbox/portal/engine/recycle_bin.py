"""The simulated portal's recycle bin: what was deleted is restored under a new id, and keeps nearly all it had.

As the vendor's controllers of the bin do it: the record is added anew, with the times, the origin and the further
fields it had. That its amount was typed is not among them. Rows, requisites, comments, to-dos and invoices are handed
over with their own ids; the stage history begins again with the present stage.
"""

from collections.abc import Iterator

from .failures import PortalError
from .fields import COMPANY, CONTACT, DEAL, INVOICE, NAMES
from .stages import record_move
from .state import Actor, Event, Portal, Record

SUSPENDED = {DEAL: 18, CONTACT: 19, COMPANY: 20}
"""As whose the portal keeps what belongs to a record in the bin."""
_WORDS = {DEAL: "deal", CONTACT: "contact", COMPANY: "company"}


def throw_away(portal: Portal, kind: int, record: Record) -> None:
    """Move a record from its table into the simulated portal's bin, with what belongs to it."""
    number = int(record["id"])
    kept: Record = {"kind": kind, "number": number, "record": dict(record)}
    kept["contacts"] = portal.contacts_of(number) if kind == COMPANY else []
    kept["rows"] = portal.rows.pop(("D", number), []) if kind == DEAL else []
    kept["link"] = portal.links.pop((DEAL, number), None) if kind == DEAL else None
    place = portal.table("bin").add(kept)
    for requisite in _requisites(portal, kind, number) if kind != DEAL else ():
        requisite |= {"ENTITY_TYPE_ID": SUSPENDED[kind], "ENTITY_ID": place}
    del portal.items[kind].rows[number]


def restore(portal: Portal, actor: Actor, kind: int, number: int) -> Record:
    """Restore a record that was deleted under this id, and raise the event of a new one.

    Raises:
        PortalError: 404, it is not in the bin.
    """
    found = [one for one in portal.table("bin") if (one["kind"], one["number"]) == (kind, number)]
    if not found:
        raise PortalError(404, "NOT_FOUND", f"nothing in the bin was {NAMES[kind]} {number}")
    kept = found[-1]
    del portal.table("bin").rows[kept["id"]]
    record: Record = {**kept["record"]}
    new = portal.items[kind].add(record)
    portal.mark_born(kind, new)
    if kind == DEAL:
        _give_back_deal(portal, record, kept)
        portal.remember(new, "restored", actor.user_id, stage=record["stageId"])
    else:
        _give_back_party(portal, kind, record, kept)
    for comment in portal.table("comment"):
        if (comment["ENTITY_TYPE"], comment["ENTITY_ID"]) == (_WORDS[kind], number):
            comment["ENTITY_ID"] = new
    portal.emit(Event(f"ONCRM{NAMES[kind]}ADD", {"ID": new}, actor.user_id, actor.connector))
    return record


def _give_back_deal(portal: Portal, deal: Record, kept: Record) -> None:
    number = deal["id"]
    deal["isManualOpportunity"] = "N"
    portal.rows["D", number] = [row | {"ownerId": number} for row in kept["rows"]]
    if kept["link"]:
        portal.links[DEAL, number] = kept["link"] | {"ENTITY_ID": number}
    for invoice in portal.items[INVOICE]:
        if invoice["parentId2"] == kept["number"]:
            invoice["parentId2"] = number
    for todo in portal.table("activity"):
        if (todo["OWNER_TYPE_ID"], todo["OWNER_ID"]) == (DEAL, kept["number"]):
            todo["OWNER_ID"] = number
    record_move(portal, deal, 1)


def _give_back_party(portal: Portal, kind: int, party: Record, kept: Record) -> None:
    """Hand the requisites of a restored party over, and have deals and contacts name it again, in silence."""
    old, number = kept["number"], party["id"]
    for requisite in _requisites(portal, SUSPENDED[kind], kept["id"]):
        requisite |= {"ENTITY_TYPE_ID": kind, "ENTITY_ID": number}
    single, many = ("companyId", "companyIds") if kind == COMPANY else ("contactId", "contactIds")
    for deal in portal.items[DEAL]:
        if deal.get(single) == old:
            deal[single] = number
        if deal.get(many):
            deal[many] = [number if one == old else one for one in deal[many]]
    for contact in portal.items[CONTACT]:
        if contact["id"] in kept["contacts"]:
            contact["companyIds"] = [*contact["companyIds"], number]
            contact["companyId"] = contact["companyId"] or number


def _requisites(portal: Portal, kind: int, owner: int) -> Iterator[Record]:
    rows = portal.table("requisite")
    return (row for row in rows if (row["ENTITY_TYPE_ID"], row["ENTITY_ID"]) == (kind, owner))
