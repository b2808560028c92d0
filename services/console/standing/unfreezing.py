"""`dealbus unfreeze`: lets a frozen field group of a pair's records be exchanged again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.console.settings import ConsoleSettings
from services.console.standing.frozen import SIDES, Family, Side, families_of, frozen_in
from shared.bus.bus import Bus
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import look_at
from shared.store import Into
from shared.store.connection import connect
from shared.store.entities import EntityStore
from shared.store.entity import Entity


@dataclass(frozen=True, slots=True)
class Unfrozen:
    """What `unfreeze` did.

    Args:
        key: birth key of the pair; None: nobody knows it.
        frozen: the systems in which the group was frozen, by their Russian names.
    """

    key: str | None
    frozen: tuple[str, ...] = ()

    def sentence(self, asked: str, group: str) -> str:
        """Return the sentence for the operator about what `dealbus unfreeze` did."""
        if self.key is None:
            return f"О {asked} ничего не известно: ни в Битрикс24, ни в 1С нет записи с таким ключом."
        if not self.frozen:
            return f"Группа {group} у {self.key} не была остановлена. Записи обеих систем будут перечитаны."
        where = ", ".join(self.frozen)
        again = f"Группа {group} у {self.key} снова в обмене (была остановлена: {where})."
        return f"{again} Записи обеих систем будут перечитаны."


async def unfreeze(settings: ConsoleSettings, key: str, group: str) -> Unfrozen:
    """Unfreeze a group in both connectors' documents of a pair, and have both records published anew.

    The touches go out also when nothing was frozen: an earlier run may have died before them.

    Args:
        settings: broker and database.
        key: birth key, or that of a record in one of the two systems.
        group: what was frozen.

    Raises:
        Retryable: broker or database is away; when the broker is, nothing was changed.
        StoreUnavailableError: the database cannot be used.
    """
    async with (
        Bus.connect(settings.amqp_url, service="console") as bus,
        connect(settings.mongo_url, settings.mongo_database) as database,
    ):
        found = [one for family in families_of(key) if (one := await _known(database, family, key)) is not None]
        if not found:
            return Unfrozen(None)
        released = {side for one in found for side in await _let_go(one, group)}
        frozen = tuple(name for side, name in SIDES if side in released)
        keys = [ref for one in found for ref in one.records]
        await bus.publish(*(hint for name in dict.fromkeys(keys) if (hint := look_at(name))))
    return Unfrozen(found[0].birth, frozen)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the connectors keep of the records of one pair, by side."""

    family: Family
    stores: Mapping[Side, EntityStore[Any]]
    entities: Mapping[Side, Entity[Any]]

    @property
    def birth(self) -> str:
        """The birth key of the pair whose group is unfrozen."""
        return next(iter(self.entities.values())).key

    @property
    def records(self) -> list[str]:
        """Keys of the unfrozen pair's records themselves, by which they are read anew."""
        return [f"{self.family.records[side]}:{one.ref}" for side, one in self.entities.items() if one.ref]


async def _known(database: AsyncDatabase[dict[str, Any]], family: Family, key: str) -> _Known | None:
    stores = family.stores(database)
    entities = await _entities(stores, key)
    return _Known(family, stores, entities) if entities else None


async def _let_go(known: _Known, group: str) -> list[Side]:
    """Unfreeze a group of a pair's records, and return the sides where it was frozen."""
    entities, stores = known.entities, known.stores
    released = [side for side, store in stores.items() if await _released(store, entities.get(side), group)]
    if "b24" in entities and "hindered" in entities["b24"].fields and not await _is_held(stores, known.birth):
        await stores["b24"].set_fields(known.birth, {"hindered": Into({"stopped": None})})
    return released


async def _released(store: EntityStore[Any], entity: Entity[Any] | None, group: str) -> bool:
    """Unfreeze a group in one connector's document, and return whether it was frozen; a stage is applied anew."""
    if entity is None:
        return False
    if group == OrderGroup.STAGE:
        await store.set_fields(entity.key, {"applied": None, "told": Into({"stage": None})})
    return await store.unfreeze(entity.key, group) or group in frozen_in(entity)


async def _is_held(stores: Mapping[Side, EntityStore[Any]], key: str) -> bool:
    """Tell whether another group of the pair is still frozen, which the deal goes on showing."""
    return any([(entity := await store.get(key)) and entity.frozen for store in stores.values()])


async def _entities(stores: Mapping[Side, EntityStore[Any]], key: str) -> dict[Side, Entity[Any]]:
    """Return both connectors' documents of a pair by side, found by any key that either side knows."""
    birth = key
    for store in stores.values():
        found = await store.get(key) or await store.find(key.partition(":")[2])
        if found is not None:
            birth = found.key
            break
    documents = {side: await store.get(birth) for side, store in stores.items()}
    return {side: entity for side, entity in documents.items() if entity is not None}
