"""Deals in their card: what people do with them by the portal's control interface, and what they see."""

from decimal import Decimal
from typing import Any

from sandbox.portal.engine.deals import copy_deal, create_deal, delete_deal, deliver, recount, update_deal
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.fields import DEAL
from sandbox.portal.engine.rows import build_row, ordered_rows, replace_rows, store_rows
from sandbox.portal.engine.stages import stages_of
from sandbox.portal.engine.state import Actor, Portal, Record
from sandbox.portal.engine.values import to_decimal, to_moment
from sandbox.portal.methods.items import find, read_values, shown
from sandbox.portal.methods.requisites import register_link
from sandbox.portal.methods.row_methods import row_shown

_NAMES = {
    "title": "title",
    "company": "companyId",
    "contact": "contactId",
    "contacts": "contactIds",
    "manager": "assignedById",
    "stage": "stageId",
    "category": "categoryId",
    "comments": "comments",
    "opportunity": "opportunity",
    "manual_opportunity": "isManualOpportunity",
}
_OTHER = {"fields", "rows", "requisite", "createdTime", "by"}


def check_keys(sent: Record, known: set[str]) -> None:
    """Refuse words the simulated portal's control interface does not know, so that a typing error is no silent success.

    Raises:
        ValueError: which word, and the known ones.
    """
    unknown = sorted(set(sent) - known)
    if unknown:
        raise ValueError(f"unknown key {unknown[0]}; known: {', '.join(sorted(known))}")


def _values(portal: Portal, sent: Record, present: Record | None) -> Record:
    check_keys(sent, set(_NAMES) | _OTHER)
    named = {_NAMES[key]: value for key, value in sent.items() if key in _NAMES}
    return read_values(portal, DEAL, named | dict(sent.get("fields") or {}), present)


def create(portal: Portal, sent: Record) -> Record:
    """Create a deal of the simulated portal as a person does: one save, rows included, one event."""
    values = _values(portal, sent, None)
    if sent.get("createdTime"):
        values["createdTime"] = to_moment(sent["createdTime"])
    actor = Actor(int(sent.get("by") or values.get("assignedById") or 1))
    deal = create_deal(portal, actor, values)
    owner = ("D", int(deal["id"]))
    rows = [build_row(portal, owner, row, place) for place, row in enumerate(sent.get("rows") or [], start=1)]
    portal.rows[owner] = [row for row in rows if row is not None]
    recount(portal, deal)
    _choose_requisite(portal, actor, deal, sent)
    return deal


def edit(portal: Portal, deal: Record, sent: Record) -> Record:
    """Edit a deal as a person does in its card: fields, stage, client, requisite, rows, delivery."""
    actor = actor_of(deal, sent)
    update_deal(portal, actor, deal, _values(portal, {key: sent[key] for key in sent if key != "delivery"}, deal))
    _choose_requisite(portal, actor, deal, sent)
    if "rows" in sent:
        replace_rows(portal, actor, ("D", int(deal["id"])), sent["rows"] or [])
    if "delivery" in sent:
        deliver(portal, actor, deal, to_decimal(sent["delivery"]) or Decimal(0))
    return deal


def actor_of(deal: Record, sent: Record) -> Actor:
    """Return who edits a deal in its card: the named user, else the deal's manager."""
    return Actor(int(sent.get("by") or deal["assignedById"] or 1))


def _choose_requisite(portal: Portal, actor: Actor, deal: Record, sent: Record) -> None:
    if not sent.get("requisite"):
        return
    link = {"ENTITY_TYPE_ID": DEAL, "ENTITY_ID": deal["id"], "REQUISITE_ID": int(sent["requisite"])}
    empty = dict.fromkeys(("BANK_DETAIL_ID", "MC_REQUISITE_ID", "MC_BANK_DETAIL_ID"), 0)
    register_link(portal, actor.user_id, link | empty)


def set_rows(portal: Portal, deal: Record, sent: Record) -> Record:
    """Replace the rows of a deal as a person does in its card."""
    check_keys(sent, {"rows", "by"})
    replace_rows(portal, actor_of(deal, sent), ("D", int(deal["id"])), sent.get("rows") or [])
    return deal


