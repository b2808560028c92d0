"""Warns, for `dealbus check`, of TLS certificates of broker and database that end soon."""

import asyncio
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pymongo.uri_parser import parse_uri

from services.console.settings import ConsoleSettings
from shared.bus.connection import nodes_of
from shared.process.findings import Finding
from shared.russian import counted

WARNED_DAYS = 60
_ANSWER_S = 10.0
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class _TlsServer:
    """A server, of the broker or the database, that is reached over TLS.

    Args:
        authority: path of whom to trust; None: the system's.
    """

    what: str
    host: str
    port: int
    authority: str | None


async def ending(settings: ConsoleSettings) -> list[Finding]:
    """List the TLS certificates, and authorities in addresses, that end soon; silent about a server that is away."""
    found = await asyncio.gather(*map(_ends, _servers(settings)))
    return [finding for findings in found for finding in findings]


def _servers(settings: ConsoleSettings) -> Iterator[_TlsServer]:
    for node in nodes_of(settings.amqp_url):
        yield from _of_address("брокера", node, "amqps", 5671)
    if settings.has_management:
        yield from _of_address("управления брокером", settings.management_url, "https", 15671)
    with suppress(Exception):  # an address that cannot be read is told by whoever connects
        told = parse_uri(settings.mongo_url)
        if told["options"].get("tls"):
            for host, port in told["nodelist"]:
                yield _TlsServer("базы данных", host, port, told["options"].get("tlsCAFile"))


def _of_address(what: str, address: str, scheme: str, port: int) -> Iterator[_TlsServer]:
    with suppress(ValueError):  # an address that cannot be read is told by whoever connects
        parts = urlsplit(address)
        if parts.scheme == scheme and parts.hostname:
            authority = next(iter(parse_qs(parts.query).get("cafile", [])), None)
            yield _TlsServer(what, parts.hostname, parts.port or port, authority)


async def _ends(server: _TlsServer) -> list[Finding]:
    with suppress(OSError, TimeoutError):
        trusted = ssl.create_default_context(cafile=server.authority)
        async with asyncio.timeout(_ANSWER_S):
            _, writer = await asyncio.open_connection(server.host, server.port, ssl=trusted)
        shown = writer.get_extra_info("peercert")
        writer.close()
        own = trusted.get_ca_certs() if server.authority else []
        place = f"{server.host}:{server.port}"
        return [
            *_told(f"Сертификат {server.what} ({place})", "выпустите новый: deploy/image/secrets.sh", [shown]),
            *_told(f"Удостоверяющий центр {server.what} ({server.authority})", "смените центр", own),
        ]
    return []


def _told(what: str, remedy: str, certificates: Iterable[Mapping[str, object]]) -> Iterator[Finding]:
    for one in certificates:
        left = int((ssl.cert_time_to_seconds(str(one["notAfter"])) - time.time()) // _DAY_S)
        if left < WARNED_DAYS:
            last = counted(left, "{n} день", "{n} дня", "{n} дней")
            yield Finding(ok=False, text=f"{what} действует ещё {last}; {remedy} (docs/guides/compose.ru.md).")
