"""Changes deals of the simulated portal, alike for REST and for a person: stages, amount, client, history."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from .failures import PortalError, wrong_field
from .fields import COMPANY, CONTACT, DEAL
from .recycle_bin import throw_away
from .requisite_links import relink_client
from .stages import record_move, semantics, stages_of
from .state import Actor, Event, Portal, Record
from .values import cents

_DELIVERY = "delivery"
"""Where a deal keeps the price of its delivery: no field of the portal."""
_DEFAULTS: Record = {
    "typeId": "SALE",
    "isNew": "Y",
    "isRecurring": "N",
    "isReturnCustomer": "N",
    "isRepeatedApproach": "N",
    "opportunity": Decimal(0),
    "isManualOpportunity": "N",
    "taxValue": Decimal(0),
    "currencyId": "RUB",
    "contactIds": [],
    "observers": [],
    "opened": "Y",
    "closed": "N",
}


def create_deal(portal: Portal, actor: Actor, values: Record) -> Record:
    """Store a new deal in the simulated portal and raise its event.

    Args:
        portal: where.
        actor: becomes creator, and manager unless one is given.
        values: stored form by crm.item name; `createdTime` may be set by imports and by control.

    Raises:
        PortalError: the stage does not belong to the pipeline, or the pipeline does not exist.
    """
    _check_origin(portal, values)
    now = values.get("createdTime") or portal.now()
    deal: Record = {name: None for name, one in portal.fields_of(DEAL).items() if not one.disabled}
    deal |= {name: list(value) if isinstance(value, list) else value for name, value in _DEFAULTS.items()}
    deal |= {"assignedById": actor.user_id, "begindate": now.date(), "closedate": now.date() + timedelta(days=7)}
    deal |= {name: value for name, value in values.items() if value is not None}
    _agree_contacts(deal, values)
    deal["categoryId"] = deal["categoryId"] or 0
    deal["createdTime"] = deal["updatedTime"] = deal["movedTime"] = deal["lastActivityTime"] = now
    deal["createdBy"] = deal["updatedBy"] = deal["movedBy"] = deal["lastActivityBy"] = actor.user_id
    _enter_stage(portal, deal, deal["stageId"])
    number = portal.items[DEAL].add(deal)
    deal["title"] = deal["title"] or f"Сделка #{number}"
    portal.mark_born(DEAL, number)
    record_move(portal, deal, 1)
    relink_client(portal, deal)
    portal.remember(number, "created", actor.user_id, stage=deal["stageId"], fields=_given(deal))
    portal.emit(Event("ONCRMDEALADD", {"ID": number}, actor.user_id, actor.connector))
    return deal


def update_deal(portal: Portal, actor: Actor, deal: Record, values: Record) -> bool:
    """Change a deal of the simulated portal; nothing is saved and no event raised when nothing differs.

    Raises:
        PortalError: the stage does not belong to the pipeline.
    """
    before = dict(deal)
    wanted = dict(values)
    category = wanted.pop("categoryId", None)
    stage = wanted.pop("stageId", None)
    moved = category is not None and category != deal["categoryId"]
    if moved or (stage and stage != deal["stageId"]):
        _move(portal, actor, deal, category if moved else deal["categoryId"], stage)
    _agree_contacts(deal, wanted)
    deal.update({name: value for name, value in wanted.items() if name not in {"contactIds", "contactId"}})
    recount(portal, deal)
    return save_changes(portal, actor, deal, before)


def _given(deal: Record) -> Record:
    return {name: [None, value] for name, value in deal.items() if value not in (None, [])}


def save_changes(portal: Portal, actor: Actor, deal: Record, before: Record, *, rows: bool = False) -> bool:
    """Note who changed a deal and when, and raise the event, if anything differs from `before`."""
    changed = {name: [before.get(name), deal[name]] for name in deal if deal[name] != before.get(name)}
    if not changed and not rows:
        return False
    deal["updatedTime"] = portal.now()
    deal["updatedBy"] = actor.user_id
    if changed.get("companyId") or changed.get("contactIds"):
        relink_client(portal, deal)
    stand = {"rows": [_brief(row) for row in portal.rows.get(("D", deal["id"]), [])]} if rows else {}
    portal.remember(deal["id"], "rows" if rows else "changed", actor.user_id, fields=changed, **stand)
    _announce(portal, actor, deal, moved="categoryId" in changed)
    return True


def _brief(row: Record) -> Record:
    return {name: row[name] for name in ("productId", "quantity", "price")}


def _announce(portal: Portal, actor: Actor, deal: Record, *, moved: bool) -> None:
    """Raise the event of a changed deal: a change of pipeline is told by its own name only."""
    if moved:
        place = {"ID": deal["id"], "CATEGORY_ID": deal["categoryId"], "STAGE_ID": deal["stageId"]}
        portal.emit(Event("ONCRMDEALMOVETOCATEGORY", place, actor.user_id, actor.connector))
        return
    portal.emit(Event("ONCRMDEALUPDATE", {"ID": deal["id"]}, actor.user_id, actor.connector))


def delete_deal(portal: Portal, actor: Actor, deal: Record) -> None:
    """Move a deal of the simulated portal into the bin, with its rows and its link to requisites; raise its event."""
    number = deal["id"]
    throw_away(portal, DEAL, deal)
    portal.emit(Event("ONCRMDEALDELETE", {"ID": number}, actor.user_id, actor.connector))


def copy_deal(portal: Portal, actor: Actor, deal: Record, changes: Record) -> Record:
    """Copy a deal of the simulated portal as the card's menu does: all fields and the rows; a new start."""
    fresh = {"id", "createdTime", "updatedTime", "movedTime", "stageId", "begindate", "closedate", "closed", _DELIVERY}
    values = {name: value for name, value in deal.items() if name not in fresh}
    if not portal.switches.copy_keeps_origin:
        values |= {"originatorId": None, "originId": None}
    copy = create_deal(portal, actor, values | changes)
    source = portal.rows.get(("D", deal["id"]), [])
    portal.rows["D", copy["id"]] = [
        dict(row, id=portal.next_row + place, ownerId=copy["id"]) for place, row in enumerate(source)
    ]
    portal.next_row += len(source)
    recount(portal, copy)
    return copy


