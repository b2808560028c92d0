"""The ways between the parts of a stack: a relay each, which the services find in their settings."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.dataset import build_dataset
from sandbox.people.control import Control
from sandbox.stack import SERVICES, Peers, Stack, StackPlan, running_stack
from sandbox.stack.catalogue import CLIENT_PRICES, rules_with_directories
from sandbox.stack.simulators import tell_portal_where_to_send
from sandbox.stack.stack import SETUP
from tests.chaos.directories.prices import open_kinds
from tests.chaos.invoicing import agree_on_prices
from tests.relay import Relay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

PORTAL, BASE = "b24-connector", "onec-connector"
QUICK = {PORTAL: {"DEALBUS_B24_SWEEP_S": "5"}, BASE: {"DEALBUS_ONEC_POLL_S": "1"}}
START_S = 180
"""A program that is not ready by then, on a machine with other work, is broken."""
LOAD_S, QUIET_S = 90, 12
"""How long the first load may take, and for how long nothing was written when it is over."""
ITEMS = 80
"""Of the made-up company; people sell forty of them, and every look of the checker reads them all."""
PLAYED = ("companies", "contacts", "products", "prices")
"""Directories that people keep."""
BROKER, DATABASE, DOOR = "broker", "database", "portal – b24-connector"
WITH_DATABASE = tuple(name for name in SERVICES if name != "stage-router")  # that one keeps nothing
WAYS = (
    *(f"{name} – {BROKER}" for name in SERVICES),
    *(f"{name} – {DATABASE}" for name in WITH_DATABASE),
    f"{PORTAL} – portal",
    f"{BASE} – base",
    DOOR,
)


@dataclass(frozen=True)
class Network:
    """The ways by their names, `WAYS`."""

    ways: Mapping[str, Relay]

    def mend(self) -> None:
        """Let everything through."""
        for way in self.ways.values():
            way.turn("whole")


@asynccontextmanager
async def networked_stack(
    workdir: Path, peers: Peers | None = None, directories: Sequence[str] = PLAYED, *, client_prices: bool = False
) -> AsyncIterator[tuple[Stack, Network]]:
    """Run a whole stack whose parts reach each other by relays, with these directories turned on.

    Args:
        client_prices: 1C names the prices of deals (R12).
    """
    plan = StackPlan(
        environment=QUICK,
        services=(),
        rules=rules_with_directories(workdir, (*directories, *([CLIENT_PRICES] if client_prices else ()))),
        portal_options=("--items", str(ITEMS)),
        base_options=("--items", str(ITEMS)),
    )
    async with AsyncExitStack() as contexts:
        stack = await contexts.enter_async_context(running_stack(workdir, plan, peers))
        ways = {name: Relay(port) for name, port in _targets(stack).items()}
        for way in ways.values():
            await contexts.enter_async_context(way)
        stack.surroundings = replace(
            stack.surroundings, overrides={name: _settings(stack, ways, name) for name in SERVICES}
        )
        with Control(stack.base.control_url) as base:
            open_kinds(base)  # `setup` gives each a price type
            if client_prices:
                agree_on_prices(base, build_dataset(items=ITEMS))
        for arguments in (("topology", "apply"), SETUP):
            await stack.console(*arguments)
        await stack.add_services(*SERVICES, timeout_s=START_S)
        door = await contexts.enter_async_context(Relay(_port(stack.services[PORTAL].http_url)))
        await tell_portal_where_to_send(stack.portal, f"http://127.0.0.1:{door.port}/b24/events")
        if "companies" in directories:
            await asyncio.to_thread(_first_load, stack)
        yield stack, Network({**ways, DOOR: door})


def _first_load(stack: Stack) -> None:
    """Let the clients that both sides have from the beginning be linked before the first seed, or most of them."""
    deadline, written, quiet_since = time.monotonic() + LOAD_S, -1, time.monotonic()
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        while time.monotonic() < min(deadline, quiet_since + QUIET_S):
            in_portal, in_base = portal.get("stats")["by_method"], base.get("stats")["counts"]
            methods = [count for name, count in in_portal.items() if name.endswith((".add", ".update"))]
            now = sum(methods) + in_base.get("PATCH", 0) + in_base.get("POST", 0)
            if now != written:
                written, quiet_since = now, time.monotonic()
            time.sleep(1)


def _targets(stack: Stack) -> dict[str, int]:
    around = stack.surroundings
    return {
        **{f"{name} – {BROKER}": _port(around.amqp_url) for name in SERVICES},
        **{f"{name} – {DATABASE}": _port(around.mongo_url) for name in WITH_DATABASE},
        f"{PORTAL} – portal": _port(str(stack.portal.told["webhook"])),
        f"{BASE} – base": _port(stack.base.address),
    }


def _settings(stack: Stack, ways: Mapping[str, Relay], service: str) -> dict[str, str]:
    """Give a service the addresses of its own relays."""
    around = stack.surroundings
    found = {"DEALBUS_AMQP_URL": ways[f"{service} – {BROKER}"].by(around.amqp_url)}
    if service in WITH_DATABASE:
        # Asked where its members are, a replica set names the way round the relay.
        direct = around.mongo_url.partition("?")[0] + "?directConnection=true"
        found["DEALBUS_MONGO_URL"] = ways[f"{service} – {DATABASE}"].by(direct)
    if service == PORTAL:
        found["DEALBUS_B24_WEBHOOK"] = ways[f"{PORTAL} – portal"].by(str(stack.portal.told["webhook"]))
    if service == BASE:
        found["DEALBUS_ONEC_URL"] = ways[f"{BASE} – base"].by(stack.base.address)
    return found | dict(QUICK.get(service, {}))


def _port(address: str) -> int:
    port = urlsplit(address).port
    assert port, address
    return port
