"""How long a client may take before his request has come, and how many may try at once.

uvicorn waits for ever for the first line of a request, and a slow client costs as much as a busy one.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""From the connection, or the end of the last answer, to the end of a request's head; at most twice as long."""

CONNECTIONS = 256
"""Open at once; one more closes that which has been without a request for longest."""


def door(*, head_s: float = HEAD_S, connections: int = CONNECTIONS) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol, made impatient; one class for a server.

    Args:
        head_s: seconds that the head of a request may take.
        connections: how many are open at once.
    """

    class Door(H11Protocol):
        """A connection that is closed where no request comes of it."""

        opened: dict[H11Protocol, None] = {}
        answered: object = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.opened[self] = None
            if len(self.opened) > connections:
                _most_idle(self.opened).transport.abort()
            self.loop.call_later(head_s, self._look)

        def connection_lost(self, exc: Exception | None) -> None:
            self.opened.pop(self, None)
            super().connection_lost(exc)

        def _look(self) -> None:
            """Close when no request has begun since the last look."""
            if self.transport.is_closing():
                return
            if _is_idle(self) and self.cycle is self.answered:
                self.transport.close()
                return
            self.answered = self.cycle
            self.loop.call_later(head_s, self._look)

    return Door


def _is_idle(connection: H11Protocol) -> bool:
    return connection.conn.their_state is h11.IDLE


def _most_idle(opened: dict[H11Protocol, Any]) -> H11Protocol:
    return next((one for one in opened if _is_idle(one)), next(iter(opened)))
