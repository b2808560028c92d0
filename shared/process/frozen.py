"""How many records of a connector have a group that is not exchanged any more."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from prometheus_client import Gauge
from pymongo.asynchronous.database import AsyncDatabase

from shared.entities import Subject
from shared.store import EntityStore

_FROZEN = Gauge("bus_frozen_records", "Records with a group that is not exchanged any more", ["system", "record"])
_KEPT: Final[Mapping[str, Mapping[str, str]]] = {
    "b24": {
        "deal": "",
        "company": "companies",
        "contact": "contacts",
        "product": "products",
        "section": "sections",
        "price": "prices",
    },
    "onec": {"order": "", "partner": "partners", "contact_person": "persons", "item": "items", "price": "prices"},
}


async def count_frozen(database: AsyncDatabase[dict[str, Any]], system: Literal["b24", "onec"]) -> None:
    """Show how many there are of each kind.

    Raises:
        StoreAwayError: the database does not answer.
    """
    for record, of in _KEPT[system].items():
        store: EntityStore[Any] = EntityStore(database, system, Subject(), of=of)
        _FROZEN.labels(system, record).set(await store.count({"frozen.0": {"$exists": True}}))
