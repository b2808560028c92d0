"""Which days of payment a moved day of shipment moves, in ways of counting that few agreements have."""

from decimal import Decimal

import pytest

from services.onec_connector.objects import order as names
from services.onec_connector.writer.orders.payment_days import counted_anew

SHIPPED, MOVED = "2031-01-15T00:00:00", "2031-02-20T00:00:00"


def stage(start: str, due: str, *, shift: int = 10, kind: str = "КредитПослеОтгрузки") -> dict:
    return {
        names.STAGE_FROM: start,
        names.STAGE_KIND: kind,
        names.STAGE_SHIFT: str(shift),
        names.STAGE_DAY: f"{due}T00:00:00",
        names.STAGE_SUM: Decimal(100),
    }


def moved(*stages: dict, days: tuple[str, ...] = (SHIPPED,)):
    rows = [{names.SHIP_ON: day, names.CANCELLED: False} for day in days]
    document = {names.DATE: "2031-01-10T12:00:00", names.SHIP_ON: min(days), names.LINES: rows, names.STAGES: [*stages]}
    after = [row | {names.SHIP_ON: MOVED} if row[names.SHIP_ON] == min(days) else row for row in rows]
    found = counted_anew(document, {names.SHIP_ON: MOVED, names.LINES: after})
    return [one[names.STAGE_DAY][:10] for one in found.stages], [day.isoformat() for day in found.left]


@pytest.mark.parametrize(
    ("start", "due", "after"),
    [
        ("ОтДатыОтгрузки", "2031-01-25", "2031-03-02"),
        ("ДоДатыОтгрузки", "2031-01-10", "2031-02-10"),
        ("ОтДатыПереходаПраваСобственности", "2031-01-25", "2031-03-02"),
        ("ОтДатыПереходаПраваСобственности", "2031-01-28", "2031-03-05"),
    ],
    ids=["after shipment", "before it, and not before the order", "after the transfer", "three days after shipment"],
)
def test_what_is_counted_from_shipment_is_due_on_another_day(start, due, after):
    assert moved(stage(start, due)) == ([after], [])


@pytest.mark.parametrize("start", ["ОтДатыЗаказа", "ОтДатыСогласования", "ФиксированнаяДата", ""])
def test_what_is_counted_from_something_else_stays_without_a_word(start):
    assert moved(stage(start, "2031-01-25")) == (["2031-01-25"], [])


@pytest.mark.parametrize("start", ["Формула", "ОтДатыПоступления", "НовыйВариант"])
def test_what_may_hang_on_shipment_stays_and_is_told(start):
    assert moved(stage(start, "2031-01-25")) == (["2031-01-25"], ["2031-01-25"])


@pytest.mark.parametrize(("due", "left"), [("2031-01-28", ["2031-01-28"]), ("2031-04-11", [])])
def test_a_day_is_told_unless_other_rows_account_for_it(due, left):
    stages = (stage("ОтДатыОтгрузки", "2031-01-25"), stage("ОтДатыОтгрузки", due))

    assert moved(*stages, days=(SHIPPED, "2031-04-01T00:00:00")) == (["2031-03-02", due], left)


def test_what_is_paid_beforehand_is_due_on_the_day_of_shipment_itself():
    beforehand = stage("ОтДатыОтгрузки", "2031-01-15", kind="ПредоплатаДоОтгрузки")

    assert moved(beforehand) == (["2031-02-20"], [])


def test_without_another_day_of_shipment_nothing_moves():
    document = {names.DATE: "2031-01-10T12:00:00", names.SHIP_ON: SHIPPED, names.LINES: []}
    stages = [stage("ОтДатыОтгрузки", "2031-01-28")]

    found = counted_anew(document | {names.STAGES: stages}, {names.LINES: []})

    assert (found.stages, found.left) == (stages, ())
