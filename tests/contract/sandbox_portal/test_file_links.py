"""Links of files hold the webhook's secret: it goes no further than the door of the connector."""

import json

import httpx
import pytest

from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport

LOGO = {"entityTypeId": 4, "fields": {"title": "ООО Клиент", "logo": "logo.png"}}


@pytest.mark.parametrize("way", ["call", "alone"])
async def test_a_companys_logo_does_not_bring_the_secret_in(way):
    options = Options(address="http://portal.test")
    seen = []

    async def remember(response):
        seen.append((await response.aread()).decode())

    transport = httpx.ASGITransport(build_application(SimulatedPortal(options), companies=0))
    async with httpx.AsyncClient(transport=transport, event_hooks={"response": [remember]}) as client:
        portal = Portal(Transport(options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            answer = await getattr(portal, way)("crm.item.add", LOGO, write=True)

    assert options.webhook_secret in seen[0]
    assert options.webhook_secret not in json.dumps(answer.result)
    assert answer.result["item"]["title"] == "ООО Клиент"
    assert answer.result["item"]["logo"]["url"].startswith("http://portal.test/")
