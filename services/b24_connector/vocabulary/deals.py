"""A deal with all that belongs to it → the canonical order: stage, amount, organisation, stage history. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from services.b24_connector.vocabulary.extra import DealExtra
from services.b24_connector.vocabulary.header import header_places, read_header
from services.b24_connector.vocabulary.invoices import read_invoice
from services.b24_connector.vocabulary.names import DEAL_SELECT, ORIGINATOR, DealFields
from services.b24_connector.vocabulary.rows import total_of
from services.b24_connector.vocabulary.values import guid, identity, is_yes, moment, number
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, Line, Manager, Organisation, Person, Ref, Stage, StageEntry
from shared.money import kopecks

Row = Mapping[str, Any]
LOST = "F"
HEADER_ONLY = frozenset(
    {OrderGroup.MANAGER, OrderGroup.ORGANISATION, OrderGroup.HEADER, OrderGroup.EXTRA, OrderGroup.STAGE}
)
"""Groups whose value is known from the deal's own fields, before rows and parties are read."""


@dataclass(frozen=True)
class Surroundings:
    """What was read beside a deal's own fields: rows, parties, manager, stage history."""

    lines: tuple[Line, ...] = ()
    customer: Customer | None = None
    person: Person | None = None
    manager: Manager | None = None
    history: tuple[StageEntry, ...] = ()


def select_of(fields: DealFields) -> tuple[str, ...]:
    """Return all of a deal's own fields to ask the portal for: the usual, the header's, ours, the customer's."""
    return tuple(
        dict.fromkeys((*DEAL_SELECT, *header_places(fields), *fields.names.values(), *fields.extra.places.values()))
    )


def published_groups(key: str, extra: DealExtra) -> frozenset[OrderGroup]:
    """Return the groups of a deal that this side publishes for a pair.

    Header texts travel in the direction of the birth only, extra fields in that of their line.
    """
    groups = HEADER_ONLY | {OrderGroup.ROWS, OrderGroup.PARTIES}
    kept = set() if key.startswith("deal:") else {OrderGroup.HEADER}
    return groups - kept - (set() if extra.goes_out else {OrderGroup.EXTRA})


def read_deal(item: Row, around: Surroundings, fields: DealFields, *, portal: str) -> SalesOrder:
    """Translate a deal into the canonical order.

    Args:
        item: as `crm.item.list` shows it.
        around: what belongs to it.
        fields: how this portal calls our fields.
        portal: scheme and host, for the link.
    """
    stage = read_stage(item)
    origin = guid(item.get("originId")) if item.get("originatorId") == ORIGINATOR else ""
    total = total_of(around.lines)
    return SalesOrder(
        ref=Ref(system="b24", kind="deal", id=str(item["id"])),
        origin=Ref(system="onec", kind="order", id=origin) if origin else None,
        dated=moment(item.get("createdTime")),
        number=str(item["id"]),
        url=f"{portal}/crm/deal/details/{item['id']}/",
        customer=around.customer,
        person=around.person,
        manager=around.manager,
        organisation=read_organisation(item, fields),
        lines=around.lines,
        reprice=is_yes(item.get(fields.names.get("reprice", ""))),
        invoice=read_invoice(item),
        currency=str(item.get("currencyId") or "RUB"),
        total=total,
        **_amounts(item, total),
        phase=phase_of(stage),
        stage=stage,
        history=around.history,
        extra=fields.extra.read(item),
        **read_header(item, fields),
    )


def read_stage(item: Row) -> Stage:
    """Read the pipeline and stage of a deal."""
    semantic = str(item.get("stageSemanticId") or "P")
    return Stage(
        pipeline=str(item.get("categoryId") or 0),
        id=str(item.get("stageId") or ""),
        semantic="S" if semantic == "S" else "F" if semantic == LOST else "P",
    )


def phase_of(stage: Stage) -> Literal["active", "cancelled"]:
    """Return a deal's phase: a lost deal is a cancelled order."""
    return "cancelled" if stage.semantic == LOST else "active"


def client_of(item: Row) -> str:
    """Return a deal's company and contacts as one text to compare."""
    contacts = item.get("contactIds") or [item.get("contactId")]
    return "|".join((identity(item.get("companyId")), *(identity(one) for one in contacts)))


def read_organisation(item: Row, fields: DealFields) -> Organisation | None:
    """Read our organisation from a deal; a deal whose field is empty names none."""
    name = fields.names.get("organisation")
    option = fields.list_of("organisation").option(item.get(name)) if name else None
    return Organisation(name=option.name, inn=option.code) if option else None


def _amounts(item: Row, total: Decimal) -> dict[str, Decimal]:
    """Return the deal's amount if it is not the sum of its rows: typed by a person, or the portal's.

    The portal adds up first and rounds last, and counts a delivery of its own.
    """
    amount = kopecks(number(item.get("opportunity")))
    if amount == total:
        return {}
    return {"stated_total" if is_yes(item.get("isManualOpportunity")) else "shown_total": amount}


def read_history(rows: Sequence[Row]) -> tuple[StageEntry, ...]:
    """Read a deal's stage history, oldest first, without rows whose time cannot be read."""
    entries = []
    for row in rows:
        entered = moment(row.get("CREATED_TIME"))
        if entered is not None:
            pipeline = str(row.get("CATEGORY_ID") or 0)
            entries.append(StageEntry(pipeline=pipeline, stage=str(row.get("STAGE_ID") or ""), entered_at=entered))
    return tuple(entries)
