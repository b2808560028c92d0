"""What a fault has at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from sandbox.people.control import Control
from sandbox.stack import Stack, StackError
from tests.chaos.company import Company
from tests.chaos.network import START_S, Network

TRIES = 5
Kind = Callable[[], Awaitable[str]]
"""Breaks one thing, mends it where somebody would, and tells what it was."""


class Breaker(Protocol):
    """Kinds of faults that belong together, and how everything of theirs is mended."""

    kinds: Mapping[str, Kind]

    async def mend(self) -> None:
        """Mend whatever of it may still be broken."""


@dataclass(frozen=True)
class Scene:
    """A running company that is going to break.

    Args:
        network: the ways between its parts.
        portal: control interface of the simulated portal.
        base: of the simulated base.
        company: whose people work in them.
        random: of the seed.
        longest_s: no fault is held longer.
    """

    stack: Stack
    network: Network
    portal: Control
    base: Control
    company: Company
    random: Random
    longest_s: float = 40

    async def hold(self, *seconds: float) -> float:
        """Let one of these times pass, and return it."""
        chosen = min(self.random.choice(seconds), self.longest_s)
        await asyncio.sleep(chosen)
        return chosen

    async def start(self, name: str) -> None:
        """Start a service as its orchestrator does, again and again; one that is gone since it lost its lease, too."""
        program = self.stack.supervisor[name]
        for _ in range(TRIES):
            program.kill()
            with suppress(StackError):
                return await program.start(START_S)
        return await program.start(START_S)

    async def tell_portal(self, path: str, **body: Any) -> None:
        """Ask the portal's control interface."""
        await asyncio.to_thread(self.portal.post, path, **body)

    async def tell_base(self, path: str, **body: Any) -> None:
        """Ask the base's control interface."""
        await asyncio.to_thread(self.base.post, path, **body)
