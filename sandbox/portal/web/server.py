"""The portal's HTTP server: `/rest/…` by hand, because a real portal also drops connections; then Starlette."""

import asyncio
import contextlib
import hmac
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.portal.engine.events import Deliveries
from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Portal, Record
from sandbox.portal.engine.switches import PortalSwitches
from sandbox.portal.methods.calls import Call, Caller
from sandbox.portal.methods.offline import OfflineQueue
from sandbox.portal.methods.table import Methods, check_scope

from .batch import run_batch
from .faults import Faults, OrderedFault
from .limits import OperatingTime, RateLimit
from .operating import seconds_of, tabled_s
from .wire import dump, envelope, parse_json, parse_pairs, times_of

_log = logging.getLogger(__name__)
HTML = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass
class Stats:
    """What the portal was asked since the last reset, without the control interface."""

    requests: int = 0
    commands: int = 0
    errors_503: int = 0
    errors_429: int = 0
    over_limit: int = 0  # calls of a blocked method, in batches too
    by_method: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> Record:
        """Return the figures of what the simulated portal was asked."""
        return {
            "requests": self.requests,
            "commands": self.commands,
            "errors_503": self.errors_503,
            "errors_429": self.errors_429,
            "over_limit": self.over_limit,
            "by_method": dict(self.by_method),
        }


class Server:
    """The simulated portal with its limits, faults, figures and deliveries, as it answers REST."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.deliveries = Deliveries(portal)
        self.offline = OfflineQueue(portal, self.deliveries)
        self.methods = Methods(self.offline.methods())
        self.faults = Faults()
        self.stats = Stats()
        self.rate = RateLimit(portal.clock, portal.switches)
        self.operating = OperatingTime(portal.clock, portal.switches)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Run the delivery of events as long as the simulated portal's server runs."""
        await self.deliveries.start()
        yield
        await self.deliveries.stop()

    async def command(self, name: str, params: Record, caller: Caller, *, in_batch: bool = False) -> tuple[Any, Record]:
        """Run one method of the simulated portal; return its result and its `time`.

        Raises:
            PortalError: the portal refuses.
        """
        method = name.lower().removesuffix(".json")
        self.stats.commands += 1
        self.stats.by_method[method] += 1
        switches = self.portal.switches
        function = self.methods.find(method, unknown_status=switches.method_not_found_status)
        check_scope(method, switches.scopes)
        self._check_operating(caller, method)
        self.faults.for_command(method)
        start, begun = self.portal.clock.unix(), time.perf_counter()
        try:
            answer = function(Call(self.portal, params, caller, in_batch=in_batch))
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            _log.exception("%s failed on %s", method, params)
            raise PortalError(500, "INTERNAL_SERVER_ERROR", "Internal server error") from wrong
        finally:
            if pause_s := _pause_s(switches, method, params):
                await asyncio.sleep(pause_s)
            measured = time.perf_counter() - begun
            charged = seconds_of(method, params, measured, hurry=switches.hurry)
            self.operating.charge(caller.token, method, charged)
        times = times_of(start, self.portal.clock.unix()) | {"processing": charged}
        times["operating_reset_at"] = self.operating.reset_at(caller.token, method)
        times["operating"] = self.operating.spent(caller.token, method)
        return answer, times

    def _check_operating(self, caller: Caller, method: str) -> None:
        """Refuse a REST call of a method whose operating time is used up, and count such calls in the figures.

        Raises:
            PortalError: OPERATION_TIME_LIMIT.
        """
        try:
            self.operating.check(caller.token, method)
        except PortalError:
            self.stats.over_limit += 1
            raise

    async def _answer(self, name: str, params: Record, caller: Caller) -> Response:
        if name == "batch":
            self.stats.by_method[name] += 1
            return await self._batch(params, caller)
        answer, times = await self.command(name, params, caller)
        return _json(200, envelope(answer, times))

    async def _batch(self, params: Record, caller: Caller) -> Response:
        start = self.portal.clock.unix()

        async def run(method: str, inner: Record) -> tuple[Any, Record]:
            return await self.command(method, inner, caller, in_batch=True)

        maps = await run_batch(params, run, failed_reference=self.portal.switches.failed_reference)
        return _json(200, envelope(maps, times_of(start, self.portal.clock.unix())))

    def _authorise(self, steps: list[str], params: Record) -> Caller:
        """Tell who calls the simulated portal's REST: the webhook's user or the application.

        Raises:
            PortalError: wrong secret, unknown or expired token, tariff or overload.
        """
        options, switches = self.portal.options, self.portal.switches
        if switches.portal_deleted_status:
            raise PortalError(switches.portal_deleted_status, "PORTAL_DELETED", "Portal was deleted")
        if len(steps) == 3:
            right = hmac.compare_digest(steps[1].encode(), options.webhook_secret.encode())
            if not right or steps[0] != str(options.webhook_user):
                raise _wrong_secret(switches.wrong_secret_status)
            caller = Caller(options.webhook_user, f"webhook:{steps[0]}", is_app=False)
        else:
            caller = self._by_token(params)
        if not switches.commercial_plan:
            raise PortalError(403, "ACCESS_DENIED", "REST API is available only on commercial plans")
        if switches.overload:
            raise PortalError(503, "OVERLOAD_LIMIT", "REST API is blocked due to overload")
        return caller

    def _by_token(self, params: Record) -> Caller:
        token = str(params.pop("auth", "") or "")
        if not token:
            raise PortalError(401, "NO_AUTH_FOUND", "Wrong authorization data")
        if not hmac.compare_digest(token.encode(), self.portal.options.access_token.encode()):
            raise PortalError(401, "invalid_token", "Unable to get application by token")
        if self.portal.switches.token_expired:
            raise PortalError(401, "expired_token", "The access token provided has expired")
        return Caller(self.portal.options.app_user, f"app:{self.portal.options.client_id}", is_app=True)

    async def rest(self, request: Request, send: Send) -> Response | None:
        """Answer a REST request of the simulated portal; None when the connection was dropped instead."""
        self.stats.requests += 1
        try:
            if self.portal.switches.https_required and request.url.scheme != "https":
                raise PortalError(400, "INVALID_REQUEST", "Https required")  # noqa: TRY301
            self.rate.take(request.client.host if request.client else "local")
            steps = request.url.path.removeprefix("/rest/").strip("/").split("/")
            name = steps[-1].lower().removesuffix(".json")
            params = await _read_params(request)
            fault = self.faults.for_request({name, *_inner_methods(name, params)})
            if fault is None:
                return await self._answer(name, params, self._authorise(steps, params))
            return await self._spoiled(fault, request, (steps, params), send)
        except PortalError as refusal:
            self.stats.errors_503 += refusal.code == "QUERY_LIMIT_EXCEEDED"
            self.stats.errors_429 += refusal.status == 429
            return _json(refusal.status, dict(refusal.body()))

    async def _spoiled(
        self, fault: OrderedFault, request: Request, asked: tuple[list[str], Record], send: Send
    ) -> Response | None:
        """Let a REST request of the simulated portal fail as ordered, before or after its work."""
        steps, params = asked
        answer: Response | None = None
        if fault.kind == "slow" and not fault.commit:
            await asyncio.sleep(fault.delay_ms / 1000)
        if fault.commit or fault.kind == "slow":
            answer = await self._answer_or_refuse(steps, params)
        if fault.kind == "slow":
            if fault.commit:
                await asyncio.sleep(fault.delay_ms / 1000)
            return answer
        if fault.kind == "drop":
            await _drop(send)
            return None
        return _spoilt_answer(fault, request)

    async def _answer_or_refuse(self, steps: list[str], params: Record) -> Response:
        name = steps[-1].lower().removesuffix(".json")
        try:
            return await self._answer(name, params, self._authorise(steps, params))
        except PortalError as refusal:
            return _json(refusal.status, dict(refusal.body()))


