"""A deal with all that belongs to it → the canonical order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from services.b24_connector.vocabulary.names import ORIGINATOR, DealFields, FieldKey
from services.b24_connector.vocabulary.rows import total_of
from services.b24_connector.vocabulary.values import cents, day, guid, identity, is_yes, moment, number, plain_text
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.things import Customer, Line, Manager, Organisation, Person, Ref, Stage, StageEntry, Terms, Thing

Row = Mapping[str, Any]
LOST = "F"
HEADER_ONLY = frozenset({OrderGroup.MANAGER, OrderGroup.ORGANISATION, OrderGroup.HEADER, OrderGroup.STAGE})
"""Groups whose value is known from the deal's own fields, before rows and parties are read."""


@dataclass(frozen=True)
class Surroundings:
    """What was read beside the deal's own fields."""

    lines: tuple[Line, ...] = ()
    customer: Customer | None = None
    person: Person | None = None
    manager: Manager | None = None
    history: tuple[StageEntry, ...] = ()


def published_groups(key: str) -> frozenset[OrderGroup]:
    """Return the groups this side publishes for a pair; header texts travel in the direction of the birth only."""
    groups = HEADER_ONLY | {OrderGroup.ROWS, OrderGroup.PARTIES}
    return groups if key.startswith("deal:") else groups - {OrderGroup.HEADER}


def read_deal(item: Row, around: Surroundings, fields: DealFields, *, portal: str) -> SalesOrder:
    """Read a deal.

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
        title=str(item.get("title") or "").strip(),
        note=plain_text(item.get("comments")),
        customer=around.customer,
        person=around.person,
        manager=around.manager,
        organisation=read_organisation(item, fields),
        terms=_terms(item, fields),
        ship_on=day(_own(item, fields, "ship_on")),
        lines=around.lines,
        currency=str(item.get("currencyId") or "RUB"),
        total=total,
        stated_total=_stated(item, total),
        phase=phase_of(stage),
        stage=stage,
        history=around.history,
    )


def read_stage(item: Row) -> Stage:
    """Read where a deal stands."""
    semantic = str(item.get("stageSemanticId") or "P")
    return Stage(
        pipeline=str(item.get("categoryId") or 0),
        id=str(item.get("stageId") or ""),
        semantic="S" if semantic == "S" else "F" if semantic == LOST else "P",
    )


def phase_of(stage: Stage) -> Literal["active", "cancelled"]:
    """A lost deal is a cancelled order."""
    return "cancelled" if stage.semantic == LOST else "active"


def read_organisation(item: Row, fields: DealFields) -> Organisation | None:
    """Read our organisation; a deal whose field is empty names none."""
    option = fields.option(_own(item, fields, "organisation"))
    return Organisation(name=option.name, inn=option.inn) if option else None


def _terms(item: Row, fields: DealFields) -> Terms:
    agreement, warehouse = _word(item, fields, "agreement"), _word(item, fields, "warehouse")
    return Terms(
        agreement=Thing(name=agreement) if agreement else None,
        warehouse=Thing(name=warehouse) if warehouse else None,
    )


def _word(item: Row, fields: DealFields, key: FieldKey) -> str:
    return identity(_own(item, fields, key)).strip()


def _own(item: Row, fields: DealFields, key: FieldKey) -> Any:
    name = fields.names.get(key)
    return item.get(name) if name else None


def _stated(item: Row, total: Decimal) -> Decimal | None:
    """Return the amount a person typed over the sum of the rows."""
    amount = cents(number(item.get("opportunity")))
    return amount if is_yes(item.get("isManualOpportunity")) and amount != total else None


def read_history(rows: Sequence[Row]) -> tuple[StageEntry, ...]:
    """Read the stage history, oldest first; rows of a stage without a readable time are left out."""
    entries = []
    for row in rows:
        entered = moment(row.get("CREATED_TIME"))
        if entered is not None:
            pipeline = str(row.get("CATEGORY_ID") or 0)
            entries.append(StageEntry(pipeline=pipeline, stage=str(row.get("STAGE_ID") or ""), entered_at=entered))
    return tuple(entries)
