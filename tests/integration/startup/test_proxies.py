"""A proxy that stands before a peer and refuses for a while says nothing of our password: the service waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import httpx
import pytest

from tests.integration.startup.processes import reasons, started
from tests.integration.startup.troubles import World, simulator
from tests.waiting import wait_until

PAGE = b"<html>not now</html>"


class Proxy:
    """Answers with a page of its own until it is told to let through."""

    def __init__(self, address: str, status: int) -> None:
        self._peer = urlsplit(address)
        self._status = status
        self._port = 0
        self.lets_through = False

    @property
    def address(self) -> str:
        return self._peer._replace(netloc=f"127.0.0.1:{self._port}").geturl()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with await asyncio.start_server(self._meet, "127.0.0.1", 0) as server:
            self._port = server.sockets[0].getsockname()[1]
            yield

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.lets_through:
            there = await asyncio.open_connection(self._peer.hostname, self._peer.port)
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
            return
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {self._status} No\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + PAGE)
        await writer.drain()
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def behind(service: str, status: int, world: World) -> AsyncIterator[tuple[Proxy, dict[str, str]]]:
    """A peer behind a proxy, and the settings that lead a service there."""
    if service == "b24_connector":
        async with simulator("portal", world.folder) as portal:
            proxy = Proxy(str(portal.told["webhook"]), status)
            async with proxy.running():
                yield proxy, {"DEALBUS_B24_WEBHOOK": proxy.address}
        return
    async with simulator("base", world.folder) as base:
        proxy = Proxy(base.address, status)
        login = {"DEALBUS_ONEC_USER": str(base.told["user"]), "DEALBUS_ONEC_PASSWORD": str(base.told["password"])}
        async with proxy.running():
            yield proxy, {"DEALBUS_ONEC_URL": proxy.address, **login}


@pytest.mark.parametrize(
    ("service", "status"), [("b24_connector", 401), ("b24_connector", 403), ("onec_connector", 403)]
)
async def test_a_service_starts_as_soon_as_the_proxy_lets_it_through(world: World, service: str, status: int) -> None:
    health = f"http://127.0.0.1:{world.environment['DEALBUS_HTTP_PORT']}"
    async with (
        behind(service, status, world) as (proxy, change),
        httpx.AsyncClient(base_url=health, trust_env=False) as client,
        started(world.environment | change, service) as process,
    ):

        async def waits() -> bool:
            return any("не читается" in reason for reason in await reasons(client))

        async def is_ready() -> bool:
            with suppress(httpx.TransportError):
                return (await client.get("/health/ready")).status_code == httpx.codes.OK
            return False

        await wait_until(waits, 60)
        proxy.lets_through = True
        await wait_until(is_ready, 60)
        process.terminate()
        code, _ = await asyncio.wait_for(process.ended(), 30)

    assert code == 0