def edit_rows(portal: Portal, deal: Record, sent: Record) -> Record:
    """Change, add or remove single rows of a deal as a person does; the others, and the ids of changed ones, stay.

    `change` maps row ids to new values, `add` lists rows, `remove` lists row ids.
    """
    check_keys(sent, {"change", "add", "remove", "by"})
    owner = ("D", int(deal["id"]))
    removed = {int(number) for number in sent.get("remove") or []}
    kept: list[Record] = []
    for row in ordered_rows(portal, owner):
        new = (sent.get("change") or {}).get(str(row["id"]))
        made = build_row(portal, owner, row | new, 1) if new else row
        if row["id"] not in removed and made is not None:
            kept.append(made | {"id": row["id"]})
    for place, one in enumerate(sent.get("add") or [], start=len(kept) + 1):
        built = build_row(portal, owner, one, place)
        kept += [built] if built else []
    store_rows(portal, actor_of(deal, sent), owner, kept)
    return deal


def copy(portal: Portal, deal: Record, sent: Record) -> Record:
    """Copy a deal as a person does by the menu of its card."""
    return copy_deal(portal, actor_of(deal, sent), deal, _values(portal, sent, None))


def delete(portal: Portal, deal: Record, sent: Record) -> None:
    """Delete a deal of the simulated portal as a person does."""
    delete_deal(portal, actor_of(deal, sent), deal)


def create_many(portal: Portal, sent: Record) -> list[int]:
    """Create deals as people do, from a list of specifications, or `count` times from one; `then` edits them all."""
    check_keys(sent, {"deals", "count", "spec", "then"})
    specs = sent.get("deals") or [dict(sent.get("spec") or {}) for _ in range(int(sent.get("count") or 0))]
    made = [create(portal, spec) for spec in specs]
    for deal in made if sent.get("then") else ():
        edit(portal, deal, sent["then"])
    return [int(deal["id"]) for deal in made]


def edit_many(portal: Portal, sent: Record) -> list[int]:
    """Edit many deals alike as people do: `ids`, and the same words as for one deal."""
    numbers = [int(number) for number in sent.get("ids") or []]
    changes = {key: value for key, value in sent.items() if key != "ids"}
    for number in numbers:
        edit(portal, find(portal, DEAL, number), changes)
    return numbers


def card(portal: Portal, deal: Record) -> Record:
    """Return everything a person sees in the card of a deal."""
    number = int(deal["id"])
    comments = [row for row in portal.table("comment") if (row["ENTITY_TYPE"], row["ENTITY_ID"]) == ("deal", number)]
    log = [row for row in portal.table("logmessage") if row["owner"] == ("deal", number)]
    stage = stages_of(portal, deal["categoryId"])[deal["stageId"]]
    return {
        "deal": shown(portal, DEAL, deal),
        "stage_name": stage["NAME"],
        "rows": [row_shown(row) for row in ordered_rows(portal, ("D", number))],
        "requisite_link": portal.links.get((DEAL, number)),
        "comments": [
            {"id": row["ID"], "text": row["COMMENT"], "author": row["AUTHOR_ID"], "time": row["CREATED"]}
            for row in comments
        ],
        "log": [{key: value for key, value in row.items() if key != "owner"} for row in log],
        "notices": [dict(row) for row in portal.table("notice") if row["user"] == deal["assignedById"]],
        "stages": portal.moves.get(number, []),
        "history": portal.feeds.get(number, []),
        "looks": portal.looks.get(number, []),
    }


def brief(deal: Record) -> Record:
    """Return a deal as the control interface lists it, in one line."""
    names = ("id", "title", "categoryId", "stageId", "opportunity", "companyId", "assignedById", "originId")
    return {name: deal[name] for name in (*names, "updatedTime", "updatedBy")}


def boards(portal: Portal, wanted: dict[str, str]) -> list[Any]:
    """Return deals in the lines of the control interface, filtered by `stage`, `manager`, `company`, `origin`."""
    names = {"stage": "stageId", "manager": "assignedById", "company": "companyId", "origin": "originId"}
    check_keys(dict(wanted), set(names))
    rows = portal.items[DEAL]
    return [brief(row) for row in rows if all(str(row[names[key]]) == value for key, value in wanted.items())]


def pipelines(portal: Portal) -> list[Record]:
    """Return the pipelines for the control interface, each with its stages in the order people see."""
    rows = sorted(portal.table("category"), key=lambda row: row["sort"])
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "stages": [
                {"id": code, "name": one["NAME"], "color": one["COLOR"], "semantics": one["SEMANTICS"]}
                for code, one in stages_of(portal, row["id"]).items()
            ],
        }
        for row in rows
    ]


def deal_of(portal: Portal, number: int) -> Record:
    """Return the deal that a request to the control interface names.

    Raises:
        PortalError: 404, there is none.
    """
    deal = portal.deal(number)
    if deal is None:
        raise PortalError(404, "NOT_FOUND", f"no deal {number}")
    return deal
