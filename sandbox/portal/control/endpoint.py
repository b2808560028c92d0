"""Makes a function of a request and its JSON body an endpoint of the portal's control interface."""

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.portal.engine.failures import PortalError
from sandbox.portal.engine.state import Record
from sandbox.portal.web.wire import dump

Work = Callable[[Request, Record], Any]


def endpoint_of(work: Work) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a function of (request, JSON body) into an endpoint of the control interface; a refusal is a 400."""

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        try:
            sent = json.loads(body, parse_float=Decimal) if body else {}
            answer, status = work(request, sent), 200
        except PortalError as refusal:
            answer, status = {"error": refusal.description, "code": refusal.code}, max(refusal.status, 400)
        except (ValueError, TypeError, KeyError) as wrong:
            answer, status = {"error": f"{type(wrong).__name__}: {wrong}"}, 400
        return Response(dump(answer), status, media_type="application/json")

    return endpoint
