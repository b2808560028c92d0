"""A moved day of shipment moves the days of payment that are counted from it."""

from datetime import date
from decimal import Decimal

import pytest

from shared.messages.ring.outcomes import OrderUpserted
from tests.integration.onec_connector.connector import (
    command,
    created,
    deal,
    known_client,
    known_item,
    line,
    said,
)

SHIPPED, MOVED = date(2031, 1, 15), date(2031, 2, 20)
DEFERRED = ("КредитПослеОтгрузки", "ОтДатыОтгрузки", 14, 100)
HALVES = (("ПредоплатаДоОтгрузки", "ДоДатыОтгрузки", 3, 50), ("КредитПослеОтгрузки", "ОтДатыОтгрузки", 14, 50))


async def agreed(onec, company, *stages):
    rows = [
        {"ВариантОплаты": kind, "ВариантОтсчета": start, "Сдвиг": shift, "ПроцентПлатежа": percent}
        for kind, start, shift, percent in stages
    ]
    await onec.do("agreements", guid=known_client(company).agreement.guid, set={"ЭтапыГрафикаОплаты": rows})


async def payments(onec, guid):
    document = (await onec.order(guid))["document"]
    return [(one["ДатаПлатежа"][:10], Decimal(one["СуммаПлатежа"])) for one in document["ЭтапыГрафикаОплаты"]]


async def days(onec, guid):
    return [day for day, _ in await payments(onec, guid)]


async def moved(connector, company, **changes):
    outcome, *_ = await connector.upsert(command(deal(company, **{"ship_on": MOVED} | changes), edited=2))
    assert isinstance(outcome, OrderUpserted)
    return outcome


async def set_day(onec, guid, place, day):
    document = (await onec.order(guid))["document"]
    stages = document["ЭтапыГрафикаОплаты"]
    stages[place]["ДатаПлатежа"] = f"{day}T00:00:00"
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"ЭтапыГрафикаОплаты": stages})


@pytest.mark.parametrize(
    ("stages", "before", "after"),
    [
        ((DEFERRED,), ["2031-01-29"], ["2031-03-06"]),
        (HALVES, ["2031-01-12", "2031-01-29"], ["2031-02-17", "2031-03-06"]),
    ],
    ids=["deferred", "halves"],
)
async def test_a_payment_counted_from_shipment_is_due_as_much_later(connector, onec, company, stages, before, after):
    await agreed(onec, company, *stages)
    guid = await created(connector, company, ship_on=SHIPPED)
    stood = await days(onec, guid)

    outcome = await moved(connector, company)

    assert (stood, await days(onec, guid)) == (before, after)
    assert "срок" not in said(outcome)
    assert (await onec.do(f"orders/{guid}/save_in_form"))["complaints"] == []


async def test_a_payment_counted_from_the_order_stays(connector, onec, company):
    await agreed(onec, company, ("КредитПослеОтгрузки", "ОтДатыЗаказа", 14, 100))
    guid = await created(connector, company, ship_on=SHIPPED)
    stood = await days(onec, guid)

    await moved(connector, company)

    assert await days(onec, guid) == stood


async def test_rows_edited_beside_it_change_the_sums_as_well(connector, onec, company):
    await agreed(onec, company, *HALVES)
    guid = await created(connector, company, ship_on=SHIPPED)

    await moved(connector, company, lines=(line(known_item(company), quantity="3", price="100"),))

    assert await payments(onec, guid) == [("2031-02-17", 150), ("2031-03-06", 150)]


async def test_shares_that_the_accountant_has_typed_stay(connector, onec, company):
    await agreed(onec, company, *HALVES)
    guid = await created(connector, company, ship_on=SHIPPED)
    document = (await onec.order(guid))["document"]
    first, second = document["ЭтапыГрафикаОплаты"]
    total = Decimal(document["СуммаДокумента"])
    part = (total * 30 / 100).quantize(Decimal("0.01"))
    typed = [
        first | {"ПроцентПлатежа": 30, "СуммаПлатежа": str(part)},
        second | {"ПроцентПлатежа": 70, "СуммаПлатежа": str(total - part)},
    ]
    async with onec.clerk() as clerk:
        await clerk.change("Document_ЗаказКлиента", guid, {"ЭтапыГрафикаОплаты": typed})

    await moved(connector, company)

    assert await payments(onec, guid) == [("2031-02-17", part), ("2031-03-06", total - part)]


async def test_a_day_that_people_have_set_stays_and_the_manager_reads_it_once(connector, onec, company):
    await agreed(onec, company, *HALVES)
    guid = await created(connector, company, ship_on=SHIPPED)
    await set_day(onec, guid, 1, "2031-02-03")

    outcome = await moved(connector, company)
    again = await moved(connector, company)

    assert await days(onec, guid) == ["2031-02-17", "2031-02-03"]
    assert "03.02.2031" in said(outcome)
    assert "Попросите бухгалтера" in said(outcome)
    assert "03.02.2031" not in said(again)


async def test_of_rows_that_are_shipped_later_the_payment_stays(connector, onec, company):
    await agreed(onec, company, DEFERRED)
    rows = (line(known_item(company)), line(known_item(company, 1)))
    guid = await created(connector, company, lines=rows, ship_on=SHIPPED)
    first, second = (await onec.order(guid))["document"]["Товары"]
    async with onec.clerk() as clerk:
        later = [first, second | {"ДатаОтгрузки": "2031-05-01T00:00:00"}]
        await clerk.change("Document_ЗаказКлиента", guid, {"Товары": later, "ЭтапыГрафикаОплаты": []})
    await onec.do(f"orders/{guid}/post")

    outcome = await moved(connector, company, lines=rows)

    assert await days(onec, guid) == ["2031-03-06", "2031-05-15"]
    assert "срок" not in said(outcome)


async def test_no_payment_is_due_before_the_order_itself(connector, onec, company):
    await agreed(onec, company, ("ПредоплатаДоОтгрузки", "ДоДатыОтгрузки", 20, 100))
    guid = await created(connector, company, ship_on=SHIPPED)
    document = (await onec.order(guid))["document"]
    ordered = date.fromisoformat(document["Date"][:10])

    await moved(connector, company, ship_on=ordered)

    document = (await onec.order(guid))["document"]
    assert (await days(onec, guid), document["Posted"]) == ([ordered.isoformat()], True)


async def test_where_1c_refuses_the_edit_the_former_days_stand(connector, onec, company, monkeypatch):
    monkeypatch.setattr("services.onec_connector.base.posting._PAUSES_S", (0, 0))
    await agreed(onec, company, DEFERRED)
    guid = await created(connector, company, ship_on=SHIPPED)
    await onec.do("switches", post_fail=3)

    await connector.upsert(command(deal(company, ship_on=MOVED), edited=2))

    assert await days(onec, guid) == ["2031-01-29"]
