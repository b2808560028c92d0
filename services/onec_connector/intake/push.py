"""`POST /onec/events`: an optional extension of 1C reports "this order was touched", nothing more.

The bus reads the order itself, the same way as after polling, so a lost or repeated report does no harm.
"""

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.bus.errors import Retryable
from shared.messages.ring import OrderTouched
from shared.messages.things import Ref

PATH = "/onec/events"
_BODY_LIMIT = 256 * 1024
_ORDERS_LIMIT = 1000
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OrderPush:
    """Takes reports of the form `{"orders": ["<guid>", …]}` with `Authorization: Bearer <token>`.

    Args:
        publish: returns after the broker's confirm.
        token: shared with the extension; empty: every report is refused.
    """

    def __init__(self, publish: Callable[..., Awaitable[None]], *, token: str) -> None:
        self._publish = publish
        self._token = token

    @property
    def route(self) -> Route:
        """The route for the HTTP application."""
        return Route(PATH, self._take, methods=["POST"])

    async def _take(self, request: Request) -> Response:
        if not self._is_known(request.headers.get("Authorization", "")):
            return JSONResponse({"error": "the token is not the one of this bus"}, 403)
        orders = _orders(await _body(request))
        if orders is None:
            return JSONResponse({"error": 'the body is not {"orders": ["<guid>", …]}'}, 400)
        try:
            refs = (Ref(system="onec", kind="order", id=order) for order in orders)
            await self._publish(*(OrderTouched(ref=ref) for ref in refs))
        except Retryable:
            return JSONResponse({"error": "the bus is not available, polling will look"}, 503)
        return JSONResponse({"status": "taken"})

    def _is_known(self, header: str) -> bool:
        given = header.removeprefix("Bearer ").encode()
        return bool(self._token) and hmac.compare_digest(given, self._token.encode())


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            return b""
    return bytes(body)


def _orders(body: bytes) -> list[str] | None:
    try:
        told: Any = json.loads(body)
    except ValueError:
        return None
    orders = told.get("orders") if isinstance(told, dict) else None
    if not isinstance(orders, list) or not orders or len(orders) > _ORDERS_LIMIT:
        return None
    lower = [str(order).lower() for order in orders]
    return lower if all(_GUID.fullmatch(order) for order in lower) else None
