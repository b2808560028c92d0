"""Merging two companies or contacts (crm.entity.mergeBatch): what hung on the others moves over in silence."""

from typing import Any

from sandbox.portal.engine.failures import required
from sandbox.portal.engine.fields import COMPANY, CONTACT, DEAL
from sandbox.portal.engine.parties import delete_party, update_party
from sandbox.portal.engine.state import Actor, Portal, Record

from .calls import Call, whole
from .items import find

_COMPARED = ("title", "name", "secondName", "lastName", "post", "comments")


def merge_batch(call: Call) -> Record:
    """Answer crm.entity.mergeBatch: the first one stays; different filled values are a conflict, nothing is done."""
    params: Record = call.mapping("params")
    kind = whole(params.get("entityTypeId"), "entityTypeId")
    sent: Any = params.get("entityIds") or []
    numbers = [whole(one, "entityIds") for one in (sent.values() if isinstance(sent, dict) else sent)]
    if kind not in {COMPANY, CONTACT} or len(numbers) < 2:
        raise required("entityIds")
    main, *others = [find(call.portal, kind, number) for number in numbers]
    if any(_differ(main, other) for other in others):
        return {"STATUS": "CONFLICT", "ENTITY_IDS": []}
    merge(call.portal, call.actor, kind, main, others)
    return {"STATUS": "SUCCESS", "ENTITY_IDS": numbers[1:]}


def merge(portal: Portal, actor: Actor, kind: int, main: Record, others: list[Record]) -> None:
    """Merge companies or contacts: an update of the one that stays, a deletion of each other; deals raise nothing."""
    known = {(one["typeId"], one["value"]) for one in main["fm"]}
    more = [one for other in others for one in other["fm"] if (one["typeId"], one["value"]) not in known]
    update_party(portal, actor, kind, main, {"fm": [*main["fm"], *more]})
    if kind == CONTACT:
        main["companyIds"] = list(dict.fromkeys(one for card in (main, *others) for one in card["companyIds"]))
        main["companyId"] = main["companyId"] or next(iter(main["companyIds"]), None)
    for other in others:
        _rebind(portal, kind, other["id"], main["id"])
        delete_party(portal, actor, kind, other)


def _differ(main: Record, other: Record) -> bool:
    return any(main.get(name) and other.get(name) and main[name] != other[name] for name in _COMPARED)


def _rebind(portal: Portal, kind: int, old: int, new: int) -> None:
    """Move what names a merged card, as the portal's plain SQL does: no event, no new `updatedTime`."""
    single, many = ("companyId", "companyIds") if kind == COMPANY else ("contactId", "contactIds")
    for record in (*portal.items[DEAL], *portal.items[CONTACT]):
        if record.get(single) == old:
            record[single] = new
        if record.get(many):
            record[many] = list(dict.fromkeys(new if one == old else one for one in record[many]))
    for requisite in portal.table("requisite"):
        if (requisite["ENTITY_TYPE_ID"], requisite["ENTITY_ID"]) == (kind, old):
            requisite["ENTITY_ID"] = new
