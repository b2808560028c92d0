"""The whole local stack: peers, simulators, services; each stack in a virtual host and database of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.base.releases.table import NEWEST
from sandbox.stack.boards import boards_program
from sandbox.stack.console_page import console_page_program
from sandbox.stack.peers import Peers, enter_peers
from sandbox.stack.program import Supervisor
from sandbox.stack.services import RECONCILER, RULES, SERVICES, Service, Surroundings, run_console, service_program
from sandbox.stack.simulators import Simulator, simulator_of, simulator_program, tell_portal_where_to_send

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from sandbox.stack.broker import Broker
    from sandbox.stack.database import Database

SETUP = ("setup",)


@dataclass(frozen=True)
class StackPlan:
    """What a local stack consists of; the default is everything."""

    simulators: bool = True
    services: tuple[str, ...] = SERVICES
    rules: Path = RULES
    portal_options: tuple[str, ...] = ()  # of `python -m sandbox.portal`
    base_options: tuple[str, ...] = ()  # of `python -m sandbox.base`
    release: str = field(default_factory=lambda: os.environ.get("ONEC_RELEASE") or NEWEST)  # of 1C
    environment: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by service, over the defaults
    boards: bool = False  # pages to look at both simulators with
    console_page: bool = False  # the page of the console, which the boards link to
    ports: Mapping[str, int] = field(default_factory=dict)  # wanted by these programs; else any
    before_services: tuple[tuple[str, ...], ...] = (("topology", "apply"), SETUP)  # `dealbus` commands


@dataclass
class Stack:
    """A running local stack; its programs are known by the names of `names`."""

    broker: Broker
    database: Database
    surroundings: Surroundings
    supervisor: Supervisor
    services: dict[str, Service] = field(default_factory=dict)
    page: str | None = None  # the first page of the boards
    console_page: Mapping[str, str] = field(default_factory=dict)  # `url`, `name`, `password`

    @property
    def portal(self) -> Simulator:
        """The simulated Bitrix24 portal of this local stack."""
        return _present(self.surroundings.portal, "portal")

    @property
    def base(self) -> Simulator:
        """The simulated 1C base of this local stack."""
        return _present(self.surroundings.base, "base")

    @property
    def names(self) -> list[str]:
        """The programs of this stack, from `portal` on, in the order of starting."""
        return self.supervisor.names

    async def add_services(self, *names: str, timeout_s: float = 60) -> None:
        """Start services of this stack together; `mapper-2` is a second replica of `mapper`."""
        started = {name: service_program(_service_of(name), name, self.surroundings) for name in names}
        self.services |= started
        await self.supervisor.start(*(service.program for service in started.values()), timeout_s=timeout_s)

    async def console(self, *arguments: str) -> str:
        """Run `dealbus …` against this stack and return what it printed."""
        return await run_console(arguments, self.surroundings)

    def kill(self, name: str) -> None:
        """End a program of the stack at once, as `kill -9` does; `start` brings it back."""
        self.supervisor[name].kill()

    def freeze(self, name: str) -> None:
        """Freeze a program of the stack with all it holds, as on a machine that swaps or in a paused container."""
        self.supervisor[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """Let a frozen program of the stack go on where it stood."""
        self.supervisor[name].signal(signal.SIGCONT)

    async def start(self, name: str) -> None:
        """Start a stopped or killed program of the stack on its old port; a simulator has then forgotten everything."""
        await self.supervisor[name].start()
        if name == "portal":
            await self.register_webhook()

    async def stop(self, name: str) -> None:
        """Stop a program of the stack in good order."""
        await self.supervisor[name].stop()

    async def restart(self, name: str) -> None:
        """Stop a program of the stack in good order and start it again."""
        await self.stop(name)
        await self.start(name)

    async def register_webhook(self) -> None:
        """Let the stack's portal send its events to the connector, as its administrator would; no connector is fine."""
        connector = self.services.get("b24-connector")
        if connector and self.surroundings.portal:
            await tell_portal_where_to_send(self.portal, f"{connector.http_url}/b24/events")

    def addresses(self) -> dict[str, Any]:
        """Collect every address of a stack that somebody needs to look at it or to talk to it."""
        around = self.surroundings
        simulators = {"portal": around.portal, "base": around.base}
        return {
            **({"page": self.page} if self.page else {}),
            "amqp_url": around.amqp_url,
            "management_url": self.broker.management_url,
            "management_user": self.broker.user,
            "management_password": self.broker.password,
            "mongo_url": around.mongo_url,
            "mongo_database": around.mongo_database,
            "rules": str(around.rules),
            "logs": str(around.workdir / "logs"),
            **{name: dict(simulator.told) for name, simulator in simulators.items() if simulator},
            **({"console_page": dict(self.console_page)} if self.console_page else {}),
            "services": {name: service.http_url for name, service in self.services.items()},
        }


