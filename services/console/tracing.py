"""Everything known about one deal or order, from the pair, both connectors' documents and the dead letters."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from services.console import dead
from services.console.settings import ConsoleSettings
from services.console.stopped import SIDES, frozen_in
from shared.canon import ORDERS
from shared.messages.order import OrderGroup
from shared.observe.terminal import shown
from shared.store.connection import connect
from shared.store.doubts import Doubts
from shared.store.entities import EntityStore
from shared.store.entity import Entity

FIELDS_SHOWN = {
    "waiting": "заказ ждёт, причина в ленте",
    "manual_stage": "стадия, поставленная человеком",
    "bus_stage": "стадия, поставленная обменом",
    "told": "о чём написано в ленту",
    "number": "номер",
}
GROUPS_NAMED = {
    OrderGroup.ROWS: "состав",
    OrderGroup.MANAGER: "ответственный",
    OrderGroup.ORGANISATION: "организация",
    OrderGroup.PARTIES: "клиент",
    OrderGroup.HEADER: "заголовок",
    OrderGroup.EXTRA: "дополнительные поля",
    OrderGroup.STAGE: "стадия",
    OrderGroup.STATE: "состояние заказа",
    OrderGroup.GIVEN: "номер и ссылки",
}
NO_PAIR = "Нет: заказ не нужен (другая воронка, «Поступил заказ», дата раньше cutoff) или решение ещё в пути."


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found; `entities` by side, `doubts` the keys of what a person must decide first."""

    key: str
    pair: Mapping[str, Any] | None
    entities: Mapping[str, Entity[Any]]
    letters: Sequence[dead.Found]
    doubts: Sequence[str] = ()

    @property
    def known(self) -> bool:
        """Anything at all was found."""
        return bool(self.pair or self.entities or self.letters)

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "key": self.key,
            "pair": self.pair,
            "entities": {
                side: {**asdict(entity), "frozen": sorted(entity.frozen), "unsaid": sorted(entity.unsaid)}
                for side, entity in self.entities.items()
            },
            "doubts": list(self.doubts),
            "dead_letters": [found.as_json() for found in self.letters],
        }

    def table(self) -> Table:
        """For people."""
        table = PlainTable("Где", "Что", title=Text(shown(self.key)), title_justify="left")
        if not self.known:
            table.add_row("", "Ничего не известно. Сделка старше даты отсечки, не в той воронке или ещё не замечена.")
        if self.pair:
            table.add_row("Пара", f"сделка {self.pair.get('b24', 'ещё нет')}, заказ {self.pair.get('onec', 'ещё нет')}")
            if self.pair.get("waiting"):
                table.add_row("", "Заказ ждёт: причина стоит в ленте сделки.")
        elif self.entities:
            table.add_row("Пара", NO_PAIR)
        for side, name in SIDES:
            if side in self.entities:
                _describe(table, name, self.entities[side])
        for doubt in self.doubts:
            table.add_row("Вопрос", f"ждёт решения человека: dealbus match show {doubt}")
        for found in self.letters:
            table.add_row("Отложено", f"{dead.topic(found.letter)} в {found.group}: {found.letter.sentence}")
        return table


class PlainTable(Table):
    """A table whose cells are text and no markup of Rich."""

    def add_row(self, *cells: str) -> None:  # type: ignore[override]  # nothing but text is put into it
        """Add a row of texts from anywhere."""
        super().add_row(*(Text(shown(cell)) for cell in cells))


def _describe(table: PlainTable, name: str, entity: Entity[Any]) -> None:
    writing = f", запись начата {entity.writing.since:%d.%m %H:%M:%S} UTC" if entity.writing else ""
    table.add_row(name, f"{entity.ref or 'ещё нет'}, обновлено {_moment(entity.version)}{writing}")
    for group, words in GROUPS_NAMED.items():
        if group in entity.groups:
            numbers = entity.groups[group]
            frozen = ", ОСТАНОВЛЕНА (dealbus unfreeze)" if group in frozen_in(entity) else ""
            edited, known = _moment(numbers.edited), _moment(numbers.known)
            table.add_row("", f"{words} ({group}): изменено здесь {edited}, учтено с другой стороны {known}{frozen}")
    for field, words in FIELDS_SHOWN.items():
        value = entity.fields.get(field)
        if value:
            told = ", ".join(sorted(value)) if isinstance(value, Mapping) else {True: "да"}.get(value, value)
            table.add_row("", f"{words}: {told}")


def _moment(number: int) -> str:
    """Show a number of the store, which is milliseconds of the database's clock, as a person reads it."""
    return f"{datetime.fromtimestamp(number / 1000, UTC):%d.%m %H:%M:%S} UTC" if number else "—"


async def trace(settings: ConsoleSettings, key: str) -> Trace:
    """Collect what is known about a birth key, a deal or an order.

    Raises:
        StoreUnavailableError: the database cannot be used.
        TopologyError: the broker cannot be used.
        typer.Exit: the mapper could not be asked, and has said why.
    """
    entities: dict[str, Entity[Any]] = {}
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        pair = await _pair(key)
        keys = {key, *([str(pair["_id"])] if pair else [])}
        for side, _ in SIDES:
            found = await _entity(EntityStore(database, side, ORDERS), keys)
            if found is not None:
                entities[side] = found
        doubts = [one.key for name in sorted(keys) for one in await Doubts(database).about(name, ())]
    subjects = keys | ({f"order:{pair['onec']}", f"deal:{pair['b24']}"} if pair and "onec" in pair else set())
    letters = [found for found in await dead.every(settings) if found.letter.subject in subjects]
    return Trace(key, pair, entities, letters, doubts)


async def _entity(store: EntityStore[Any], keys: set[str]) -> Entity[Any] | None:
    for key in sorted(keys):
        found = await store.get(key) or await store.find(key.partition(":")[2])
        if found is not None:
            return found
    return None


async def _pair(key: str) -> dict[str, Any] | None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.mapper", "trace", key, stdout=asyncio.subprocess.PIPE
    )
    answer, _ = await process.communicate()
    if process.returncode:
        raise typer.Exit(process.returncode)
    return json.loads(answer) if answer.strip() else None
