"""Payment stages `ЭтапыГрафикаОплаты` of 1C's order: filled when empty, spread anew, checked on posting."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base.before_write import active_rows, agreement_of
from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.objects import order
from sandbox.base.odata.values import EMPTY_DATE

CENT = Decimal("0.01")
CREDIT = {
    "ВариантОплаты": "КредитПослеОтгрузки",
    "ПроцентПлатежа": Decimal(100),
    "Сдвиг": 0,
    "ВариантОтсчета": "ОтДатыЗаказа",
}
FROM_SHIPMENT = {"ДоДатыОтгрузки", "ОтДатыОтгрузки", "ОтДатыПереходаПраваСобственности"}
BEFOREHAND = {"АвансДоОбеспечения", "ПредоплатаДоОтгрузки"}


def schedule_of(base: Infobase, row: Row) -> list[Row]:
    """Return the payment stages an order should have: its schedule's, its agreement's, or credit after shipment."""
    schedule = base.get("Catalog_ГрафикиОплаты", row["ГрафикОплаты_Key"])
    agreement = agreement_of(base, row)
    if schedule and schedule["Этапы"]:
        return list(schedule["Этапы"])
    if agreement and agreement["ЭтапыГрафикаОплаты"]:
        return list(agreement["ЭтапыГрафикаОплаты"])
    return [CREDIT]


def fill_stages(base: Infobase, row: Row) -> None:
    """Fill an order's payment stages from the schedule; the last stage takes the kopecks.

    A stage counted from the shipment is laid out once for each day of shipment among the rows, by their sums.
    """
    part = base.schema[order.SET].parts_by_name["ЭтапыГрафикаОплаты"]
    left, stages = row["СуммаДокумента"], schedule_of(base, row)
    laid: dict[tuple[str, str, int, datetime], Decimal] = {}
    for number, source in enumerate(stages, 1):
        share = _kopecks(row["СуммаДокумента"] * source["ПроцентПлатежа"] / 100)
        share = left if number == len(stages) else share
        left -= share
        # Without the option of a later transfer of ownership, and of an empty variant, shipment is counted from.
        variant = source.get("ВариантОтсчета", "ОтДатыЗаказа")
        variant = "ОтДатыОтгрузки" if variant in {"", "ОтДатыПереходаПраваСобственности"} else variant
        for day, portion in _portions(row, share) if variant in FROM_SHIPMENT else [(_day(row["Date"]), share)]:
            date = payment_date(row, source | {"ВариантОтсчета": variant}, day)
            key = (source["ВариантОплаты"], variant, source["Сдвиг"], date)
            laid[key] = laid.get(key, Decimal(0)) + portion
    row["ЭтапыГрафикаОплаты"] = [
        new_line(part, row["Ref_Key"], number)
        | dict(zip(("ВариантОплаты", "ВариантОтсчета", "Сдвиг", "ДатаПлатежа"), key, strict=True))
        | {"СуммаПлатежа": amount}
        for number, (key, amount) in enumerate(laid.items(), 1)
    ]
    _percents(row)


def payment_date(row: Row, stage: Row, shipped_on: datetime) -> datetime:
    """Return the day on which a stage of an order is to be paid.

    Args:
        row: the order
        stage: with what its day is counted from, and by how many days
        shipped_on: the day of shipment

    """
    shift = timedelta(days=int(stage["Сдвиг"]))
    match stage["ВариантОтсчета"]:
        case "ДоДатыОтгрузки":
            return shipped_on - shift
        case "ОтДатыОтгрузки" | "ОтДатыПереходаПраваСобственности":
            date = shipped_on + shift
            return min(date, shipped_on) if stage["ВариантОплаты"] in BEFOREHAND else date
        case "ОтДатыСогласования" if row["ДатаСогласования"] != EMPTY_DATE:
            return _day(row["ДатаСогласования"]) + shift
        case _:
            return _day(row["Date"]) + shift


def _portions(row: Row, share: Decimal) -> list[tuple[datetime, Decimal]]:
    """Spread a stage's sum over the days of shipment of an order; a row without one is shipped on the order's day."""
    sums: dict[datetime, Decimal] = {}
    for line in active_rows(row):
        day = _day(row["Date"] if line["ДатаОтгрузки"] == EMPTY_DATE else line["ДатаОтгрузки"])
        sums[day] = sums.get(day, Decimal(0)) + line["СуммаСНДС"]
    whole, left, found = sum(sums.values(), Decimal(0)), share, list[tuple[datetime, Decimal]]()
    for place, (day, of_rows) in enumerate(sums.items(), 1):
        portion = left if place == len(sums) else _kopecks(share * of_rows / whole)
        left -= portion
        found.append((day, portion))
    return found


def _percents(row: Row) -> None:
    """Give every stage of an order its percent of the sum; the last one completes the hundred."""
    left = Decimal(100)
    for place, stage in enumerate(row["ЭтапыГрафикаОплаты"], 1):
        is_last = place == len(row["ЭтапыГрафикаОплаты"])
        share = _kopecks(stage["СуммаПлатежа"] * 100 / row["СуммаДокумента"])
        stage["ПроцентПлатежа"] = left if is_last else share
        left -= stage["ПроцентПлатежа"]


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0)


def _kopecks(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def lay_out(base: Infobase, row: Row) -> bool:
    """Adapt the payment stages of an order being posted to its sum; tell whether anything changed."""
    stages = row["ЭтапыГрафикаОплаты"]
    if row["ПорядокРасчетов"] == "ПоНакладным" or not row["СуммаДокумента"]:
        row["ЭтапыГрафикаОплаты"] = []
        return bool(stages)
    if not stages:
        fill_stages(base, row)
        return True
    stale = sum(one["СуммаПлатежа"] for one in stages) != row["СуммаДокумента"]
    whole = sum((one["ПроцентПлатежа"] for one in stages), Decimal(0))
    if not stale or not whole:
        return False
    left = row["СуммаДокумента"]
    for one in stages:
        share = _kopecks(row["СуммаДокумента"] * one["ПроцентПлатежа"] / whole)
        one["СуммаПлатежа"] = left if one is stages[-1] else share
        left -= share
    return True


def complaints(row: Row) -> list[str]:
    """Return what 1C says is wrong with the payment stages of an order."""
    stages, total = row["ЭтапыГрафикаОплаты"], row["СуммаДокумента"]
    if not stages:
        return [] if row["ПорядокРасчетов"] == "ПоНакладным" or not total else ["Не заполнены этапы графика оплаты"]
    found = []
    day = _day(row["Date"])
    for stage in stages:
        number = stage["LineNumber"]
        if not stage["ВариантОплаты"]:
            found.append(f"Не заполнен вариант оплаты в строке {number} этапов оплаты")
        if not stage["ВариантОтсчета"]:
            found.append(f"Не заполнен вариант отсчета в строке {number} этапов оплаты")
        if stage["ДатаПлатежа"] < day:
            found.append(f"Дата платежа в строке {number} раньше даты заказа")
        if stage["ПроцентПлатежа"] <= 0:
            found.append(f"Не заполнен процент платежа в строке {number} этапов оплаты")
    if sum(stage["ПроцентПлатежа"] for stage in stages) != 100:
        found.append("Проценты этапов оплаты в сумме не равны 100")
    if sum(stage["СуммаПлатежа"] for stage in stages) != total:
        found.append("Сумма этапов оплаты не равна сумме документа")
    return found
