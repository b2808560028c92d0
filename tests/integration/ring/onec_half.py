"""What every ring is put together from at 1C's side, and how the seeds of a test are lived through."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pymongo.asynchronous.database import AsyncDatabase

from services.mapper.links import Links
from services.onec_connector.assembly import OrderFlow, Site, assemble
from services.onec_connector.base.client import Base
from services.onec_connector.intake.pace import Pace
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from shared.messages.ring.message import Message
from shared.rules import Rules
from shared.store.connection import connect
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.ring import Ring


@dataclass
class RingBus:
    """Takes what 1C's side publishes; a hint counts as taken at once, so that no pass waits for its queue.

    Args:
        leaving_out: messages that this ring is not about.
    """

    leaving_out: tuple[type[Message], ...] = ()
    waiting: list[Message] = field(default_factory=list)
    paces: list[Pace] = field(default_factory=list)

    async def publish(self, *messages: Message, **_: Any) -> None:
        self.waiting.extend(one for one in messages if not isinstance(one, self.leaving_out))
        for one in messages:
            for pace in self.paces:
                pace.taken(one.subject)


@dataclass(frozen=True)
class OnecHalf:
    """A simulated base with the parts that every flow of it needs, and the mapper's links."""

    base: Base
    site: Site
    orders: OrderFlow
    links: Links
    database: AsyncDatabase[dict[str, Any]]


@asynccontextmanager
async def opened_half(
    onec: Onec, mongo_url: str, mongo_database: str, rules: Rules, bus: RingBus
) -> AsyncIterator[OnecHalf]:
    """Open 1C and the database for a ring under these rules."""
    async with (
        Base.connect(onec.address, user=onec.user, password=onec.password) as base,
        connect(mongo_url, mongo_database) as database,
    ):
        links = Links(database)
        await links.prepare()
        site = Site(BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c"), "portal-1", await read_profile(base), rules)
        yield OnecHalf(base, site, assemble(base, site, database, bus.publish), links, database)


class Living(Protocol):
    """People who live in a ring."""

    ring: Ring


P = TypeVar("P", bound=Living)


async def wrong_seeds(
    seeds: Iterable[int], people: Callable[[int], P], live: Callable[[P, random.Random], Awaitable[str | None]]
) -> dict[int, str]:
    """Let people live through each seed; return what was wrong at the end of which."""
    wrong = {}
    for seed in seeds:
        living = people(seed)
        if complaint := await live(living, random.Random(seed)) or "; ".join(living.ring.dead):
            wrong[seed] = complaint
            living.ring.waiting.clear()
            living.ring.dead.clear()
    return wrong
