"""The services as programs of the local stack, with the environment each reads; and one run of `dealbus …`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from sandbox.stack.forks import are_forked
from sandbox.stack.ports import free_ports
from sandbox.stack.program import Command, Program, StackError
from sandbox.stack.simulators import ROOT, Simulator, python_environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SERVICES = ("b24-connector", "onec-connector", "mapper", "stage-router")
RECONCILER = "reconciler"
"""Compares what the others have made; a stack that nobody looks at does without."""
RULES = ROOT / "deploy" / "config" / "rules.yaml"

# Commands of the console that do nothing but start the program of a connector.
_STARTED_BY_CONSOLE: dict[tuple[str, ...], str] = {("setup",): "services.b24_connector"}

_ONEC_TOKEN = "sandbox-onec-token"  # noqa: S105 - both ends of it live in the sandbox


@dataclass(frozen=True)
class Surroundings:
    """What the services of one local stack are connected to: broker, database, rules, simulators."""

    amqp_url: str
    mongo_url: str
    mongo_database: str
    rules: Path
    workdir: Path
    portal: Simulator | None = None
    base: Simulator | None = None
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by service name

    def environment(self, service: str, http_port: int) -> dict[str, str]:
        """Return the whole environment of one service of the stack."""
        return {
            **python_environment(),
            "DEALBUS_AMQP_URL": self.amqp_url,
            "DEALBUS_MONGO_URL": self.mongo_url,
            "DEALBUS_MONGO_DATABASE": self.mongo_database,
            "DEALBUS_RULES": str(self.rules),
            "DEALBUS_HTTP_PORT": str(http_port),
            "DEALBUS_LOG_LEVEL": "INFO",
            **(_portal_settings(self.portal) if service in {"b24-connector", "console"} and self.portal else {}),
            **(_base_settings(self.base) if service in {"onec-connector", "console"} and self.base else {}),
            **self.overrides.get(service, {}),
        }


@dataclass(frozen=True)
class Service:
    """A running service of the stack and where it answers `/health/ready`, `/metrics` and its intake."""

    program: Program
    http_url: str


def replicas_of(service: str, count: int) -> tuple[str, ...]:
    """Name `count` replicas of a service for `StackPlan.services` or `add_services`: `mapper`, `mapper-2` and so on."""
    return (service, *(f"{service}-{number}" for number in range(2, count + 1)))


def service_program(service: str, name: str, surroundings: Surroundings) -> Service:
    """Prepare `python -m services.<service>` on a free port as a program of the stack.

    Args:
        service: one of `SERVICES`, or `RECONCILER`
        name: how this replica is called; the service's own name for the first one
        surroundings: what to connect it to

    """
    (port,) = free_ports(1)
    http_url = f"http://127.0.0.1:{port}"
    command = Command(
        name=name,
        argv=(sys.executable, "-m", f"services.{service.replace('-', '_')}"),
        environment=surroundings.environment(service, port),
        log=surroundings.workdir / "logs" / f"{name}.log",
        cwd=ROOT,
    )
    return Service(Program(command, ready=lambda: _answers(f"{http_url}/health/ready")), http_url)


async def run_console(arguments: tuple[str, ...], surroundings: Surroundings) -> str:
    """Run `dealbus …` against a stack to its end and return what it printed.

    Where programs are forked, one that a command only starts is run itself: what the console starts is none of ours.

    Raises:
        StackError: it ended with another code than 0; carries what it printed

    """
    module = _STARTED_BY_CONSOLE.get(arguments, "services.console") if are_forked() else "services.console"
    program = Program(
        Command(
            name=f"console-{'-'.join(arguments)}",
            argv=(sys.executable, "-m", module, *arguments),
            environment=surroundings.environment("console", 0),
            log=surroundings.workdir / "logs" / "console.log",
            cwd=ROOT,
        )
    )
    program.spawn()
    code = await program.wait()
    if code:
        message = f"dealbus {' '.join(arguments)} ended with {code}:\n{program.output()[-3000:]}"
        raise StackError(message)
    return program.output()


def _portal_settings(portal: Simulator) -> dict[str, str]:
    return {
        "DEALBUS_B24_WEBHOOK": str(portal.told["webhook"]),
        "DEALBUS_B24_APPLICATION_TOKEN": str(portal.told["application_token"]),
        "DEALBUS_B24_MEMBER_ID": str(portal.told["member_id"]),
    }


def _base_settings(base: Simulator) -> dict[str, str]:
    return {
        "DEALBUS_ONEC_URL": base.address,
        "DEALBUS_ONEC_USER": str(base.told["user"]),
        "DEALBUS_ONEC_PASSWORD": str(base.told["password"]),
        "DEALBUS_ONEC_TIMEZONE": "Europe/Moscow",
        "DEALBUS_ONEC_TOKEN": _ONEC_TOKEN,
    }


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
        try:
            answer = await client.get(url)
        except httpx.HTTPError:
            return False
    return answer.is_success
