"""Moves the days of payment that are counted from an order's shipment along with its day, as 1C's form does. Pure.

1C lays an empty part of payment stages out anew, by the agreement: shares that an accountant has typed would be lost.
So only days are moved, and of these only those that stand where their stage counts them; what people, or a calendar of
working days, have made of the others is not known here, and is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order as names
from services.onec_connector.vocabulary.clock import read_date, write_date
from services.onec_connector.vocabulary.header import day_of_shipment
from services.onec_connector.vocabulary.money import number


@dataclass(frozen=True, slots=True)
class PaymentDays:
    """Payment stages of an order that is to be shipped on another day; `left` are days that stay and may be wrong."""

    stages: list[Row]
    left: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shipment:
    """From which days an order's stages are counted.

    Args:
        former: the day of shipment that is moved.
        moved: what it becomes.
        ordered: the order's own day, before which nothing is due.
        at_once: all rows are shipped on the former day.
        others: days on which rows are shipped after the edit.
    """

    former: date
    moved: date
    ordered: date
    at_once: bool
    others: frozenset[date]

    def anew(self, stage: Row, due: date) -> date | None:
        """Return the new day of a stage; None: its present day is not the one that it counts."""
        if stage.get(names.STAGE_FROM) == names.AFTER_TRANSFER:
            # The days from shipment to the transfer of ownership are the agreement's; they stay as many.
            known = self.at_once and due >= self.former + _shift(stage)
            return max(due + (self.moved - self.former), self.ordered) if known else None
        return self.counted(stage, self.moved) if due == self.counted(stage, self.former) else None

    def counted(self, stage: Row, shipped_on: date) -> date | None:
        """Return the day on which a stage of what is shipped on a day is due; None: it counts otherwise."""
        match stage.get(names.STAGE_FROM):
            case names.BEFORE_SHIPMENT:
                day = shipped_on - _shift(stage)
            case names.AFTER_SHIPMENT if stage.get(names.STAGE_KIND) in names.BEFOREHAND:
                day = shipped_on
            case names.AFTER_SHIPMENT:
                day = shipped_on + _shift(stage)
            case _:
                return None
        return max(day, self.ordered)

    def stays(self, stage: Row, due: date) -> bool:
        """Tell whether a stage is counted from the day on which other rows are shipped."""
        return due in {self.counted(stage, day) for day in self.others}


def counted_anew(document: Row, body: Row) -> PaymentDays:
    """Count the days of payment of an order anew from the day of shipment that it gets.

    Args:
        document: as it stands.
        body: fields to send; its rows have the days of shipment that they are to have.
    """
    present: list[Row] = document.get(names.STAGES, [])
    former, moved = day_of_shipment(document), read_date(body.get(names.SHIP_ON))
    ordered = read_date(document.get(names.DATE))
    if former is None or moved is None or ordered is None:
        return PaymentDays(present)
    days = _days_of(document.get(names.LINES, ()))
    shipment = _Shipment(former, moved, ordered, days <= {former}, _days_of(body.get(names.LINES, ())))
    stages, left = list[Row](), list[date]()
    for row in present:
        due = read_date(row.get(names.STAGE_DAY))
        counts = due is not None and row.get(names.STAGE_FROM) not in names.NOT_FROM_SHIPMENT
        new = shipment.anew(row, due) if due and counts else None
        stages.append(row if new is None else {**row, names.STAGE_DAY: write_date(new)})
        if due and counts and new is None and not shipment.stays(row, due):
            left.append(due)
    return PaymentDays(stages, tuple(dict.fromkeys(left)))


def _days_of(rows: Sequence[Row]) -> frozenset[date]:
    days = (read_date(row.get(names.SHIP_ON)) for row in rows if not row.get(names.CANCELLED))
    return frozenset(day for day in days if day)


def _shift(stage: Row) -> timedelta:
    return timedelta(days=int(number(stage.get(names.STAGE_SHIFT))))
