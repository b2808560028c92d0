"""Records go round the ring in one process: real readers, writers and mapper, and a bus that misbehaves.

The portal and 1C are the simulated ones, MongoDB is real. The bus between them is one list: it repeats messages, lets
later ones overtake, and ends the process before or after a handler's messages are out.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Handlers
from shared.messages.envelope import wrap
from shared.messages.ring.commands import Command, CompanyNote, ProductNote
from shared.messages.ring.message import Message

LOOKS = 12
"""So often both sides are looked at in the end; a ring that still writes then never comes to rest."""
_AT_MOST = 400


class Surroundings(Protocol):
    """What is not the bus."""

    def hear(self) -> list[Message]:
        """Return what the portal has hinted since."""
        ...

    async def look(self) -> None:
        """Look at both sides, as the services do by themselves."""
        ...

    def pass_by(self, seconds: float) -> None:
        """Let time go by in the portal."""
        ...


@dataclass
class Ring:
    """The ring; `waiting` is what the bus holds, `dead` what was given up."""

    around: Surroundings
    handlers: Handlers
    waiting: list[Message] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    writes: int = 0

    def __post_init__(self) -> None:
        self._handlers: dict[type[Message], Callable[..., Awaitable[Any]]] = {
            one.message: one.handler for one in self.handlers
        }

    def hear(self) -> None:
        """Take over what the portal has hinted."""
        self.waiting.extend(self.around.hear())

    async def look(self) -> None:
        """Look at both sides."""
        await self.around.look()
        self.hear()

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
        self.writes += isinstance(message, Command) and not isinstance(message, CompanyNote | ProductNote)
        try:
            await self._run(message, killed)
        except Retryable:
            self.around.pass_by(5)
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

    async def settle(self) -> str | None:
        """Look and deliver all, again and again, until nothing is written; return why it never comes to that."""
        for _ in range(LOOKS):
            await self.look()
            self.writes = 0
            for _ in range(_AT_MOST):
                if self.waiting:
                    await self.deliver(random.Random(0), calm=True)
            if self.waiting:
                return f"never comes to rest: {[type(one).__name__ for one in self.waiting]}"
            if not self.writes:
                return None
        return "writes for ever"
