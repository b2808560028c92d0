"""Lists and counts a connector's records with a frozen group, one that is not exchanged any more."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from prometheus_client import Gauge
from pymongo.asynchronous.database import AsyncDatabase

from shared.entities import Subject
from shared.messages.order import OrderGroup
from shared.messages.things import System
from shared.process.asking import say_json
from shared.process.settings import ServiceSettings
from shared.store import EntityStore
from shared.store.away import patient
from shared.store.connection import connect

_FROZEN = Gauge("bus_frozen_records", "Records with a group that is not exchanged any more", ["system", "record"])
_KEPT: Final[Mapping[str, Mapping[str, str]]] = {
    "b24": {
        "deal": "",
        "company": "companies",
        "contact": "contacts",
        "client": "private",
        "product": "products",
        "section": "sections",
        "price": "prices",
    },
    "onec": {"order": "", "partner": "partners", "contact_person": "persons", "item": "items", "price": "prices"},
}

_FROZEN_GROUP: Final = {"frozen": {"$gt": ""}, "frozen.0": {"$exists": True}}
"""The first half is what the index is of, the second what it is limited to."""
_LEFT: Final = {"fields.applied.left": True}
"""Deals alone are taken out of a stage; both halves have an index of their own."""
MOST = 100
"""Records that are named; one more says that there are others."""


def frozen_in(frozen: Iterable[str], fields: Mapping[str, Any]) -> frozenset[str]:
    """Return the frozen groups of an entity document; the stage counts if a person took the deal out of the bus's.

    Args:
        frozen: its groups that both sides kept overwriting.
        fields: what the connector remembers of it.
    """
    applied, born = fields.get("applied") or {}, fields.get("born") or {}
    is_left = bool(applied.get("left")) and applied.get("to") != born.get("stage")
    return frozenset(frozen) | ({OrderGroup.STAGE} if is_left else frozenset())


async def tell_frozen(system: System) -> None:
    """Answer `ask frozen`: `[{"key": "deal:41", "groups": ["rows"]}]`, at most 101 records, without the peer.

    Raises:
        SettingsError: a setting is missing.
        StoreUnavailableError: the database cannot be used.
    """
    settings = ServiceSettings.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        say_json(await frozen_records(database, system))


@patient
async def frozen_records(database: AsyncDatabase[dict[str, Any]], system: System) -> list[dict[str, Any]]:
    """Query the database once for the records that have a frozen group."""
    first, *others = (f"entities_{system}_{of}".rstrip("_") for of in _KEPT[system].values())
    found = await database[first].aggregate(
        [
            {"$match": {"$or": [_FROZEN_GROUP, _LEFT]} if system == "b24" else _FROZEN_GROUP},
            *({"$unionWith": {"coll": name, "pipeline": [{"$match": _FROZEN_GROUP}]}} for name in others),
            {"$limit": MOST + 1},
            {"$project": {"frozen": 1, "fields.applied": 1, "fields.born": 1}},
        ]
    )
    records = [
        {"key": one["_id"], "groups": sorted(frozen_in(one.get("frozen") or (), one.get("fields") or {}))}
        async for one in found
    ]
    return [one for one in records if one["groups"]]


async def count_frozen(database: AsyncDatabase[dict[str, Any]], system: System) -> None:
    """Set the metric of records with a frozen group, for each kind of record.

    Raises:
        StoreAwayError: the database does not answer.
    """
    for record, of in _KEPT[system].items():
        store: EntityStore[Any] = EntityStore(database, system, Subject(), of=of)
        _FROZEN.labels(system, record).set(await store.count(_FROZEN_GROUP))
