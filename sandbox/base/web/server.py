"""The web publication of the simulated base: web server's limits, authentication, sessions, faults; then OData."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from sandbox.base.asked import Recorder
from sandbox.base.faults import HTML, ODataFault, WebPage, application_error
from sandbox.base.infobase import Infobase
from sandbox.base.odata.service import Answer, ODataCall, answer, refuse
from sandbox.base.web import faults
from sandbox.base.web.sessions import Sessions

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
PUBLICATION = "/ut"
SERVICE = f"{PUBLICATION}/odata/standard.odata"
# Bytes of the query string: IIS's own limit, and what Apache's line limit leaves for it.
QUERY_LIMIT = {"iis": 2048, "apache": 8190}
SEGMENT_LIMIT = 260
LOCKED = "Начало сеанса с информационной базой запрещено. Выполняется обновление конфигурации."
VERSIONS = "Различаются версии клиента и сервера (8.3.24.1467 - 8.3.27.1508)"


class Cut(Exception):  # noqa: N818 - nothing is answered
    """The simulated 1C web server closes the connection without an answer."""


@dataclass
class Publication:
    """What the simulated 1C web server keeps beside the base."""

    base: Infobase
    user: str
    password: str
    plan: list[faults.PlannedFault] = field(default_factory=list)
    locked: str = ""
    sessions: Sessions = field(default_factory=Sessions)
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=5000))
    counts: Counter[str] = field(default_factory=Counter)
    recorder: Recorder = field(default_factory=Recorder)


def application(publication: Publication, control: App) -> App:
    """Join the OData publication and the control interface into one application."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if scope["path"].startswith("/control"):
            await control(scope, receive, send)
            return
        body = await _read(receive)
        try:
            found = await _answer(publication, scope, body)
        except Cut:
            await _cut(receive, send)
            return
        await _write(send, found)

    return serve


async def _read(receive: Receive) -> bytes:
    pieces = []
    while True:
        message = await receive()
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


async def _write(send: Send, found: Answer) -> None:
    headers = {"Content-Type": found.content_type, "DataServiceVersion": "3.0", **found.headers}
    headers["Content-Length"] = str(len(found.body))
    # Cyrillic goes into headers as raw UTF-8, as the platform sends it.
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": found.status, "headers": pairs})
    await send({"type": "http.response.body", "body": found.body})


async def _cut(receive: Receive, send: Send) -> None:
    # ASGI has no word for cutting the line; the server's own cycle stands behind `send`.
    cycle = getattr(send, "__self__", None)
    if cycle is not None:
        cycle.transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _answer(publication: Publication, scope: Scope, body: bytes) -> Answer:
    started = time.perf_counter()
    method, path, raw_query = scope["method"], unquote(scope["raw_path"].decode()), scope["query_string"].decode()
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    record = {
        "at": publication.base.clock.now().isoformat(),
        "method": method,
        "path": path.removeprefix(SERVICE),
        "query": unquote(raw_query),
        "query_bytes": len(raw_query),
        "status": 0,
    }
    publication.calls.append(record)
    try:
        found = await _within_limits(publication, scope, headers, body, path)
    except WebPage as page:
        found = Answer(page.status, page.html.encode(), HTML)
    record["status"], record["ms"] = found.status, round((time.perf_counter() - started) * 1000, 1)
    publication.counts.update(("calls", method, f"status {found.status}"))
    return found


async def _within_limits(
    publication: Publication, scope: Scope, headers: dict[str, str], body: bytes, path: str
) -> Answer:
    _refuse_long(publication, scope)
    if not path.startswith(SERVICE):
        raise WebPage(404, "404 Not Found", "The requested URL was not found on this server.")
    if publication.locked:
        raise application_error(publication.locked)
    if not _is_known(publication, headers.get("authorization", "")):
        return _unauthorised(publication)
    fault = faults.take(publication.plan, scope["method"], path)
    if fault and fault.kind not in faults.AFTER:
        return _broken(fault)
    root = f"{scope.get('scheme', 'http')}://{headers.get('host', '127.0.0.1')}{SERVICE}"
    call = ODataCall(scope["method"], path.removeprefix(SERVICE), scope["query_string"].decode(), headers, body, root)
    publication.recorder.note(publication.base, call)
    with publication.sessions.call(publication.base.switches, headers) as more:
        if publication.base.switches.call_ms:
            await asyncio.sleep(publication.base.switches.call_ms / 1000)
        found = answer(publication.base, call)
        found.headers.update(more)
        if fault:
            await _after(fault)
    return found


def _refuse_long(publication: Publication, scope: Scope) -> None:
    server = publication.base.switches.web_server
    if server == "none":
        return
    if server == "iis" and any(len(one) > SEGMENT_LIMIT for one in unquote(scope["raw_path"].decode()).split("/")):
        raise WebPage(400, "Bad Request - Invalid URL", "HTTP Error 400. The request URL is invalid.")
    if len(scope["query_string"]) > QUERY_LIMIT[server]:
        if server == "apache":
            raise WebPage(414, "414 Request-URI Too Long", "The requested URL's length exceeds the capacity limit.")
        raise WebPage(404, "404 - File or directory not found.", "The query string is longer than the server allows.")


def _is_known(publication: Publication, header: str) -> bool:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        pair = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        # Credentials in cp1251 or latin-1 are not what the platform reads.
        return False
    return hmac.compare_digest(pair.encode(), f"{publication.user}:{publication.password}".encode())


def _unauthorised(publication: Publication) -> Answer:
    if publication.base.switches.auth_html:
        raise WebPage(200, "Аутентификация", "Идентификация пользователя не выполнена")
    refused = refuse(ODataFault(401, 20, "Идентификация пользователя не выполнена"), json=True)
    refused.headers["WWW-Authenticate"] = 'Basic realm="1C:Enterprise 8.3"'
    return refused


def _broken(fault: faults.PlannedFault) -> Answer:
    if fault.kind == "drop_before":
        raise Cut
    if fault.kind == "no_right":
        return refuse(ODataFault(401, 20, "Недостаточно прав"), json=True)
    if fault.kind == "error_500":
        return refuse(ODataFault(500, -1, "Конфликт блокировок при выполнении транзакции"), json=True)
    pages = {
        "html_500": application_error("Внутренняя ошибка сервера 1С:Предприятия"),
        "html_503": WebPage(503, "503 Service Unavailable", "The service is unavailable."),
        "html_200": WebPage(200, "1С:Предприятие", "Вход в систему"),
        "versions_409": WebPage(409, "1C:Enterprise 8 application error", VERSIONS),
    }
    raise pages[fault.kind]


async def _after(fault: faults.PlannedFault) -> None:
    if fault.kind == "drop_after_commit":
        raise Cut
    await asyncio.sleep(fault.seconds)
