"""How 1C's form supplies the rows of an order: by line, or by the order's status where that option is off."""

from __future__ import annotations

from sandbox.base.infobase import Infobase, Row
from sandbox.base.objects import constants
from sandbox.base.states import GOODS, item_type

BY_STATUS = {
    "НеСогласован": "НеТребуется",
    "КОбеспечению": "СоСклада",
    "КОтгрузке": "Отгрузить",
    "Закрыт": "Отгрузить",
}


def is_by_line(base: Infobase, row: Row) -> bool:
    """Tell whether people see and choose the supply and the day of shipment of each row of an order."""
    return base.constant(constants.LINE_SHIPMENT) and not row.get("ЭтоЗаказКакСчет")


def usual_supply(base: Infobase, row: Row, line: Row) -> str:
    """Return the supply that the form gives to a row of an order."""
    if item_type(base, line) not in GOODS:
        return "Отгрузить"
    return "КОбеспечению" if is_by_line(base, row) else BY_STATUS.get(row["Статус"], "КОбеспечению")


def follow_status(base: Infobase, row: Row) -> Row:
    """Supply the rows of an order by its new status, as the form does where nobody supplies by line."""
    if not is_by_line(base, row):
        for line in row["Товары"]:
            line["ВариантОбеспечения"] = usual_supply(base, row, line)
    return row
