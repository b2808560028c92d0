"""Collects what a pair's web page shows by asking services, without reading their collections."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import typer

from services.console.dead_letters import dead
from services.console.settings import ConsoleSettings
from services.console.surroundings import B24, MAPPER, ONEC, answered
from services.console.trace.tracing import Trace, names_of
from services.console.web.settings import WebSettings
from services.console.web.values import SeenRecord, seen
from shared.process.record_door import ask_door
from shared.store.connection import connect
from shared.store.doubts import Doubts
from shared.store.history import History

_SILENT: Final = SeenRecord(why="unanswered")


async def story(settings: ConsoleSettings, key: str, letters: Sequence[dead.Found]) -> Trace:
    """Collect for a pair's page what `dealbus trace` tells of a deal or an order, by its key or its counterpart's.

    Args:
        settings: where the database is.
        key: `deal:41` or `order:<guid>`.
        letters: all dead letters.

    Raises:
        StoreUnavailableError: the database cannot be used.
        typer.Exit: a service could not be asked, and has said why.
    """
    heard, told = await asyncio.gather(answered(MAPPER, "trace", key), answered(B24, "ask", "told", key))
    pair = heard["pair"]
    keys, subjects = names_of(key, pair)
    if keys != {key}:
        told = await answered(B24, "ask", "told", *sorted(keys))
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        doubts = [one.key for one in await Doubts(database).awaited_by(keys)]
        others = subjects - ({str(pair["_id"])} if pair else {key})
        dropped = await History(database, "mapper", 0).of_any(others) if others else []
    lines = [*dropped, *_dated(heard["history"]), *_dated(told)]
    about = [one for one in letters if one.letter.subject in subjects]
    return Trace(key, pair, {}, about, doubts, lines, ZoneInfo(heard["timezone"]))


async def both_now(settings: WebSettings, pair: Mapping[str, Any] | None) -> tuple[SeenRecord, SeenRecord]:
    """Ask portal and 1C for a pair's page what deal and order hold now; a silent one does not stop the other.

    Args:
        settings: where the connectors answer.
        pair: as the mapper tells it.
    """
    ids, key = pair or {}, settings.console_key.get_secret_value()
    return (
        await _asked(B24, "deal", ids.get("b24"), settings.console_b24_url, key),
        await _asked(ONEC, "order", ids.get("onec"), settings.console_onec_url, key),
    )


async def _asked(module: str, record: str, identity: str | None, url: str, key: str) -> SeenRecord:
    """Ask a connector what its record holds now: the running one where its address is known, else by its command."""
    if not identity:
        return SeenRecord()
    if url:
        found = await ask_door(url, key, identity)
        return seen(found) if found is not None else _SILENT
    try:
        return seen(await answered(module, "ask", "tell", record, identity))
    except typer.Exit:  # it has said why where this program's log goes
        return _SILENT


def _dated(lines: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{**line, "at": datetime.fromisoformat(line["at"])} for line in lines]
