"""A portal and a base in one process, set up as the delivered rules say but for what a customer has to fill in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from sandbox.base.control import routes
from sandbox.base.infobase import Infobase
from sandbox.base.seed import KeptSeed
from sandbox.base.web.server import SERVICE, Publication, application
from sandbox.dataset import build_dataset
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from sandbox.portal.web.faults import OrderedFault
from sandbox.portal.web.server import Application
from services.b24_connector import check as portal_check
from services.b24_connector.intake.remembered import Remembered
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.event_findings import HeardEvents
from services.b24_connector.settings import Settings
from services.b24_connector.setup import setup
from services.onec_connector import check as base_check
from services.onec_connector.base.client import Base
from shared.rules import RulesError, load_rules

DELIVERED = Path("deploy/config/rules.yaml").read_text(encoding="utf-8")
PORTAL, BASE = "http://portal.test", "http://1c.test"


@dataclass
class Company:
    """One customer's two systems and the answers of his administrator; a test spoils one of them."""

    portal: SimulatedPortal
    application: Application
    control: httpx.AsyncClient
    folder: Path
    rules: str
    settings: dict[str, Any] = field(default_factory=dict)
    webhook: str = ""
    base: str = f"{BASE}{SERVICE}"
    heard: HeardEvents = field(default_factory=lambda: HeardEvents(datetime.now(UTC), listening=True))
    password: str = "odata-secret"

    def write(self, old: str, new: str) -> None:
        """Edit the rules file."""
        assert old in self.rules, old
        self.rules = self.rules.replace(old, new)

    async def do(self, address: str, **body: Any) -> Any:
        answer = await self.control.post(address, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wire_faults(self, fault: OrderedFault) -> None:
        """Spoil the next requests to the portal."""
        self.application.server.faults.waiting.append(fault)

    async def set_up(self) -> None:
        """Run `dealbus setup`."""
        async with self.opened() as portal:
            await setup(portal, Directory(portal), load_rules(self._written()))

    async def checked(self) -> list[tuple[bool, str]]:
        """Return what `dealbus check` says of both systems."""
        try:
            rules = load_rules(self._written())
        except RulesError as error:
            return [(False, line) for line in str(error).splitlines()]
        found = [*await self._portal(rules), *await self._base(rules)]
        return [(one.ok, one.text) for one in found]

    async def _portal(self, rules):
        told = {"b24_sweep_s": 60.0, "b24_application_token": SecretStr("sandboxapplicationtoken")} | self.settings
        settings = Settings.model_construct(b24_webhook=SecretStr(self.webhook), **told)
        async with self.opened() as portal:
            directory = Directory(portal, rules.fields, rules.prices.mode)
            return await portal_check.check(portal, directory, settings, rules, Remembered(self.heard))

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Portal]:
        """Open the connector's client of the portal."""
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.application)) as client:
            portal = Portal(Transport(self.webhook, client), rate=0, bucket=50)
            async with portal.running():
                yield portal

    def _written(self) -> Path:
        path = self.folder / "rules.yaml"
        path.write_text(self.rules, encoding="utf-8")
        return path

    async def _base(self, rules):
        async with self.connected() as base:
            return await base_check.check(base, rules)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Base]:
        """Open the connector's client of 1C."""
        async with Base.connect(self.base, user="odata", password=self.password) as base:
            base.way._transport, base.way._mounts = self.control._transport, {}
            yield base


@pytest.fixture
async def company(tmp_path) -> AsyncIterator[Company]:
    simulated = SimulatedPortal()
    portal_program = build_application(simulated, companies=3, items=5)
    seed = KeptSeed(build_dataset(1, 6, 12))
    base = Infobase()
    seed.plant(base)
    publication = Publication(base, "odata", "odata-secret")
    control = routes.application(publication, lambda: seed.plant(base))
    since = datetime.now(UTC) - timedelta(days=30)
    rules = DELIVERED.replace("portal_id: td.example", "portal_id: td.bitrix24.ru")
    rules = rules.replace("2026-01-01T00:00:00+03:00", since.isoformat(timespec="seconds"))
    transport = httpx.ASGITransport(application(publication, control))
    async with httpx.AsyncClient(transport=transport, base_url=f"{BASE}/control/") as way:
        one = Company(simulated, portal_program, way, tmp_path, rules)
        one.webhook = simulated.options.webhook.replace("http://127.0.0.1:8024", PORTAL)
        await one.set_up()
        yield one
