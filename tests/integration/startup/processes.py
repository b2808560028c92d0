"""Services as processes, and what their readiness says."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from sandbox.stack.simulators import ROOT


@asynccontextmanager
async def started(environment: dict[str, str], *argv: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with these arguments; its standard error is kept for the test."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *argv, env=environment, cwd=ROOT, stderr=pipe)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def reasons(client: httpx.AsyncClient) -> list[str]:
    """Why a service says it is not ready; empty while it is, or does not answer."""
    try:
        answer = await client.get("/health/ready")
    except httpx.TransportError:
        return []
    found: list[str] = answer.json()["reasons"]
    assert answer.status_code == (httpx.codes.SERVICE_UNAVAILABLE if found else httpx.codes.OK)
    return found
