"""Everything known about one deal or order, from the pair, both connectors' documents and the dead letters."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from rich.table import Table

from services.console import dead
from services.console.settings import ConsoleSettings
from shared.messages.order import GroupName
from shared.store.connection import connect
from shared.store.entities import EntityStore
from shared.store.entity import Entity

SIDES: Sequence[tuple[Literal["b24", "onec"], str]] = (("b24", "Битрикс24"), ("onec", "1С"))
FIELDS_SHOWN = ("waiting", "manual_stage", "bus_stage", "told", "number")


@dataclass(frozen=True, slots=True)
class Trace:
    """What was found; `entities` by side."""

    key: str
    pair: Mapping[str, Any] | None
    entities: Mapping[str, Entity]
    letters: Sequence[dead.Found]

    @property
    def known(self) -> bool:
        """Anything at all was found."""
        return bool(self.pair or self.entities or self.letters)

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        return {
            "key": self.key,
            "pair": self.pair,
            "entities": {side: asdict(entity) for side, entity in self.entities.items()},
            "dead_letters": [{**asdict(found.letter), "group": found.group, "body": None} for found in self.letters],
        }

    def table(self) -> Table:
        """For people."""
        table = Table("Где", "Что", title=self.key, title_justify="left")
        if not self.known:
            table.add_row("", "Ничего не известно. Сделка старше даты отсечки, не в той воронке или ещё не замечена.")
        if self.pair:
            table.add_row("Пара", f"сделка {self.pair.get('b24', '—')}, заказ {self.pair.get('onec', '—')}")
            if self.pair.get("waiting"):
                table.add_row("", "Заказ ждёт: причина стоит в ленте сделки.")
        for side, name in SIDES:
            if side in self.entities:
                _describe(table, name, self.entities[side])
        for found in self.letters:
            table.add_row("Отложено", f"{dead.topic(found.letter)} в {found.group}: {found.letter.sentence}")
        return table


def _describe(table: Table, name: str, entity: Entity) -> None:
    writing = f", запись начата {entity.writing.since:%d.%m %H:%M:%S}" if entity.writing else ""
    table.add_row(name, f"{entity.ref or 'ещё нет'}, версия {entity.version}{writing}")
    for group in GroupName:
        if group in entity.groups:
            numbers = entity.groups[group]
            frozen = ", заморожена" if group in entity.frozen else ""
            table.add_row("", f"{group}: правка {numbers.edited}, учтена чужая {numbers.known}{frozen}")
    for field in FIELDS_SHOWN:
        if entity.fields.get(field):
            table.add_row("", f"{field}: {entity.fields[field]}")


async def trace(settings: ConsoleSettings, key: str) -> Trace:
    """Collect what is known about a birth key, a deal or an order."""
    pair = await _pair(key)
    keys = {key, *([str(pair["_id"])] if pair else [])}
    entities: dict[str, Entity] = {}
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        for side, _ in SIDES:
            found = await _entity(EntityStore(database, side), keys)
            if found is not None:
                entities[side] = found
    subjects = keys | ({f"order:{pair['onec']}", f"deal:{pair['b24']}"} if pair and "onec" in pair else set())
    letters = [found for found in await dead.every(settings) if found.letter.subject in subjects]
    return Trace(key, pair, entities, letters)


async def _entity(store: EntityStore, keys: set[str]) -> Entity | None:
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
    return json.loads(answer) if answer.strip() else None
