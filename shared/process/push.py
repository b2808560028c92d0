"""Accepts what a peer pushes by HTTP: how large it may be, who may send it, and what is answered."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable

import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.bus.errors import Retryable
from shared.store.away import StoreAwayError

EVENTS = Counter("bus_intake_events", "Events that the portal or 1C sent", ["system", "outcome"])
log = structlog.get_logger()

BODY_S = 10.0
"""From the head of a request to the end of its body."""


class EventRefused(Exception):  # noqa: N818 - the answer to the caller, not a failure of ours
    """The pushed event is not accepted.

    Args:
        status: of the answer.
        why: tells whoever sets the peer up what is wrong.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def push_route(
    path: str,
    take: Callable[[Request], Awaitable[str]],
    *,
    system: str,
    looks: str,
    missed: Callable[[], None] = lambda: None,
) -> Route:
    """Return the HTTP route of a connector's intake for pushed events.

    Args:
        path: of the address.
        take: authorises, reads and publishes; returns the outcome, after the broker's confirm.
        system: the peer, `b24` or `onec`.
        looks: who finds what could not be published, in Russian.
        missed: called when an event could not be published.
    """
    for bad in ("refused", "unavailable"):
        EVENTS.labels(system, bad)  # a first refusal is an increase only where there was a zero before

    async def answer(request: Request) -> Response:
        try:
            outcome = await take(request)
        except EventRefused as refusal:
            EVENTS.labels(system, "refused").inc()
            log.warning("event refused", why=refusal.why)
            return JSONResponse({"error": refusal.why}, status_code=refusal.status)
        except (Retryable, asyncio.CancelledError) as error:
            EVENTS.labels(system, "unavailable").inc()
            missed()
            return JSONResponse({"error": f"{_unavailable(error)}: изменение найдёт {looks}."}, status_code=503)
        EVENTS.labels(system, outcome).inc()
        return JSONResponse({"status": outcome})

    return Route(path, answer, methods=["POST"])


def _unavailable(error: BaseException) -> str:
    match error:
        case StoreAwayError():
            return "База данных обмена недоступна"
        case asyncio.CancelledError():  # the answer is the process's last word
            return "Сервис обмена останавливается"
        case _:
            return "Брокер обмена недоступен"


async def body_of(request: Request, limit: int) -> bytes:
    """Read the body of an event that a peer has pushed, of a limited size.

    Args:
        request: what came.
        limit: bytes; nothing beyond them is kept.

    Raises:
        EventRefused: it is longer, did not come in time, or was broken off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise EventRefused(413, f"Тело запроса длиннее {limit // 1024} КиБ.")
    except TimeoutError:
        raise EventRefused(408, f"Тело запроса не пришло за {BODY_S:.0f} с.") from None
    except ClientDisconnect:
        raise EventRefused(400, "Запрос оборвался на полуслове.") from None
    return bytes(body)


def is_same(given: str, secret: str) -> bool:
    """Compare the token of a pushed event with the secret in constant time."""
    return hmac.compare_digest(given.encode(), secret.encode())
