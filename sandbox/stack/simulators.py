"""The simulated portal and base as programs of the local stack."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx

from sandbox.hub import HANDOVER
from sandbox.stack.ports import port_or_free
from sandbox.stack.program import Command, Program, StackError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]

# What the outgoing webhook is asked to tell: deals, the parties of an order, and what hangs on companies.
PORTAL_EVENTS = (
    *(
        f"ONCRM{thing}{change}"
        for thing in ("DEAL", "COMPANY", "CONTACT", "REQUISITE", "BANKDETAIL")
        for change in ("ADD", "UPDATE", "DELETE")
    ),
    *("ONCRMADDRESSREGISTER", "ONCRMADDRESSUNREGISTER"),
)


@dataclass(frozen=True)
class Simulator:
    """A running simulator and everything it said about itself when it was ready."""

    program: Program
    told: Mapping[str, Any]

    @property
    def address(self) -> str:
        """The address where a simulator answers as the real system would."""
        return str(self.told["address"])

    @property
    def control_url(self) -> str:
        """The address of a simulator's control interface, with a slash at the end."""
        return str(self.told["control"])

    def control(self) -> httpx.AsyncClient:
        """Open a client of a simulator's control interface; paths are relative: `deals/41`."""
        return httpx.AsyncClient(base_url=self.control_url, timeout=60, trust_env=False)


def simulator_program(
    kind: Literal["portal", "base"], workdir: Path, options: tuple[str, ...], wanted_port: int = 0
) -> Program:
    """Prepare a simulator, `python -m sandbox.<kind>`, on the wanted port, or a free one, as a program of the stack."""
    port = port_or_free(wanted_port)
    program = Program(
        Command(
            name=kind,
            argv=(sys.executable, "-m", f"sandbox.{kind}", "--port", str(port), *options),
            environment=python_environment(),
            log=workdir / "logs" / f"{kind}.log",
            cwd=ROOT,
        )
    )

    async def has_spoken() -> bool:
        return _spoken(program) is not None

    program.ready = has_spoken
    return program


def simulator_of(program: Program) -> Simulator:
    """Read what a simulator that is ready has printed of its addresses.

    Raises:
        StackError: it is not ready

    """
    told = _spoken(program)
    if told is None:
        message = f"{program.name} has not said where it is"
        raise StackError(message)
    return Simulator(program, told)


async def tell_portal_where_to_send(portal: Simulator, intake_url: str) -> None:
    """Register the portal's outgoing webhook to the connector's intake, as the portal's administrator would."""
    async with portal.control() as control:
        answer = await control.post("webhooks", json={"url": intake_url, "events": list(PORTAL_EVENTS)})
        answer.raise_for_status()


def python_environment() -> dict[str, str]:
    """Return the environment that any Python program of a stack needs, and none of the caller's settings."""
    kept = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "VIRTUAL_ENV", "ONEC_ASKED", "STACK_HUB")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    if "STACK_HUB" in environment:
        environment["PYTHONPATH"] = str(HANDOVER)
    return {"LANG": "C.UTF-8", **environment, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def _spoken(program: Program) -> dict[str, Any] | None:
    for line in program.output().splitlines():
        if line.startswith("{") and '"control"' in line:
            told: dict[str, Any] = json.loads(line)
            return told
    return None
