"""What breaks while people work: programs, the broker, the database, both peers and the way of the events."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from sandbox.stack import SERVICES
from tests.chaos.steps import STEPS, WHEN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.people.control import Control
    from sandbox.stack import Stack
    from sandbox.stack.program import Program

WRITES_OF_PORTAL = ("crm.item.add", "crm.item.update", "crm.item.productrow.set", "crm.timeline.comment.add", "batch")
ROCKY = {"event_loss": 0.2, "event_duplicate": 0.3, "event_delay_ms": 700, "event_reorder": True}
STEP_S = 15.0
"""A service that has not come to its step by then is started as it was."""
SMOOTH = {"event_loss": 0, "event_duplicate": 0, "event_delay_ms": 0, "event_reorder": False, "rate": 0}


class Faults:
    """Breaks one thing after the other, as a seed's random numbers have it.

    Args:
        stack: whose programs are broken.
        portal: control interface of the simulated portal.
        base: of the simulated base.
        seed: what breaks, when and for how long.
        note: told what was broken, for the log of the seed.
    """

    def __init__(self, stack: Stack, portal: Control, base: Control, seed: int, note: Callable[[str], None]) -> None:
        self._stack, self._portal, self._base, self._note = stack, portal, base, note
        self._random = Random(f"faults {seed}")
        self.visited: set[str] = set()
        self._kinds: list[Callable[[], Awaitable[str]]] = [
            self._kill,
            self._die_at_a_step,
            self._die_at_a_step,
            self._restart,
            self._freeze,
            self._portal_fails,
            self._portal_loses_answers,
            self._portal_is_slow,
            self._events_go_astray,
            self._base_fails,
            self._base_loses_answers,
            self._base_is_slow,
            self._base_is_closed,
        ]
        if stack.broker.program and stack.database.program:
            self._kinds += [self._kill_broker, self._kill_database]

    async def strike(self) -> str:
        """Break one thing, mend it where somebody would, and return its kind."""
        kind = self._random.choice(self._kinds)
        self._note(f"fault: {await kind()}")
        return kind.__name__.strip("_")

    async def calm(self) -> None:
        """Mend everything: nothing fails, and every program runs."""
        await asyncio.to_thread(self._mend_peers)
        for name in SERVICES:
            self._stack.thaw(name)
            if self._stack.supervisor[name].pid is None:
                await self._start(name)

    def _mend_peers(self) -> None:
        self._portal.delete("faults")
        self._portal.post("switches", **SMOOTH)
        self._base.post("faults", faults=[])
        self._base.post("unlock")

    # Programs.

    async def _kill(self) -> str:
        name = self._random.choice(SERVICES)
        self._stack.kill(name)
        await asyncio.sleep(self._random.choice((0, 0, 5)))
        await self._start(name)
        return f"kill -9 of {name}"

    async def _die_at_a_step(self) -> str:
        """Let a service work until it kills itself at a step, and start it again."""
        name, when = self._random.choice(SERVICES), self._random.choice(WHEN)
        step, count = self._random.choice(STEPS[name]), self._random.randint(1, 4)
        program = self._stack.supervisor[name]
        whole = program.command
        program.kill()
        argv = (*whole.argv[:-1], "tests.chaos.steps", name, step, when, str(count))
        program.command = replace(whole, argv=argv)
        try:
            program.spawn()
            died = await _gone(program)
        finally:
            program.command = whole
        await self._start(name)
        self.visited |= {f"{name} {when} {step}"} if died else set()
        return f"{name} {'died' if died else 'did not come to die'} {when} {step}, {count}."

    async def _restart(self) -> str:
        name = self._random.choice(SERVICES)
        await self._stack.stop(name)
        await asyncio.sleep(self._random.choice((0, 3)))
        await self._start(name)
        return f"restart of {name}"

    async def _freeze(self) -> str:
        name, seconds = self._random.choice(SERVICES), self._random.choice((1, 3, 20))
        self._stack.freeze(name)
        await asyncio.sleep(seconds)
        self._stack.thaw(name)
        return f"{name} frozen for {seconds} s"

    async def _start(self, name: str) -> None:
        """Start a program as its orchestrator does; one that is gone since it lost its lease, too."""
        self._stack.kill(name)
        await self._stack.start(name)

    async def _kill_broker(self) -> str:
        return await self._kill_server(self._stack.broker.program, "the broker")

    async def _kill_database(self) -> str:
        return await self._kill_server(self._stack.database.program, "the database")

    async def _kill_server(self, program: Any, what: str) -> str:
        program.kill()
        await asyncio.sleep(self._random.choice((0, 4)))
        await program.start(120)
        return f"kill -9 of {what}"

    # The portal.

    async def _portal_fails(self) -> str:
        kind, count = self._random.choice(("503", "429", "500", "html", "drop")), self._random.randint(1, 6)
        await self._order_of_portal(kind=kind, count=count)
        return f"{count} × {kind} of the portal"

    async def _portal_loses_answers(self) -> str:
        method = self._random.choice(WRITES_OF_PORTAL)
        await self._order_of_portal(kind="drop", method=method, commit=True, count=self._random.randint(1, 2))
        return f"answer of {method} lost after it was carried out"

    async def _portal_is_slow(self) -> str:
        await self._order_of_portal(kind="slow", delay_ms=4000, count=4, commit=self._random.random() < 0.5)
        return "four slow answers of the portal"

    async def _events_go_astray(self) -> str:
        await asyncio.to_thread(self._portal.post, "switches", **ROCKY)
        await asyncio.sleep(6)
        await asyncio.to_thread(self._portal.post, "switches", **SMOOTH)
        return "events lost, doubled, late and out of order"

    async def _order_of_portal(self, **fault: Any) -> None:
        await asyncio.to_thread(self._portal.post, "faults", **fault)

    # The base.

    async def _base_fails(self) -> str:
        kind = self._random.choice(("html_500", "html_503", "html_200", "error_500", "drop_before", "versions_409"))
        await self._order_of_base(kind=kind, times=self._random.randint(1, 5))
        return f"{kind} of the base"

    async def _base_loses_answers(self) -> str:
        method = self._random.choice(("POST", "PATCH"))
        await self._order_of_base(kind="drop_after_commit", method=method, times=self._random.randint(1, 2))
        return f"answer of a {method} lost after the base carried it out"

    async def _base_is_slow(self) -> str:
        await self._order_of_base(kind="slow", seconds=4, times=4)
        return "four slow answers of the base"

    async def _base_is_closed(self) -> str:
        await asyncio.to_thread(self._base.post, "lock")
        await asyncio.sleep(self._random.choice((2, 8)))
        await asyncio.to_thread(self._base.post, "unlock")
        return "the base was closed"

    async def _order_of_base(self, **fault: Any) -> None:
        await asyncio.to_thread(self._base.post, "faults", **fault)


async def _gone(program: Program) -> bool:
    deadline = time.monotonic() + STEP_S
    while program.pid is not None and time.monotonic() < deadline:  # noqa: ASYNC110 - the kernel sets no event
        await asyncio.sleep(0.1)
    return program.pid is None
