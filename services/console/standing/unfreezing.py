"""`dealbus unfreeze`: lets a frozen field group be exchanged again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.console.settings import ConsoleSettings
from services.console.standing.stopped import SIDES, Side, family_of, frozen_in
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
        """Return the sentence for the operator about what `unfreeze` did."""
        if self.key is None:
            return f"О {asked} ничего не известно: ни в Битрикс24, ни в 1С нет записи с таким ключом."
        if not self.frozen:
            return f"Группа {group} у {self.key} не была остановлена. Записи обеих систем будут перечитаны."
        where = ", ".join(self.frozen)
        again = f"Группа {group} у {self.key} снова в обмене (была остановлена: {where})."
        return f"{again} Записи обеих систем будут перечитаны."


async def unfreeze(settings: ConsoleSettings, key: str, group: str) -> Unfrozen:
    """Unfreeze a group in both connectors' documents and have both records published anew.

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
        family = family_of(key)
        stores = family.stores(database) if family else {}
        entities = await _entities(stores, key)
        if family is None or not entities:
            return Unfrozen(None)
        birth = next(iter(entities.values())).key
        released = [side for side, store in stores.items() if await _released(store, entities.get(side), group)]
        frozen = tuple(name for side, name in SIDES if side in released)
        if "b24" in entities and "hindered" in entities["b24"].fields and not await _is_held(stores, birth):
            await stores["b24"].set_fields(birth, {"hindered": Into({"stopped": None})})
        keys = [f"{family.records[side]}:{entity.ref}" for side, entity in entities.items() if entity.ref]
        await bus.publish(*(hint for key in keys if (hint := look_at(key))))
    return Unfrozen(birth, frozen)


async def _released(store: EntityStore[Any], entity: Entity[Any] | None, group: str) -> bool:
    """Unfreeze a group, and return whether it was frozen; a stage is applied anew."""
    if entity is None:
        return False
    if group == OrderGroup.STAGE:
        await store.set_fields(entity.key, {"applied": None, "told": Into({"stage": None})})
    return await store.unfreeze(entity.key, group) or group in frozen_in(entity)


async def _is_held(stores: Mapping[Side, EntityStore[Any]], key: str) -> bool:
    """Tell whether another group of the pair is still frozen, which the deal goes on showing."""
    return any([(entity := await store.get(key)) and entity.frozen for store in stores.values()])


async def _entities(stores: Mapping[Side, EntityStore[Any]], key: str) -> dict[Side, Entity[Any]]:
    """Return the documents of a pair by side, found by any key that either side knows."""
    birth = key
    for store in stores.values():
        found = await store.get(key) or await store.find(key.partition(":")[2])
        if found is not None:
            birth = found.key
            break
    documents = {side: await store.get(birth) for side, store in stores.items()}
    return {side: entity for side, entity in documents.items() if entity is not None}
