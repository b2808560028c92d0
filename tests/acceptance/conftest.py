"""The whole system runs once for the scenarios of a file; every scenario brings clients, deals and orders of its own.

It ends with the last of them: its sweeps and polls would slow down every test that follows.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from sandbox.dataset import build_dataset
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import Stack, StackPlan, running_stack
from sandbox.stack.catalogue import rules_with_directories

from .world import World

STEPS = (
    "deals",
    "orders",
    "parties",
    "outcomes",
    "told",
    "catalogue",
    "companies",
    "company_conflicts",
    "corrections",
    "heads",
    "contacts",
    "private_persons",
    "prices",
    "agreements",
    "client_prices",
    "doubts",
    "administrator",
    "trouble",
    "foresight",
)

# Looked for twice as often, the changes that nobody tells of cost more than everything the scenarios do.
QUICK = {
    "b24-connector": {"DEALBUS_B24_SWEEP_S": "2", "DEALBUS_B24_RATE": "0"},
    "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"},
    "console": {"DEALBUS_B24_RATE": "0"},
}
COMPANIES, ITEMS = 30, 100  # all of them cross before the first scenario
SIZE = ("--companies", str(COMPANIES), "--items", str(ITEMS))
# Scenarios run one right after another; what the portal's limit does to a crowd of deals is tested elsewhere.
UNLIMITED = ("--rate", "1000", "--bucket", "100000", "--operating-limit", "100000")


def pytest_configure(config: pytest.Config) -> None:
    for number in range(1, 23):
        config.addinivalue_line("markers", f"R{number}: requirement {number} of docs/spec/requirements.md")
    for number in range(1, 11):
        config.addinivalue_line("markers", f"строка{number}: line {number} of the table behind R4-R6")
    for name in STEPS:
        config.pluginmanager.import_plugin(f"tests.acceptance.steps.{name}")


class Running:
    """The stack, driven from ordinary functions."""

    def __init__(self, stack: Stack, portal) -> None:
        self.stack = stack
        self._portal = portal

    def start(self, *names: str) -> None:
        for name in names:
            self._portal.call(self.stack.start, name)

    def kill(self, name: str) -> None:
        self._portal.call(self.stack.kill, name)

    def restart(self, *names: str) -> None:
        for name in names:
            self._portal.call(self.stack.restart, name)

    def console(self, *arguments: str) -> str:
        return self._portal.call(self.stack.console, *arguments)


@pytest.fixture(scope="module")
def running(peers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    workdir = Path(tmp_path_factory.mktemp("acceptance"))
    plan = StackPlan(
        environment=QUICK,
        portal_options=(*UNLIMITED, *SIZE),
        base_options=SIZE,
        rules=rules_with_directories(workdir),
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(running_stack(workdir, plan, peers)) as stack,
    ):
        yield Running(stack, portal)


@pytest.fixture(scope="module")
def controls(running: Running) -> Iterator[tuple[Control, Control]]:
    with Control(running.stack.portal.control_url) as portal, Control(running.stack.base.control_url) as base:
        yield portal, base


@pytest.fixture
def world(running: Running, controls: tuple[Control, Control]) -> Iterator[World]:
    company = build_dataset(companies=COMPANIES, items=ITEMS)
    portal, base = controls
    told = running.stack.base.told
    odata = (str(told["address"]), str(told["user"]), str(told["password"]))
    world = World(
        seller=Seller(portal, company, str(running.stack.portal.told["webhook"])),
        accountant=Accountant(base, company, odata),
        company=company,
        services={name: service.http_url for name, service in running.stack.services.items()},
        program=running,
    )
    yield world
    for undo in reversed(world.undo):
        undo()
