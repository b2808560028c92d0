"""`POST /onec/events`: an optional extension of 1C reports "this order was touched", nothing more.

The bus reads the order itself, the same way as after polling, so a lost or repeated report does no harm.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from shared.bus.publish import Publish
from shared.messages.ring.facts import OrderTouched
from shared.messages.things import Ref
from shared.process.push import EventRefused, body_of, is_same, push_route

BODY_LIMIT = 64 * 1024
ORDERS_LIMIT = 1000
PATH = "/onec/events"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class OrderPush:
    """Accepts reports of the form `{"orders": ["<guid>", …]}` with `Authorization: Bearer <token>`.

    Args:
        publish: the bus; returns after the broker's confirm.
        token: shared with the extension; empty: every report is refused.
    """

    def __init__(self, publish: Publish, *, token: str) -> None:
        self._publish = publish
        self._token = token

    @property
    def route(self) -> Route:
        """The HTTP route of the push from 1C."""
        return push_route(PATH, self._take, system="onec", looks="опрос 1С")

    async def _take(self, request: Request) -> str:
        self._authorise(request.headers.get("Authorization", ""))
        return await self._pass_on(_read(await body_of(request, BODY_LIMIT)))

    def _authorise(self, header: str) -> None:
        if not self._token:
            raise EventRefused(403, "Токен расширения не задан: запишите его в DEALBUS_ONEC_TOKEN.")
        if not is_same(header.removeprefix("Bearer "), self._token):
            raise EventRefused(403, "Токен другой: в расширении 1С и в DEALBUS_ONEC_TOKEN он должен быть один.")

    async def _pass_on(self, orders: Sequence[str]) -> str:
        refs = (Ref(system="onec", kind="order", id=order) for order in orders)
        await self._publish(*(OrderTouched(ref=ref) for ref in refs))
        return "taken"


def _read(body: bytes) -> Sequence[str]:
    refusal = EventRefused(400, 'Тело запроса не вида {"orders": ["<GUID>", …]}.')
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refusal from error
    orders = told.get("orders") if isinstance(told, dict) else None
    if not isinstance(orders, list) or not orders or len(orders) > ORDERS_LIMIT:
        raise refusal
    lower = [str(order).lower() for order in orders]
    if not all(_GUID.fullmatch(order) for order in lower):
        raise refusal
    return lower
