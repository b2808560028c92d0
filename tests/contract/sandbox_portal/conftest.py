"""A furnished portal with a few parties and products, asked through its real HTTP side."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.portal.control import routes
from sandbox.portal.engine.state import Event, Options, Portal
from sandbox.portal.seed import furnish
from sandbox.portal.web.server import Application, Server

NOON = datetime.fromisoformat("2026-03-02T12:00:00+03:00")


@dataclass
class Rest:
    """Calls methods as a webhook (or, with `token`, as the application) and unwraps the answers."""

    client: httpx.AsyncClient
    options: Options

    async def answer(self, method: str, params: dict[str, Any] | None = None, *, token: str = "") -> httpx.Response:
        if token:
            return await self.client.post(f"/rest/{method}", json={**(params or {}), "auth": token})
        return await self.client.post(f"{self.options.webhook}{method}", json=params or {})

    async def result(self, method: str, params: dict[str, Any] | None = None, *, token: str = "") -> Any:
        answer = await self.answer(method, params, token=token)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    async def refusal(self, method: str, params: dict[str, Any] | None = None, *, token: str = "") -> tuple[int, Any]:
        answer = await self.answer(method, params, token=token)
        return answer.status_code, answer.json()["error"]

    async def control(self, verb: str, path: str, sent: Any = None) -> Any:
        answer = await self.client.request(verb, f"/control/{path}", json=sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def new_deal(self, **fields: Any) -> int:
        made = await self.result("crm.item.add", {"entityTypeId": 2, "fields": fields})
        return int(made["item"]["id"])

    async def deal(self, number: int) -> dict[str, Any]:
        found = await self.result("crm.item.get", {"entityTypeId": 2, "id": number})
        return found["item"]

    async def set_rows(self, deal: int, *rows: dict[str, Any]) -> list[dict[str, Any]]:
        sent = {"ownerType": "D", "ownerId": deal, "productRows": list(rows)}
        made = await self.result("crm.item.productrow.set", sent)
        return made["productRows"]


@pytest.fixture
def portal() -> Portal:
    portal = Portal(Options(address="http://portal.test"))
    portal.clock.freeze(NOON)
    furnish(portal)
    return portal


@pytest.fixture
def events(portal: Portal) -> list[Event]:
    """What the portal raised, in order."""
    heard: list[Event] = []
    portal.listeners.append(heard.append)
    return heard


@pytest.fixture
def server(portal: Portal) -> Server:
    return Server(portal)


@pytest.fixture
async def rest(server: Server) -> AsyncIterator[Rest]:
    application = Application(server, Starlette(routes=routes(server, lambda _: None)))
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        yield Rest(client, server.portal.options)


@pytest.fixture
async def bolt(rest: Rest) -> int:
    made = await rest.control("POST", "products", {"name": "Болт", "xmlId": "bb", "price": 120, "vat": "20"})
    return int(made["id"])


@pytest.fixture
async def client_company(rest: Rest) -> dict[str, Any]:
    """A company with two legal entities."""
    requisites = [{"name": "Осн.", "RQ_INN": "7701000001"}, {"name": "Второе", "RQ_INN": "7701000002"}]
    spec = {"title": "ООО Клиент", "phone": "+74950000000", "requisites": requisites}
    made: dict[str, Any] = await rest.control("POST", "companies", spec)
    return made
