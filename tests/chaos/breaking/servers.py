"""A broker that dies or takes nothing for lack of memory or disk; a database that dies or steps down."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymongo import AsyncMongoClient

from tests.chaos.network import START_S
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.stack import Program
    from tests.chaos.breaking.scene import Kind, Scene

ALARMS = {
    "memory": (("set_vm_memory_high_watermark", "0.00001"), ("set_vm_memory_high_watermark", "0.4")),
    "disk": (("set_disk_free_limit", "900000GB"), ("set_disk_free_limit", "50MB")),
}
"""By what is short: how the broker comes to think so, and how to take it back."""


class Servers:
    """Faults of the broker and the database; none where they are not the stack's own."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._broker, self._database = scene.stack.broker.program, scene.stack.database.program
        self._alarmed = ""
        self.kinds: Mapping[str, Kind] = self._of_broker() | self._of_database()

    def _of_broker(self) -> dict[str, Kind]:
        if not self._broker:
            return {}
        alarms: dict[str, Kind] = {
            "broker short of memory": self._memory_alarm,
            "broker short of disk": self._disk_alarm,
        }
        ended: dict[str, Kind] = {"broker killed": self._kill_broker, "broker restarted": self._restart_broker}
        return ended | (alarms if _tool(self._broker).exists() else {})

    def _of_database(self) -> dict[str, Kind]:
        if not self._database:
            return {}
        return {"database killed": self._kill_database, "database stepped down": self._step_down}

    async def mend(self) -> None:
        """Let the broker take messages."""
        if self._alarmed:
            await self._tell_broker(*ALARMS[self._alarmed][1])
            self._alarmed = ""

    async def _kill_broker(self) -> str:
        assert self._broker
        return await self._kill(self._broker, "the broker")

    async def _restart_broker(self) -> str:
        assert self._broker
        await self._broker.restart(START_S)
        return "restart of the broker"

    async def _kill_database(self) -> str:
        assert self._database
        return await self._kill(self._database, "the database")

    async def _kill(self, program: Program, what: str) -> str:
        program.kill()
        await self._scene.hold(0, 4)
        await program.start(START_S)
        return f"kill -9 of {what}"

    async def _memory_alarm(self) -> str:
        return await self._alarm("memory")

    async def _disk_alarm(self) -> str:
        return await self._alarm("disk")

    async def _alarm(self, short_of: str) -> str:
        self._alarmed = short_of
        await self._tell_broker(*ALARMS[short_of][0])
        seconds = await self._scene.hold(5, 20)
        await self.mend()
        return f"the broker short of {short_of} for {seconds} s"

    async def _tell_broker(self, *words: str) -> None:
        assert self._broker
        command = self._broker.command
        await asyncio.to_thread(
            subprocess.run,
            [str(_tool(self._broker)), *words],
            env=dict(command.environment),
            cwd=command.cwd,
            capture_output=True,
            check=True,
            timeout=START_S,
        )

    async def _step_down(self) -> str:
        """Let the only member of the set be no primary for a while; it drops what is open."""
        assert self._database
        url = self._scene.stack.database.url.partition("?")[0] + "?directConnection=true"
        async with AsyncMongoClient[dict[str, Any]](url) as client:
            seconds = self._scene.random.choice((2, 10))
            await client.admin.command({"replSetStepDown": seconds, "secondaryCatchUpPeriodSecs": 0, "force": True})
        await wait_until(self._database.ready, START_S)
        return f"the database stepped down for {seconds} s"


def _tool(broker: Program) -> Path:
    """Find what the broker's administrator uses beside the server; of a container it is not there."""
    return Path(broker.command.argv[0]).with_name("rabbitmqctl")
