"""The report of a shadow: what the exchange would have done so far, a record a line. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from services.console.preview.foreseen import WOULD
from shared.store.shadow import WatchTimes

NOBODY: Final = "В тени ещё никто не смотрел: начните с dealbus shadow watch (docs/guides/shadow.ru.md)."
_QUIET: Final = ("same", "left", "unborn")
"""Nothing would be done."""


def head(watch: WatchTimes | None, kept: Sequence[Mapping[str, Any]], zone: tzinfo | None) -> list[str]:
    """Describe since when the shadow watches, and how many records come to what."""
    if watch is None:
        return [NOBODY]
    looked = f", последний взгляд {_moment(watch.looked, zone)}" if watch.looked else ", ни один взгляд не закончен"
    counts = Counter(str(one["would"]) for one in kept)
    named = ", ".join(f"{word}: {counts[would]}" for would, word in WOULD.items() if counts[would])
    moved = sum(one["to"] is not None for one in kept)
    stages = f" Сменили бы стадию: {moved}." if moved else ""
    return [
        f"Тень: изменённое с {_moment(watch.since, zone)}{looked}.",
        f"Записей: {len(kept)}{f' ({named})' if named else ''}.{stages} Ни в портале, ни в 1С ничего не изменено.",
    ]


def rows(kept: Sequence[Mapping[str, Any]], zone: tzinfo | None, *, whole: bool) -> list[tuple[list[str], list[str]]]:
    """Return the rows of the shadow's table: each record, when it was met, and what would be done with it.

    Args:
        kept: records.
        zone: of the times; None: this machine's.
        whole: also those with which nothing would be done.
    """
    return [(_record(one, zone), _told(one, zone)) for one in kept if whole or not _is_quiet(one)]


def as_json(watch: WatchTimes | None, kept: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the shadow's report for other programs."""
    return {
        "since": watch.since if watch else None,
        "looked": watch.looked if watch else None,
        "counted": dict(Counter(str(one["would"]) for one in kept)),
        "records": list(kept),
    }


def _is_quiet(one: Mapping[str, Any]) -> bool:
    return one["would"] in _QUIET and one["to"] is None and len(one["turns"]) == 1


def _record(one: Mapping[str, Any], zone: tzinfo | None) -> list[str]:
    return [str(one["key"]), *([str(one["name"])] if one["name"] else []), _moment(one["first"], zone)]


def _told(one: Mapping[str, Any], zone: tzinfo | None) -> list[str]:
    """Describe what would be done with a record now, and what would have been done before."""
    former = [f"{_moment(turn['at'], zone)} {WOULD[turn['would']]}" for turn in one["turns"][:-1]]
    return [*map(str, one["said"]), *([f"Раньше: {'; '.join(former)}."] if former else [])]


def _moment(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%d.%m %H:%M}"
