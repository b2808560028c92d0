"""A base whose clock is behind what the setting says: told by orders numbered after those of the bus, dated before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.onec_connector.objects import order
from services.onec_connector.reference.clock_findings import check_clock

MOSCOW = ZoneInfo("Europe/Moscow")
NOON = datetime.now(MOSCOW).replace(tzinfo=None, microsecond=0) - timedelta(days=2)


class Orders:
    """A base with these orders."""

    def __init__(self, *rows: dict[str, str]) -> None:
        self._rows = sorted(rows, key=lambda row: row[order.DATE], reverse=True)

    async def listing(self, _: str, query) -> list[dict[str, str]]:
        return [{name: row[name] for name in query.select} for row in self._rows[: query.top]]


def made(number: int, minutes: float, *, by_bus: bool = False, prefix: str = "ТД00-") -> dict[str, str]:
    """Return an order dated minutes after noon, seven seconds past: by a clock and not by hand."""
    dated = (NOON + timedelta(minutes=minutes)).replace(second=7)
    marker = f"B24-{number}" if by_bus else ""
    return {order.NUMBER: f"{prefix}{number:06}", order.DATE: dated.isoformat(), order.MARKER: marker}


async def said(*rows: dict[str, str]) -> tuple[bool, str]:
    (finding,) = await check_clock(Orders(*rows), MOSCOW)
    return finding.ok, finding.text


async def test_orders_numbered_after_the_bus_and_dated_before_it_tell_that_the_base_is_behind():
    ok, text = await said(
        made(1, 0, by_bus=True), made(2, -170), made(3, 20, by_bus=True), made(4, -110), made(5, -100)
    )

    assert not ok
    assert text.startswith("Заказ 1С ТД00-000002 введён после заказа обмена ТД00-000001, а датирован раньше него: ")
    assert "часы базы отстают не меньше чем на 3 часа. Укажите пояс" in text
    assert "DEALBUS_ONEC_TIMEZONE (Europe/Moscow)" in text


@pytest.mark.parametrize(
    "rows",
    [
        [made(1, 0, by_bus=True), made(2, 5), made(3, 20, by_bus=True), made(4, 18)],
        [made(1, 0, by_bus=True), made(2, -170), made(3, 20, by_bus=True), made(4, 25)],
        [made(1, 0, by_bus=True), made(2, -170, prefix="ВТ00-"), made(3, 20, by_bus=True), made(5, -110, prefix="")],
        [made(1, 0, by_bus=True), made(2, -3000), made(3, 20, by_bus=True), made(4, -3000)],
        [made(1, 0), made(2, -170), made(3, 20), made(4, -110)],
    ],
    ids=["in order", "one dated back", "of other organisations", "dated back by days", "none of the bus"],
)
async def test_what_people_date_back_now_and_then_says_nothing_of_the_clock(rows):
    ok, text = await said(*rows)

    assert ok
    assert text.startswith("Последний заказ 1С от ")


async def test_forms_left_open_over_lunch_among_a_days_orders_say_nothing_of_the_clock():
    day = [made(number, 10 * number, by_bus=bool(number % 2)) for number in range(1, 41)]
    left_open = [made(number, 10 * number - 70) for number in (12, 22)]

    ok, _ = await said(*day[:11], left_open[0], *day[12:21], left_open[1], *day[22:])

    assert ok


async def test_an_order_of_the_future_is_told_first():
    ahead = (datetime.now(UTC) + timedelta(hours=2)).astimezone(MOSCOW).replace(tzinfo=None, second=7, microsecond=0)
    row = {order.NUMBER: "ТД00-000009", order.DATE: ahead.isoformat(), order.MARKER: ""}

    ok, text = await said(made(1, 0, by_bus=True), made(2, -170), made(3, 20, by_bus=True), made(4, -110), row)

    assert not ok
    assert "часы базы впереди не меньше чем на 2 часа" in text
