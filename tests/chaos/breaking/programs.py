"""Services that are killed, restarted, stand still, die at a step of their work, or read a clock that jumps."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.stack import SERVICES
from tests.chaos.breaking.errand import DealToLose
from tests.chaos.steps import ONCE_A_NIGHT, UNPOSTING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sandbox.stack import Program
    from tests.chaos.breaking.scene import Kind, Scene

STEP_S = 60.0
"""A service that has not come to its step by then is started as it was."""
CLOCK_LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
"""Debian's package `libfaketime`; without it no clock jumps."""


class Programs:
    """Faults of the four services.

    Args:
        steps: at which a service dies, "service when step", one a fault.
    """

    def __init__(self, scene: Scene, steps: Sequence[str]) -> None:
        self._scene, self._stack, self._random = scene, scene.stack, scene.random
        self._steps = list(steps)
        self.visited, self.missed = set[str](), set[str]()
        self.kinds: Mapping[str, Kind] = {
            "service killed": self._kill,
            "service restarted": self._restart,
            "service frozen": self._freeze,
            **({"clock stepped": self._step_clock} if CLOCK_LIBRARIES else {}),
        }

    async def mend(self) -> None:
        """Let every service run."""
        for name in SERVICES:
            self._stack.thaw(name)
            if self._stack.supervisor[name].pid is None:
                await self._scene.start(name)

    async def die_at_a_step(self) -> str:
        """Let a service work until it kills itself at the next step of the seed, and start it again."""
        place = self._steps.pop(0)
        name, when, step = place.split()
        is_rare = (name, step) in {UNPOSTING, ONCE_A_NIGHT}
        count = 1 if is_rare else self._random.randint(1, 4)
        argv = (*self._stack.supervisor[name].command.argv[:-1], "tests.chaos.steps", name, step, when, str(count))
        deal = await DealToLose.made(self._scene.company, self._random) if (name, step) == UNPOSTING else None
        self._stack.kill(name)
        if (name, step) == ONCE_A_NIGHT:
            await self._forget_the_night()
        async with self._changed(name, argv=argv) as program:
            if deal:
                await deal.lose()
            died = await _gone(program, min(STEP_S, 2 * self._scene.longest_s))
        (self.visited if died else self.missed).add(place)
        return f"{name} {'died' if died else 'did not come to die'} {when} {step}, {count}."

    async def _forget_the_night(self) -> None:
        """Let the onec-connector believe that it has not looked at everything for a day."""
        async with self._stack.database.client() as client:
            cursors = client[self._stack.surroundings.mongo_database]["cursors_onec"]
            await cursors.delete_one({"_id": "whole_window_at"})

    async def _kill(self) -> str:
        name = self._random.choice(SERVICES)
        self._stack.kill(name)
        await self._scene.hold(0, 0, 5)
        await self._scene.start(name)
        return f"kill -9 of {name}"

    async def _restart(self) -> str:
        name = self._random.choice(SERVICES)
        await self._stack.stop(name)
        await self._scene.hold(0, 3)
        await self._scene.start(name)
        return f"restart of {name}"

    async def _freeze(self) -> str:
        name = self._random.choice(SERVICES)
        self._stack.freeze(name)
        seconds = await self._scene.hold(1, 3, 20, 40)
        self._stack.thaw(name)
        return f"{name} frozen for {seconds} s"

    async def _step_clock(self) -> str:
        """Let one service read a clock that jumps, and jumps back; how long things take is measured as ever."""
        name, seconds = self._random.choice(SERVICES), self._random.choice((-3600, -90, 90, 3600))
        clock = (self._stack.surroundings.workdir / f"clock-of-{name}").absolute()
        faked = {
            "LD_PRELOAD": str(CLOCK_LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        clock.write_text("+0")
        environment = {**self._stack.supervisor[name].command.environment, **faked}
        async with self._changed(name, environment=environment):
            for offset, held in ((0, 4), (seconds, 10), (0, 4)):
                clock.write_text(f"{offset:+d}")
                await self._scene.hold(held)
        return f"clock of {name} stepped by {seconds} s and back"

    @asynccontextmanager
    async def _changed(self, name: str, **changes: Any) -> AsyncIterator[Program]:
        """Run a service by another command for a while, then as it was."""
        program = self._stack.supervisor[name]
        whole = program.command
        program.kill()
        program.command = replace(whole, **changes)
        try:
            program.spawn()
            yield program
        finally:
            program.command = whole
        await self._scene.start(name)


async def _gone(program: Program, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while program.pid is not None and time.monotonic() < deadline:  # noqa: ASYNC110 - the kernel sets no event
        await asyncio.sleep(0.1)
    return program.pid is None
