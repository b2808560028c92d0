"""Whoever only asks sends no write, whatever the code behind the question would do."""

import re
from pathlib import Path

import pytest

from services.b24_connector.assembly import connect_portal
from services.b24_connector.settings import PortalAccess
from services.onec_connector.assembly import connect_base
from services.onec_connector.settings import BaseAccess
from shared.bus.errors import Retryable
from shared.process.asking import UnaskedWriteError

NOBODY = "http://127.0.0.1:9"
ORDER = "b1e20001-0000-4000-8000-000000000001"
WRITING = re.compile(r"(add|update|set|delete|register|updateDescription|updateResponsibleUser|notify|bind|unbind)$")
CONNECTOR = Path(__file__).parents[2] / "services" / "b24_connector"


def methods() -> list[str]:
    """Return every method of the portal that the connector spells."""
    spelt = re.compile(
        r'"((?:crm|catalog|user|server|im|event)\.[a-zA-Z.]+\.[a-zA-Z]+|server\.time|user\.get|im\.notify)"'
    )
    found = {name for path in CONNECTOR.rglob("*.py") for name in spelt.findall(path.read_text(encoding="utf-8"))}
    entities = {"catalog.product.offer", "catalog.product.service", "catalog.product.sku", "crm.item.productrow"}
    return sorted(found - entities)


def portal():
    access = PortalAccess(b24_webhook=f"{NOBODY}/rest/1/secret/", b24_rate=0)
    return connect_portal(access, reads_only=True)


@pytest.mark.parametrize("method", [one for one in methods() if WRITING.search(one)])
async def test_a_write_to_the_portal_never_leaves_whoever_asks(method):
    async with portal() as asking:
        with pytest.raises(UnaskedWriteError, match=re.escape(method)):
            await asking.call(method, {"id": 1}, write=True)
        with pytest.raises(UnaskedWriteError, match=re.escape(method)):
            await asking.alone(method, {"id": 1}, write=True)


async def test_every_read_of_the_connector_is_let_through():
    reads = [one for one in methods() if not WRITING.search(one)]

    async with portal() as asking:
        for method in reads:
            with pytest.raises(Retryable):  # it left, and nobody is there
                await asking.alone(method, {})

    assert {"crm.item.list", "crm.duplicate.findbycomm", "server.time"} <= set(reads)


@pytest.mark.parametrize("write", ["create", "change", "post"])
async def test_a_write_to_1c_never_leaves_whoever_asks(write):
    url = f"{NOBODY}/ut/odata/standard.odata"
    access = BaseAccess(onec_url=url, onec_user="odata", onec_password="x", onec_timezone="Europe/Moscow")
    async with connect_base(access, reads_only=True) as base:
        call = {
            "create": lambda: base.create("Document_ЗаказКлиента", {}),
            "change": lambda: base.change("Document_ЗаказКлиента", ORDER, {}),
            "post": lambda: base.post("Document_ЗаказКлиента", ORDER),
        }[write]

        with pytest.raises(UnaskedWriteError, match=r"POST|PATCH"):
            await call()