@asynccontextmanager
async def running_stack(
    workdir: Path, plan: StackPlan | None = None, peers: Peers | None = None
) -> AsyncIterator[Stack]:
    """Run a local stack as long as the context lasts.

    Args:
        workdir: logs go to `logs/`, files of own servers beside it
        plan: what it consists of; None = everything
        peers: a broker and a database to share with other stacks; None = given by URL, else its own

    Raises:
        StackError: a part did not come up; names it and shows the end of its log

    """
    plan = plan or StackPlan()
    async with AsyncExitStack() as stack:
        peers = peers or await enter_peers(stack, workdir)
        run = secrets.token_hex(4)
        amqp_url = await peers.broker.create_vhost(f"dealbus-{run}")
        stack.push_async_callback(peers.broker.delete_vhost, f"dealbus-{run}")
        stack.push_async_callback(peers.database.drop, f"dealbus_{run}")
        supervisor = Supervisor()
        stack.push_async_callback(supervisor.stop)
        portal, base = await _simulators(supervisor, workdir, plan)
        surroundings = Surroundings(
            amqp_url=amqp_url,
            mongo_url=peers.database.url,
            mongo_database=f"dealbus_{run}",
            rules=plan.rules,
            workdir=workdir,
            portal=portal,
            base=base,
            overrides=plan.environment,
        )
        running = Stack(peers.broker, peers.database, surroundings, supervisor)
        await _start_services(running, plan)
        if plan.console_page:
            port = plan.ports.get("console-page", 0)
            page, running.console_page = await asyncio.to_thread(console_page_program, surroundings, port)
            await supervisor.start(page)
        if plan.boards and plan.simulators:
            program, running.page = boards_program(workdir, running.addresses(), plan.ports.get("boards", 0))
            await supervisor.start(program)
        yield running


async def _simulators(
    supervisor: Supervisor, workdir: Path, plan: StackPlan
) -> tuple[Simulator | None, Simulator | None]:
    if not plan.simulators:
        return None, None
    portal_port, base_port = (plan.ports.get(name, 0) for name in ("portal", "base"))
    portal = simulator_program("portal", workdir, plan.portal_options, portal_port)
    base = simulator_program("base", workdir, ("--release", plan.release, *plan.base_options), base_port)
    await supervisor.start(portal, base)
    return simulator_of(portal), simulator_of(base)


async def _start_services(running: Stack, plan: StackPlan) -> None:
    if not plan.services:
        return
    for arguments in plan.before_services:
        if plan.simulators or arguments != SETUP:  # only a simulated portal may be furnished unasked
            await running.console(*arguments)
    await running.add_services(*plan.services)
    await running.register_webhook()


def _service_of(name: str) -> str:
    return next(service for service in (*SERVICES, RECONCILER) if name == service or name.startswith(f"{service}-"))


def _present(simulator: Simulator | None, name: str) -> Simulator:
    if simulator is None:
        message = f"this stack was planned without simulators, so it has no {name}"
        raise LookupError(message)
    return simulator
