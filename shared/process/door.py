"""Limits how long a client may take to send its HTTP request, and how many connections may be open at once.

uvicorn waits for ever for the first line of a request, and a slow client costs as much as a busy one.
"""

import asyncio
import socket
import struct
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""From the connection, or the end of the last answer, to the end of a request's head; at most twice as long."""

CONNECTIONS = 256
"""Open at once; one more closes another: the oldest without a request, else the oldest whose request is unfinished."""


def door(*, head_s: float = HEAD_S, connections: int = CONNECTIONS) -> type[asyncio.Protocol]:
    """Return a subclass of uvicorn's HTTP protocol that closes slow connections; make one for each server.

    Args:
        head_s: seconds that the head of a request may take, and the client over taking its answer.
        connections: how many are open at once.
    """
    return type("Door", (_Door,), {"head_s": head_s, "most": connections, "opened": {}})


class _Door(H11Protocol):
    """An HTTP connection that is closed when it sends no request in time, or does not take its answer."""

    head_s = HEAD_S
    most = CONNECTIONS
    opened: ClassVar[dict[H11Protocol, None]] = {}
    seen: object = None
    looking: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.opened) >= self.most:
            _drop(min(self.opened, key=_worth))
        self.opened[self] = None
        self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        self.looking.cancel()
        self.opened.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and self.conn.their_state is h11.DONE and self.conn.trailing_data[0]:
            self.cycle.keep_alive = False  # nobody but a flood asks again before he is answered

    def send_400_response(self, msg: str) -> None:
        """Answer an invalid HTTP request with 400, unless an answer has begun; a handler still running may stop."""
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _look(self) -> None:
        """Close a client's connection when it sent nothing since the last look."""
        if self.transport.is_closing():  # since a while, and what was answered is not taken
            _drop(self)
            return
        if self.cycle is self.seen and (_worth(self) == _IDLE or self.flow.write_paused):
            self.transport.close()
        self.seen = self.cycle
        self._look_again()

    def _look_again(self) -> None:
        self.looking = self.loop.call_later(self.head_s, self._look)


def _drop(connection: H11Protocol) -> None:
    """Abort a client's connection; an ordinary close would keep for minutes what the client does not take."""
    wire = connection.transport.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()


_IDLE, _SENDING, _AT_WORK = range(3)


def _worth(connection: H11Protocol) -> int:
    """Rank an open HTTP connection for being closed: first the idle, then those still sending, last those we serve."""
    cycle = connection.cycle
    if cycle is None or cycle.response_complete:
        return _IDLE
    return _SENDING if cycle.more_body else _AT_WORK
