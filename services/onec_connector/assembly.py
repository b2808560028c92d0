"""The rooms of this service put together, apart from the broker: what `__main__` runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.base import Base
from services.onec_connector.intake.seen import SeenOrders
from services.onec_connector.profile.reading import Profile
from services.onec_connector.reader import Reader
from services.onec_connector.snapshots import Snapshots
from services.onec_connector.vocabulary.orders import Place
from services.onec_connector.waits import Waits
from services.onec_connector.writer.customers import Customers
from services.onec_connector.writer.desk import Desk
from services.onec_connector.writer.items import Items
from services.onec_connector.writer.newcomers import Newcomers
from services.onec_connector.writer.orders import Writer
from services.onec_connector.writer.staff import Staff
from services.onec_connector.writer.terms import Terms
from shared.store.claims import Claims
from shared.store.cursors import Cursors
from shared.store.entities import EntityStore

Publish = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rooms:
    """What handles messages and looks for changes."""

    reader: Reader
    writer: Writer
    snapshots: Snapshots
    store: EntityStore
    cursors: Cursors
    waits: Waits


@dataclass(frozen=True, slots=True)
class Site:
    """Which base and which portal this service stands between."""

    place: Place
    portal_id: str
    profile: Profile


def assemble(base: Base, site: Site, database: AsyncDatabase[dict[str, Any]], publish: Publish) -> Rooms:
    """Connect reader and writer to what they work with."""
    store, cursors, waits = EntityStore(database, "onec"), Cursors(database, "onec"), Waits(database)
    snapshots = Snapshots(base, site.place)
    reader = Reader(snapshots, store, SeenOrders(database))
    dictionaries, catalogue, parties = snapshots.dictionaries, snapshots.catalogue, snapshots.parties
    newcomers = Newcomers(base, dictionaries, portal_id=site.portal_id, access_groups=site.profile.access_groups)
    desk = Desk(
        snapshots=snapshots,
        reader=reader,
        store=store,
        cursors=cursors,
        items=Items(catalogue, dictionaries),
        staff=Staff(dictionaries),
        customers=Customers(parties, newcomers, Claims(database)),
        terms=Terms(base, dictionaries, uses_agreements=site.profile.agreements),
        waits=waits,
        publish=publish,
        portal_id=site.portal_id,
        approval=site.profile.approval,
    )
    return Rooms(reader, Writer(desk), snapshots, store, cursors, waits)
