"""From which day 1C counts the days of payment that it lays out when it posts an order."""

from decimal import Decimal

import pytest


def stages(desk, *, agreed, **over):
    rows = [
        {"ВариантОплаты": kind, "ВариантОтсчета": start, "Сдвиг": shift, "ПроцентПлатежа": Decimal(percent)}
        for kind, start, shift, percent in agreed
    ]
    guid = desk.post("Document_ЗаказКлиента", desk.body(**over))["Ref_Key"]
    agreement = desk.order(guid)["Соглашение_Key"]
    desk.base.get("Catalog_СоглашенияСКлиентами", agreement)["ЭтапыГрафикаОплаты"] = rows
    assert desk.post_document(guid)[0] == 200, desk.base.journal
    return [(one["ДатаПлатежа"][:10], one["СуммаПлатежа"]) for one in desk.order(guid)["ЭтапыГрафикаОплаты"]]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("ОтДатыЗаказа", "2026-03-08"),
        ("ОтДатыСогласования", "2026-03-08"),
        ("ДоДатыОтгрузки", "2026-03-07"),
        ("ОтДатыОтгрузки", "2026-03-13"),
        ("ОтДатыПереходаПраваСобственности", "2026-03-13"),
        ("", "2026-03-13"),
    ],
)
def test_a_stage_is_counted_from_the_day_that_the_agreement_names(desk, start, day):
    assert stages(desk, agreed=[("КредитПослеОтгрузки", start, 3, 100)]) == [(day, 2440)]


def test_what_is_to_be_paid_beforehand_is_due_on_the_day_of_shipment_at_the_latest(desk):
    assert stages(desk, agreed=[("ПредоплатаДоОтгрузки", "ОтДатыОтгрузки", 3, 100)]) == [("2026-03-10", 2440)]


def test_each_day_of_shipment_has_a_stage_of_its_own(desk):
    rows = [desk.line(1), desk.line(2, ДатаОтгрузки="2026-03-20T00:00:00")]
    agreed = [("АвансДоОбеспечения", "ОтДатыЗаказа", 0, 50), ("КредитПослеОтгрузки", "ОтДатыОтгрузки", 3, 50)]

    found = stages(desk, agreed=agreed, Товары=rows)

    assert found == [("2026-03-05", 2440), ("2026-03-13", 1220), ("2026-03-23", 1220)]


def test_an_order_of_nothing_has_nothing_to_be_paid(desk):
    free = desk.line(1, Цена=0, Сумма=0, СуммаНДС=0, СуммаСНДС=0)

    assert stages(desk, agreed=[("КредитПослеОтгрузки", "ОтДатыОтгрузки", 3, 100)], Товары=[free]) == []
