"""An HTTP door at a running connector: the console asks what one record holds now, within a budget of its own.

The console needs no secret of the peer for this; it proves its right with the key of its page.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.bus.errors import Permanent, Retryable
from shared.messages.ring.census import Counted
from shared.observe.masking import mask
from shared.observe.terminal import shown_json
from shared.process.signed import proven, signed

log = structlog.get_logger()

PATH: Final = "/ask/record/"
ANSWER_S: Final = 30.0
"""How long an answer is waited for: what is asked goes behind everything that the exchange asks."""
_COUNTS: Final = timedelta(minutes=1)
_PURPOSE: Final = "ask"
_OTHER_KEY: Final = "Ключ консоли другой: запишите коннекторам и странице один и тот же DEALBUS_CONSOLE_KEY."
_STANDS_BY: Final = "Этот экземпляр коннектора запасной: спросите работающий."

Read = Callable[[str], Awaitable[Counted]]


def told(counted: Counted) -> Mapping[str, Any]:
    """Return the door's answer about one record as JSON: `order`, `unread`, `busy`."""
    return counted.model_dump(mode="json", include={"order", "unread", "busy"})


class RecordDoor:
    """The HTTP door through which one record can be asked for.

    Args:
        key: of the console's page; empty: nobody may ask.
        is_active: this process is the one at work, none that stands by.
    """

    def __init__(self, key: str, is_active: Callable[[], bool]) -> None:
        self._key, self._is_active = key, is_active
        self.read: Read | None = None

    @property
    def routes(self) -> list[Route]:
        """Return the door's HTTP routes; none where nobody may ask."""
        return [Route(f"{PATH}{{record}}", self.answer)] if self._key else []

    async def answer(self, request: Request) -> Response:
        """Answer at the door what one record holds now, read from the peer."""
        record = request.path_params["record"]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if proven(self._key, _PURPOSE, token) != record:
            return JSONResponse({"error": _OTHER_KEY}, 403)
        if self.read is None or not self._is_active():
            return JSONResponse({"error": _STANDS_BY}, 503)
        try:
            return Response(shown_json(told(await self.read(record))), media_type="application/json")
        except (Retryable, Permanent) as error:
            log.warning("a record could not be read for the console", ref=record, why=str(error))
            return JSONResponse({"error": mask(str(error))}, 503)


async def ask_door(url: str, key: str, record: str) -> Mapping[str, Any] | None:
    """Ask a running connector's door for a record; None if it did not answer, which the log says.

    Args:
        url: of its HTTP side, `http://b24-connector:8080`.
        key: of the console's page.
        record: id in its system.
    """
    token = signed(key, _PURPOSE, record, datetime.now(UTC) + _COUNTS)
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_S) as client:
            answer = await client.get(f"{url}{PATH}{record}", headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()
            found: Mapping[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        log.warning("a connector did not answer the console", url=url, ref=record, why=str(error))
        return None
    return found