def deliver(portal: Portal, actor: Actor, deal: Record, price: Decimal) -> None:
    """Give a deal of the simulated portal a delivery, which no row and no field shows: its amount alone has it."""
    before = dict(deal)
    deal[_DELIVERY] = price
    recount(portal, deal)
    save_changes(portal, actor, deal, before)


def recount(portal: Portal, deal: Record, *, had_rows: bool = False) -> None:
    """Compute a deal's amount and tax from its rows; a manual amount stays, the tax is computed in any mode."""
    rows = portal.rows.get(("D", deal["id"]), [])
    if not rows and not had_rows:
        return
    each = [row["price"] * row["quantity"] for row in rows]
    tax = sum((cents((row["price"] - row["priceExclusive"]) * row["quantity"]) for row in rows), Decimal(0))
    deal["taxValue"] = tax
    if deal["isManualOpportunity"] == "Y":
        return
    by_row = portal.switches.total_rounding == "row"
    deal["opportunity"] = cents(sum(map(cents, each) if by_row else each, Decimal(0))) + deal.get(_DELIVERY, 0)


def comment_deal(portal: Portal, deal: Record, user_id: int) -> None:
    """Let a timeline entry count as activity of a deal of the portal; whether also as a change is a switch."""
    deal["lastActivityTime"] = portal.now()
    deal["lastActivityBy"] = user_id
    if portal.switches.comment_moves_updated_time:
        deal["updatedTime"] = portal.now()


def _move(portal: Portal, actor: Actor, deal: Record, category: int, stage: str | None) -> None:
    elsewhere = category != deal["categoryId"]
    old = deal["categoryId"]
    deal["categoryId"] = category
    try:
        _enter_stage(portal, deal, stage)
    except PortalError:
        deal["categoryId"] = old
        raise
    deal["movedTime"] = portal.now()
    deal["movedBy"] = actor.user_id
    if deal["closed"] == "Y":
        deal["closedate"] = portal.now().date()
    record_move(portal, deal, 5 if elsewhere else 3 if deal["closed"] == "Y" else 2)


def _enter_stage(portal: Portal, deal: Record, stage: Any) -> None:
    stages = stages_of(portal, deal["categoryId"])
    code = stage or next(iter(stages))
    if code not in stages:
        raise wrong_field(f"Недопустимое значение поля Стадия: {code}")
    deal["stageId"] = code
    deal["stageSemanticId"] = semantics(stages[code])
    deal["closed"] = "N" if deal["stageSemanticId"] == "P" else "Y"


def _agree_contacts(deal: Record, values: Record) -> None:
    """Keep the contacts of a deal of the portal and the primary one in step; the first of a new list is the primary."""
    many = values.get("contactIds")
    if many is not None:
        deal["contactIds"] = list(many)
    elif "contactId" in values:
        one = values["contactId"]
        others = [number for number in deal["contactIds"] if number != one]
        deal["contactIds"] = [one, *others] if one else []
    deal["contactId"] = deal["contactIds"][0] if deal["contactIds"] else None


def _check_origin(portal: Portal, values: Record) -> None:
    """Refuse a second deal of one origin, where the switch says so; portals are not known to."""
    origin = values.get("originId")
    if not portal.switches.unique_origin or not origin:
        return
    if any(row["originId"] == origin for row in portal.items[DEAL]):
        raise PortalError(400, "ERROR_CORE", f"Элемент с внешним ключом {origin} уже существует")


def client_of(deal: Record) -> list[tuple[int, int]]:
    """Return (entity type, id) of a deal's clients: the company first, then the contacts."""
    company = [(COMPANY, deal["companyId"])] if deal["companyId"] else []
    return company + [(CONTACT, number) for number in deal["contactIds"]]
