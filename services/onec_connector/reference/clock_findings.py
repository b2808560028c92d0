"""`check`: whether the time zone set for 1C's clock can be right; 1C never names it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.onec_connector.base.client import Base
from services.onec_connector.base.query import Query, moment
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import order
from services.onec_connector.vocabulary.clock import read_moment
from services.onec_connector.vocabulary.orders import deal_of
from shared.process.findings import Finding
from shared.russian import counted

_SKEW = timedelta(minutes=10)
_FARTHEST = timedelta(hours=13)
"""Between a zone that a person may take for another; what is dated later was dated by hand."""
_LOOKED_AT = 200
_DATED_BACK = timedelta(minutes=45)
"""Nobody needs so long from a new order's form to its first save, and no two zones are nearer to one another."""
_WITNESSES = 2
"""One order may be dated back by hand."""
# Whoever dates an order by hand gets a whole hour or the last second of the day.
_TYPED = ("T00:00:00", "T12:00:00", "T23:59:59")
_NUMBER = re.compile(r"(.*?)(\d+)")
_REMEDY = "Укажите пояс, по которому идут часы сервера 1С."


class _Inversion(NamedTuple):
    """An order of the bus, and one that people numbered right after it and dated before it."""

    by: timedelta
    ours: str
    theirs: str


async def check_clock(base: Base, zone: ZoneInfo) -> list[Finding]:
    """Report for `check` that 1C's clock cannot be that of the zone, else the latest order for people to judge by.

    Its orders are dated in the future where it is ahead. Where it is behind, people's orders, dated by it, have later
    numbers and earlier dates than those of the bus, which are dated by ours.

    Args:
        base: of 1C.
        zone: that it is said to keep its time by.
    """
    now = datetime.now(UTC)
    until = moment((now + _FARTHEST).astimezone(zone))
    fields = (order.NUMBER, order.DATE, order.MARKER)
    latest = Query(f"{order.DATE} lt {until}", fields, f"{order.DATE} desc", top=_LOOKED_AT)
    rows = [row for row in await base.listing(order.SET, latest) if not str(row[order.DATE]).endswith(_TYPED)]
    told = [when for row in rows if (when := read_moment(row[order.DATE], zone))]
    if not told:
        return []
    ahead = max(told) - now
    shown = f"{max(told).astimezone(zone):%d.%m.%Y %H:%M}"
    if ahead > _SKEW:
        text = (
            f"В 1С есть заказ от {shown}, а по DEALBUS_ONEC_TIMEZONE ({zone}) это время ещё не наступило: часы базы "
            f"впереди не меньше чем на {_hours(ahead - _SKEW)}. {_REMEDY}"
        )
        return [Finding(ok=False, text=text)]
    if behind := _behind(rows):
        text = (
            f"Заказ 1С {behind.theirs} введён после заказа обмена {behind.ours}, а датирован раньше него: по "
            f"DEALBUS_ONEC_TIMEZONE ({zone}) часы базы отстают не меньше чем на {_hours(behind.by - _SKEW)}. {_REMEDY}"
        )
        return [Finding(ok=False, text=text)]
    text = f"Последний заказ 1С от {shown}, сейчас {now.astimezone(zone):%d.%m.%Y %H:%M} по часам базы ({zone})."
    return [Finding(ok=True, text=text)]


def _behind(rows: Iterable[Row]) -> _Inversion | None:
    """Return the largest of several inversions in the dates of 1C's orders; None: too few to say anything of the clock.

    A clock that is behind inverts nearly every such pair; who leaves a form open over lunch inverts one among many.
    """
    numbered: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for row in rows:
        if found := _NUMBER.fullmatch(str(row[order.NUMBER]).strip()):
            numbered[found[1]].append((int(found[2]), row))
    pairs = [pair for some in numbered.values() for pair in _neighbours(some)]
    found_all = [one for pair in pairs for one in _inversions(*pair)]
    right = sum(timedelta() <= _date(theirs) - _date(ours) <= _DATED_BACK for ours, theirs in pairs)
    return max(found_all) if len(found_all) >= max(_WITNESSES, right + 1) else None


def _neighbours(numbered: Sequence[tuple[int, Row]]) -> Iterable[tuple[Row, Row]]:
    """Yield each 1C order of the bus with that of people which is numbered right after it."""
    in_order = [row for _, row in sorted(numbered, key=lambda one: one[0])]
    return ((ours, theirs) for ours, theirs in pairwise(in_order) if deal_of(ours) and not deal_of(theirs))


def _inversions(ours: Row, theirs: Row) -> Iterable[_Inversion]:
    by = _date(ours) - _date(theirs)
    if _DATED_BACK < by < _FARTHEST:
        yield _Inversion(by, *(str(row[order.NUMBER]).strip() for row in (ours, theirs)))


def _date(row: Row) -> datetime:
    return datetime.fromisoformat(row[order.DATE])


def _hours(by: timedelta) -> str:
    return counted(math.ceil(by / timedelta(hours=1)), "{n} час", "{n} часа", "{n} часов")
