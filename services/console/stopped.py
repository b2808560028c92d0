"""Which groups of which records are not exchanged any more, until an operator lets them go."""

from typing import Any, Literal

from services.console.settings import ConsoleSettings
from shared.canon import ORDERS
from shared.messages.order import OrderGroup
from shared.process.findings import Finding
from shared.store.connection import connect
from shared.store.entities import EntityStore
from shared.store.entity import Entity

SIDES: tuple[tuple[Literal["b24", "onec"], str], ...] = (("b24", "Битрикс24"), ("onec", "1С"))
SHOWN = 100
_ANY = {"$or": [{"frozen.0": {"$exists": True}}, {"fields.applied.left": True}]}


def frozen_in(entity: Entity[Any]) -> frozenset[str]:
    """Return what is frozen in a document; the stage is where its deal was taken out of the one the bus had set."""
    applied, born = entity.fields.get("applied") or {}, entity.fields.get("born") or {}
    is_left = bool(applied.get("left")) and applied.get("to") != born.get("stage")
    return entity.frozen | ({OrderGroup.STAGE} if is_left else frozenset())


async def listed(settings: ConsoleSettings) -> list[Finding]:
    """Say for `dealbus check` what is frozen, a finding a group, with the command that lets it go.

    Raises:
        StoreUnavailableError: the database cannot be used.
    """
    found: list[Finding] = []
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        for side, name in SIDES:
            store: EntityStore[Any] = EntityStore(database, side, ORDERS)
            async for entity in store.listing(_ANY, limit=SHOWN):
                found += [_finding(entity.key, group, name) for group in sorted(frozen_in(entity))]
    return found


def _finding(key: str, group: str, side: str) -> Finding:
    why = "Битрикс24 и 1С раз за разом меняли друг друга"
    if group == OrderGroup.STAGE:
        why = "сделку убирали из стадии, поставленной обменом, и она оставлена"
    remedy = f"Найдите, кто её меняет, затем: dealbus unfreeze {key} {group}."
    return Finding(ok=False, text=f"Группа {group} у {key} остановлена ({side}): {why}. {remedy}")
