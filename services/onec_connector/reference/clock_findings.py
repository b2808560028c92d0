"""`check`: whether the time zone set for 1C's clock can be right; 1C never names it."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, moment
from services.onec_connector.objects import order
from services.onec_connector.vocabulary.clock import read_moment
from shared.process.findings import Finding
from shared.russian import counted

_SKEW = timedelta(minutes=10)
_FARTHEST = timedelta(hours=13)
"""Between a zone that a person may take for another; what is dated later was dated by hand."""
_LOOKED_AT = 20


async def check_clock(base: Base, zone: ZoneInfo) -> list[Finding]:
    """Report for `check` orders dated in the future; if there are none, the latest one for people to judge by.

    Args:
        base: of 1C.
        zone: that it is said to keep its time by.
    """
    now = datetime.now(UTC)
    until = moment((now + _FARTHEST).astimezone(zone))
    latest = Query(f"{order.DATE} lt {until}", (order.DATE,), f"{order.DATE} desc", top=_LOOKED_AT)
    dates = [str(row[order.DATE]) for row in await base.listing(order.SET, latest)]
    # Whoever dates an order by hand gets a whole hour or the last second of the day.
    typed = ("T00:00:00", "T12:00:00", "T23:59:59")
    told = [when for one in dates if not one.endswith(typed) and (when := read_moment(one, zone))]
    if not told:
        return []
    ahead = max(told) - now
    shown = f"{max(told).astimezone(zone):%d.%m.%Y %H:%M}"
    if ahead > _SKEW:
        hours = counted(math.ceil((ahead - _SKEW) / timedelta(hours=1)), "{n} час", "{n} часа", "{n} часов")
        text = (
            f"В 1С есть заказ от {shown}, а по DEALBUS_ONEC_TIMEZONE ({zone}) это время ещё не наступило: часы базы "
            f"впереди не меньше чем на {hours}. Укажите пояс, по которому идут часы сервера 1С."
        )
        return [Finding(ok=False, text=text)]
    text = f"Последний заказ 1С от {shown}, сейчас {now.astimezone(zone):%d.%m.%Y %H:%M} по часам базы ({zone})."
    return [Finding(ok=True, text=text)]
