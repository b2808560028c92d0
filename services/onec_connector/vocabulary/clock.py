"""1C's times and days, naive in the base's own zone and with an empty value ⇄ aware ones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services.onec_connector.objects import standard


def read_moment(value: object, zone: ZoneInfo) -> datetime | None:
    """Return a time of 1C in UTC; None for the empty date, and for a time within hours of it."""
    if not value or value == standard.NO_DATE:
        return None
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def read_date(value: object) -> date | None:
    """Return the day of a time of 1C; None for the empty date."""
    if not value or value == standard.NO_DATE:
        return None
    return datetime.fromisoformat(str(value)).date()


def today_in(zone: ZoneInfo) -> date:
    """Return the day that the 1C base's clock shows now."""
    return datetime.now(UTC).astimezone(zone).date()


def write_moment(value: datetime, zone: ZoneInfo) -> str:
    """Write an aware time as the 1C base's clock shows it."""
    return value.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def write_date(value: date) -> str:
    """Write a day as 1C does: as the midnight it begins with."""
    return f"{value.isoformat()}T00:00:00"
