"""The rooms of contact persons put together, apart from the broker: part of the lane `directory`."""

from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.intake.pace import PARTIES_AT_ONCE, Pace
from services.onec_connector.intake.persons import PersonPass
from services.onec_connector.memory.person import PersonStore, person_store
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.reader.persons import PersonReader
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.writer.orders.desk import OrderDesk
from services.onec_connector.writer.partners.newcomers import Newcomers
from services.onec_connector.writer.persons.desk import PersonDesk
from services.onec_connector.writer.persons.upserts import PersonWriter


@dataclass(frozen=True, slots=True)
class PersonRooms:
    """What handles contact persons; `look` is None where nothing of them is sent to the portal."""

    reader: PersonReader
    writer: PersonWriter
    store: PersonStore
    look: PersonPass | None
    pace: Pace


def assemble_persons(
    orders: OrderDesk, aside: BaseAside, base: Base, database: AsyncDatabase[dict[str, Any]], *, tells: bool
) -> PersonRooms:
    """Connect reader and writer of contact persons to what they work with.

    Args:
        orders: whose catalogues and ways of creating are shared.
        aside: for reading.
        base: for writing.
        database: what is remembered.
        tells: whether contact persons are sent to the portal.
    """
    dictionaries, publish, store = orders.snapshots.dictionaries, orders.publish, person_store(database)
    cards = PersonCards(aside, dictionaries)
    desk = PersonDesk(
        base=base,
        cards=cards,
        parties=orders.snapshots.parties,
        store=store,
        newcomers=Newcomers(base, dictionaries, orders.keys, portal_id=orders.portal_id),
        publish=publish,
        tells=tells,
    )
    seen, partners = SeenMarks(database, "persons"), SeenMarks(database, "partners")
    pace = Pace(publish, at_once=PARTIES_AT_ONCE)
    look = PersonPass(aside, seen, partners, pace) if tells else None
    reader = PersonReader(cards, store, enabled=tells, taken=pace.taken)
    return PersonRooms(reader, PersonWriter(desk), store, look, pace)
