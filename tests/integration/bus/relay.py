"""A wire to the broker that can go dead: both ends stay open, nothing comes through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Relay:
    """Passes on what comes while it flows."""

    def __init__(self, url: str) -> None:
        self._to = urlsplit(url)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._pumps: set[asyncio.Task[None]] = set()
        self.url = url

    def freeze(self) -> None:
        """Let nothing through any more."""
        self._flowing.clear()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Relay"]:
        """Listen on a port of its own, which `url` leads to."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        login = self._to.netloc.rpartition("@")[0]
        self.url = self._to._replace(netloc=f"{login}@127.0.0.1:{port}").geturl()
        try:
            yield self
        finally:
            server.close()
            for pump in self._pumps:
                pump.cancel()

    async def _meet(self, ours: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        theirs, out = await asyncio.open_connection(self._to.hostname, self._to.port)
        for reader, writer in ((ours, out), (theirs, back)):
            pump = asyncio.create_task(self._pump(reader, writer))
            self._pumps.add(pump)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                writer.write(data)
        writer.close()
