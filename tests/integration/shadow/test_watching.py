"""`dealbus shadow watch` as a program that runs for days: its health, its figures, its end."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from sandbox.people.control import Control
from sandbox.stack import Stack, StackPlan, running_stack
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program
from sandbox.stack.simulators import ROOT
from tests.integration.backup.business import Business
from tests.waiting import wait_until

QUICK = {"console": {"DEALBUS_B24_RATE": "0"}}
WATCH = (sys.executable, "-m", "services.console", "shadow", "watch", "--every", "1", "--since", "2026-01-01")
BOARD = ROOT / "deploy" / "grafana" / "dashboards" / "dealbus-shadow.json"


@asynccontextmanager
async def shadow(stack: Stack) -> AsyncIterator[tuple[Program, httpx.AsyncClient]]:
    """Run it until the test has ended it; yields also a client of its port."""
    (port,) = free_ports(1)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

        async def answers() -> bool:
            try:
                return (await client.get("/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

        environment = stack.surroundings.environment("console", port)
        log = stack.surroundings.workdir / "logs" / "shadow.log"
        program = Program(Command("shadow", WATCH, environment, log, cwd=ROOT), ready=answers)
        await program.start()
        try:
            yield program, client
        finally:
            program.kill()


async def figures(client: httpx.AsyncClient) -> dict[str, float]:
    """Read the shadow's samples, by name and labels."""
    text = (await client.get("/metrics")).text
    return {name: float(value) for name, value in re.findall(r"(?m)^(bus_shadow_\S+) (\S+)$", text)}


@pytest.mark.timeout(300)
async def test_a_shadow_tells_prometheus_what_it_has_seen_and_ends_in_order(peers, tmp_path: Path) -> None:
    plan = StackPlan(services=(), before_services=(), environment=QUICK)
    async with running_stack(tmp_path, plan, peers) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            Business(stack, portal, base).sold(0)
        async with shadow(stack) as (program, client):

            async def has_looked() -> dict[str, float]:
                found = await figures(client)
                return found if found["bus_shadow_last_look_seconds"] else {}

            found = await wait_until(has_looked, timeout=120, every=0.5)
            os.kill(program.pid, signal.SIGTERM)
            code = await asyncio.wait_for(program.wait(), 30)
    drawn = {
        name
        for panel in json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
        for target in panel["targets"]
        for name in re.findall(r"bus_\w+", target["expr"])
    }

    assert found['bus_shadow_records{would="create"}'] == 1
    assert found["bus_shadow_moves"] == found["bus_shadow_questions"] == found['bus_shadow_records{would="bear"}'] == 0
    assert drawn == {name.partition("{")[0] for name in found}
    assert code == 0