def _pause_s(switches: PortalSwitches, method: str, params: Record) -> float:
    """Return how long a command of the simulated portal is made to take."""
    tabled = tabled_s(method, params) if switches.at_work else None
    return switches.command_ms / 1000 if tabled is None else tabled / switches.hurry


def _spoilt_answer(fault: OrderedFault, request: Request) -> Response:
    if fault.kind == "html":
        return HTMLResponse(HTML, fault.status or 502)
    if fault.kind == "rename":
        target = fault.location or str(request.url.replace(hostname="localhost"))
        return RedirectResponse(target, 302)
    known = {
        "503": PortalError(503, "QUERY_LIMIT_EXCEEDED", "Too many requests"),
        "429": PortalError(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit"),
        "500": PortalError(500, "INTERNAL_SERVER_ERROR", "Internal server error"),
    }[fault.kind]
    body = dict(known.body())
    if fault.code:
        body["error"] = fault.code
    return _json(known.status, body)


def _wrong_secret(status: int) -> PortalError:
    if status == 403:
        return PortalError(403, "INVALID_CREDENTIALS", "Invalid request credentials")
    return PortalError(401, "NO_AUTH_FOUND", "Wrong authorization data")


def _inner_methods(name: str, params: Record) -> set[str]:
    """Return the methods within a batch request, so that a fault ordered for a method meets it there too."""
    commands = params.get("cmd") if name == "batch" else None
    texts = commands.values() if isinstance(commands, dict) else commands if isinstance(commands, list) else []
    return {str(text).partition("?")[0].lower() for text in texts}


async def _read_params(request: Request) -> Record:
    """Gather the parameters of a REST request from query and body; the body wins."""
    params = parse_pairs(request.url.query)
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/"):
        form = await request.form()
        text = "&".join(f"{_quoted(key)}={_quoted(str(value))}" for key, value in form.multi_items())
        return params | parse_pairs(text)
    body = await request.body()
    if kind.startswith("application/x-www-form-urlencoded"):
        return params | parse_pairs(body.decode())
    return params | parse_json(body)


def _quoted(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26").replace("=", "%3D").replace("+", "%2B")


async def _drop(send: Send) -> None:
    """Drop the TCP connection of a REST request under the server; in tests without a socket, fail the call."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("dropped by order")
    transport.abort()
    await asyncio.sleep(0.01)  # the server must see the loss, else it would try to answer


def _json(status: int, body: Any) -> Response:
    return Response(dump(body), status, media_type="application/json; charset=utf-8")


class Application:
    """The portal's ASGI application: REST with the bare connection, control and life span through Starlette."""

    def __init__(self, server: Server, others: Starlette) -> None:
        self.server = server
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event of the simulated portal."""
        if scope["type"] != "http" or not scope["path"].startswith("/rest/"):
            await self._others(scope, receive, send)
            return
        answer = await self.server.rest(Request(scope, receive), send)
        if answer is not None:
            await answer(scope, receive, send)
