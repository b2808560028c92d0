"""Companies and partners go round the ring in one process: real readers, writers and mapper, a bus that misbehaves.

The portal and 1C are the simulated ones, MongoDB is real. Between them stands a bus of one list: it repeats messages,
lets later ones overtake, and ends the process before or after a handler's messages are out. People edit both sides
meanwhile.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from services.mapper.companies import CompanyMapper
from services.onec_connector.assembly import PartnerRooms
from shared.bus.done import Done
from shared.bus.errors import Permanent, Retryable
from shared.messages.envelope import Envelope, wrap
from shared.messages.ring.commands import CompanyUpsert, PartnerUpsert
from shared.messages.ring.message import Message
from tests.integration.b24_connector.company_office import Registry

Run = Callable[[Envelope, Message], Awaitable[Done]]

LOOKS = 12
"""So often both sides are looked at in the end; a ring that still writes then never comes to rest."""


@dataclass
class CompanyRing:
    """The ring; `waiting` is what the bus holds."""

    portal: Registry
    partners: PartnerRooms
    mapper: CompanyMapper
    waiting: list[Message] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    writes: int = 0

    def __post_init__(self) -> None:
        handlers = [
            *self.mapper.handlers(),
            *self.portal.reader.handlers(),
            *self.portal.writer.handlers(),
            *self.portal.notes.handlers(),
            *self.partners.reader.handlers(),
            *self.partners.writer.handlers(),
        ]
        self._handlers: dict[type[Message], Run] = {one.message: one.handler for one in handlers}

    def hear(self) -> None:
        """Take over what the portal has hinted."""
        while self.portal.touches:
            self.waiting.append(self.portal.touches.popleft())

    async def deliver(self, chance: random.Random, *, calm: bool = False) -> None:
        """Hand one message to whom it is for; what fails comes back later.

        Args:
            chance: which of those that wait, and what befalls it.
            calm: in order, once, and nobody is killed.
        """
        message = self.waiting.pop(0 if calm else chance.randrange(len(self.waiting)))
        if not calm and chance.random() < 0.1:
            self.waiting.append(message)  # the broker delivers it twice
        killed = "" if calm else chance.choices(("", "before", "after"), (18, 1, 1))[0]
        self.writes += isinstance(message, CompanyUpsert | PartnerUpsert)
        try:
            await self._run(message, killed)
        except Retryable:
            self.portal.simulated.clock.advance(5)
            self.waiting.append(message)
        except Permanent as error:
            self.dead.append(str(error))

    async def _run(self, message: Message, killed: str) -> None:
        try:
            done = await self._handlers[type(message)](wrap(message, source="test"), message)
        finally:
            self.hear()
        if killed == "before":
            self.waiting.append(message)
            return
        self.waiting.extend(done.publish)
        if killed == "after":
            self.waiting.append(message)
        elif done.then:
            await done.then()

    async def settle(self) -> bool:
        """Deliver all and look at both sides as the services do, again and again; False: it never comes to rest."""
        calm = random.Random(0)
        for _ in range(LOOKS):
            self.writes = 0
            for _ in range(400):
                if not self.waiting:
                    break
                await self.deliver(calm, calm=True)
            if self.waiting:
                return False
            if not self.writes:
                return True
            await self.look()
        return False

    async def look(self) -> None:
        """Sweep the portal, pass over 1C's partners, and let what is refused be tried again."""
        self.portal.simulated.clock.advance(300)
        await self.portal.sweeper.sweep()
        assert self.partners.look is not None
        await self.partners.look.look()
        self.hear()

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """Nobody hears the events of what is done meanwhile."""
        listeners = self.portal.simulated.listeners
        kept = list(listeners)
        listeners.clear()
        yield
        listeners.extend(kept)
