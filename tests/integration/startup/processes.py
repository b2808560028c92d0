"""Services as processes, and what their readiness says."""

import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from sandbox.stack import Command, Program
from sandbox.stack.simulators import ROOT


class Started:
    """A service at work; `ended` waits for its end, which somebody else brings about."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def terminate(self) -> None:
        """End it as a supervisor would."""
        self._program.signal(signal.SIGTERM)

    async def ended(self) -> tuple[int, str]:
        """Return its exit code and what it has said to people: everything but the JSON of its log."""
        code = await self._program.wait()
        return code, "\n".join(line for line in self._program.output().splitlines() if not line.startswith("{"))


@asynccontextmanager
async def started(environment: dict[str, str], service: str) -> AsyncIterator[Started]:
    """Run a service, `stage_router`, with this environment and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        argv = (sys.executable, "-m", f"services.{service}")
        program = Program(Command(service, argv, environment, Path(folder, "log"), cwd=ROOT))
        await program.start()
        try:
            yield Started(program)
        finally:
            program.kill()


async def reasons(client: httpx.AsyncClient) -> list[str]:
    """Why a service says it is not ready; empty while it is, or does not answer."""
    try:
        answer = await client.get("/health/ready")
    except httpx.TransportError:
        return []
    found: list[str] = answer.json()["reasons"]
    assert answer.status_code == (httpx.codes.SERVICE_UNAVAILABLE if found else httpx.codes.OK)
    return found
