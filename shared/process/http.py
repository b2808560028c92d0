"""The HTTP server of a service: health, metrics, and the routes that the service adds."""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from shared.observe.masking import mask
from shared.process.door import CONNECTIONS, HEAD_S, door
from shared.process.settings import SettingsError
from shared.russian import why_denied

_PORT: Final = {errno.EADDRINUSE: "его занял другой процесс", errno.EACCES: "на него нет прав"}
END_S = 5.0
"""For requests that still run when the lanes have been given their 25 s; SIGKILL comes after 40."""


def create_app(*, ready: Callable[[], Awaitable[list[str]]], routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Build a service's HTTP application with its health and metrics routes.

    Args:
        ready: the reasons why this service cannot work now; empty when it can.
        routes: what the service itself answers.
    """

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def is_ready(_: Request) -> Response:
        reasons = [mask(reason) for reason in await ready()]
        return JSONResponse(
            {"status": "not ready" if reasons else "ready", "reasons": reasons}, status_code=503 if reasons else 200
        )

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", is_ready),
            Route("/metrics", metrics),
            *routes,
        ]
    )


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to `until_stopped`; it would stop before the lanes are drained."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a generator's narrower type
        return nullcontext()


def serve(
    app: Starlette,
    *,
    host: str,
    port: int,
    head_s: float = HEAD_S,
    connections: int = CONNECTIONS,
    end_s: float = END_S,
) -> Coroutine[Any, Any, None]:
    """Listen at once, so that a port in use is reported before any work has begun, and return the HTTP server.

    It answers until cancelled; then it takes no more requests, lets running ones end, and returns.

    Args:
        app: what is answered.
        host: address to listen on.
        port: to listen on.
        head_s: seconds that the head of a request may take.
        connections: how many are open at once.
        end_s: seconds that running requests get in the end.

    Raises:
        SettingsError: the port cannot be used.
    """
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise SettingsError(_not_had(host, port, error)) from error
    config = uvicorn.Config(
        app,
        http=door(head_s=head_s, connections=connections),
        ws="none",
        timeout_graceful_shutdown=end_s,  # type: ignore[arg-type]  # passed on to asyncio.wait_for
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    return _answer(_Server(config), listening)


def _not_had(host: str, port: int, error: OSError) -> str:
    if error.errno in _PORT:
        return f"На {host} порт {port} занять нельзя ({_PORT[error.errno]}): выберите другой DEALBUS_HTTP_PORT."
    return f"Слушать на {host}:{port} нельзя ({why_denied(error)}): исправьте DEALBUS_HTTP_HOST."


async def _answer(server: _Server, listening: socket.socket) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
