"""Payment stages `ЭтапыГрафикаОплаты` of 1C's order: filled when empty, spread anew, checked on posting."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.base.before_write import agreement_of
from sandbox.base.infobase import Infobase, Row, new_line
from sandbox.base.objects import order

CENT = Decimal("0.01")
CREDIT = {"ВариантОплаты": "КредитПослеОтгрузки", "ПроцентПлатежа": Decimal(100), "Сдвиг": 0}


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
    """Fill an order's payment stages from the schedule; the last stage takes the kopecks."""
    part = base.schema[order.SET].parts_by_name["ЭтапыГрафикаОплаты"]
    day = row["Date"].replace(hour=0, minute=0, second=0)
    left, stages = row["СуммаДокумента"], schedule_of(base, row)
    row["ЭтапыГрафикаОплаты"] = []
    for number, source in enumerate(stages, 1):
        share = (row["СуммаДокумента"] * source["ПроцентПлатежа"] / 100).quantize(CENT, ROUND_HALF_UP)
        line = new_line(part, row["Ref_Key"], number) | {
            "ВариантОплаты": source["ВариантОплаты"],
            "ПроцентПлатежа": source["ПроцентПлатежа"],
            "СуммаПлатежа": left if number == len(stages) else share,
            "Сдвиг": source["Сдвиг"],
            "ДатаПлатежа": day + timedelta(days=source["Сдвиг"]),
            "ВариантОтсчета": source.get("ВариантОтсчета") or "ОтДатыЗаказа",
        }
        left -= share
        row["ЭтапыГрафикаОплаты"].append(line)


def lay_out(base: Infobase, row: Row) -> bool:
    """Adapt the payment stages of an order being posted to its sum; tell whether anything changed."""
    stages = row["ЭтапыГрафикаОплаты"]
    if row["ПорядокРасчетов"] == "ПоНакладным":
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
        share = (row["СуммаДокумента"] * one["ПроцентПлатежа"] / whole).quantize(CENT, ROUND_HALF_UP)
        one["СуммаПлатежа"] = left if one is stages[-1] else share
        left -= share
    return True


def complaints(row: Row) -> list[str]:
    """Return what 1C says is wrong with the payment stages of an order."""
    stages, total = row["ЭтапыГрафикаОплаты"], row["СуммаДокумента"]
    if not stages:
        return [] if row["ПорядокРасчетов"] == "ПоНакладным" else ["Не заполнены этапы графика оплаты"]
    found = []
    day = row["Date"].replace(hour=0, minute=0, second=0)
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
