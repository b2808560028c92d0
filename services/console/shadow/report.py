"""The report of a shadow: what the exchange would have done so far, by record and by day. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, Final

from services.console.preview.foreseen import WOULD
from shared.russian import counted
from shared.store.shadow import WatchTimes

UNFORESEEN: Final = (
    "Предвидеть нельзя: возразит ли 1С, проводя документ (остатки, задолженность, дата запрета изменений): {orders}."
)
"""What only a document that is posted can show."""
WEEK: Final = 7
_WEEKDAYS: Final = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
NOBODY: Final = "В тени ещё никто не смотрел: начните с dealbus shadow watch (docs/guides/shadow.ru.md)."
_QUIET: Final = ("same", "left", "unborn")
"""Nothing would be done."""


def head(watch: WatchTimes | None, kept: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> list[str]:
    """Describe since when the shadow watches, and how many records come to what."""
    if watch is None:
        return [NOBODY]
    looked = f", последний просмотр {_moment(watch.looked, zone)}" if watch.looked else ", ни один просмотр не закончен"
    found, moved, asked = counts(kept)
    named = _counted(found)
    stages = f" Сменили бы стадию: {moved}." if moved else ""
    return [
        f"Тень: изменённое с {_moment(watch.since, zone)}{looked}.",
        f"Записей: {len(kept)}{f' ({named})' if named else ''}.{stages} Ни в портале, ни в 1С ничего не изменено.",
        *([f"Вопросов человеку: {asked}; после запуска их покажет dealbus match list."] if asked else []),
        _unforeseen(found),
    ]


def counts(kept: Sequence[Mapping[str, Any]]) -> tuple[Counter[str], int, int]:
    """Count the shadow's records by what would be done, the deals that would be moved, and the questions."""
    moved = sum(one["to"] is not None for one in kept)
    return Counter(str(one["would"]) for one in kept), moved, len(_asked(kept))


def days(kept: Sequence[Mapping[str, Any]], zone: tzinfo | None, *, whole: bool) -> list[tuple[str, str]]:
    """Return the rows of the shadow's week: each day, and what the records met or changed on it came to.

    Args:
        kept: records.
        zone: of the days; None: this machine's.
        whole: all days, not only the last seven on which something was found.
    """
    found = _by_day(kept, zone)
    chosen = sorted(found)[0 if whole else -WEEK :]
    return [(f"{_WEEKDAYS[day.weekday()]} {day:%d.%m}", _counted(found[day])) for day in chosen]


def rows(kept: Sequence[Mapping[str, Any]], zone: tzinfo | None, *, whole: bool) -> list[tuple[list[str], list[str]]]:
    """Return the rows of the shadow's table: each record, when it was met, and what would be done with it.

    Args:
        kept: records.
        zone: of the times; None: this machine's.
        whole: also those with which nothing would be done.
    """
    return [(_record(one, zone), _told(one, zone)) for one in kept if whole or not _is_quiet(one)]


def as_json(watch: WatchTimes | None, kept: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> dict[str, Any]:
    """Return the shadow's report for other programs; the days are those of a time zone."""
    return {
        "since": watch.since if watch else None,
        "looked": watch.looked if watch else None,
        "counted": dict(counts(kept)[0]),
        "days": {f"{day}": dict(found) for day, found in sorted(_by_day(kept, zone).items())},
        "asked": sorted(_asked(kept)),
        "records": list(kept),
    }


def _asked(kept: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(key) for one in kept for key in one.get("asks", ())}


def _by_day(kept: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> dict[date, Counter[str]]:
    """Count the shadow's records by the day of each look that found their outcome; a changed outcome counts again."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for one in kept:
        for turn in one["turns"]:
            found[turn["at"].astimezone(zone).date()][str(turn["would"])] += 1
    return found


def _counted(found: Mapping[str, int]) -> str:
    return ", ".join(f"{word}: {found[would]}" for would, word in WOULD.items() if found.get(would))


def _unforeseen(found: Mapping[str, int]) -> str:
    written = found.get("create", 0) + found.get("change", 0)
    return UNFORESEEN.format(orders=counted(written, "{n} заказ", "{n} заказа", "{n} заказов"))


def _is_quiet(one: Mapping[str, Any]) -> bool:
    return one["would"] in _QUIET and one["to"] is None and len(one["turns"]) == 1


def _record(one: Mapping[str, Any], zone: tzinfo | None) -> list[str]:
    return [str(one["key"]), *([str(one["name"])] if one["name"] else []), _moment(one["first"], zone)]


def _told(one: Mapping[str, Any], zone: tzinfo | None) -> list[str]:
    """Describe what would be done with a record of the shadow now, and what would have been done before."""
    former = [f"{_moment(turn['at'], zone)} {WOULD[turn['would']]}" for turn in one["turns"][:-1]]
    return [*map(str, one["said"]), *([f"Раньше: {'; '.join(former)}."] if former else [])]


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%d.%m %H:%M}"
