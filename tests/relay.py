"""A way between two programs that can be cut, made slow, or left half open; it costs little while it is whole."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import urlsplit

from sandbox.stack import free_ports

State = Literal["whole", "cut", "slow", "half-open"]
DELAY_S = 0.3
"""What a slow way adds to each piece of at most `_PIECE` bytes, in either direction."""
_PIECE = 65_536


@dataclass(eq=False)
class _Line:
    """One connection and its continuation; of a dead one both stay open, and nothing goes from one to the other."""

    ends: list[asyncio.StreamWriter] = field(default_factory=list)
    is_dead: bool = False

    def reset(self) -> None:
        """End both at once, so that nobody sees an orderly end."""
        for end in self.ends:
            _reset(end)


class Relay:
    """Listens on a port of its own and hands on whatever comes to another one, in both directions.

    Args:
        target: port of the other one, on this machine.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        (self.port,) = free_ports(1)
        self._state: State = "whole"
        self._lines: set[_Line] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
        self._reset_lines()

    def by(self, address: str) -> str:
        """Return an address that leads here instead, with the login it has."""
        parts = urlsplit(address)
        user, at, _ = parts.netloc.rpartition("@")
        return parts._replace(netloc=f"{user}{at}127.0.0.1:{self.port}").geturl()

    def turn(self, state: State) -> None:
        """Let the way be so from now on.

        cut: lines end with a reset, new ones too. half-open: lines stay, new ones are accepted, and nothing goes
        through; they are dead for good, as behind a firewall that has forgotten them and answers nobody.
        """
        self._state = state
        if state == "cut":
            self._reset_lines()
        for line in self._lines if state == "half-open" else ():
            line.is_dead = True

    def reset_dead(self) -> None:
        """Let both ends of dead lines hear of it, as of a firewall that does answer."""
        for line in self._lines:
            if line.is_dead:
                line.reset()

    def _reset_lines(self) -> None:
        for line in self._lines:
            line.reset()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._state == "cut":
            _reset(writer)
            return
        line = _Line([writer], is_dead=self._state == "half-open")
        self._lines.add(line)
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            line.ends.append(back)
            await asyncio.gather(self._pump(line, reader, back), self._pump(line, there, writer))
        except OSError:  # nobody is there, or an end is gone
            line.reset()
        finally:
            self._lines.discard(line)
            for end in line.ends:
                end.close()

    async def _pump(self, line: _Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on one direction to its end."""
        while piece := await reader.read(_PIECE):
            if self._state == "slow":
                await asyncio.sleep(DELAY_S)
            if not line.is_dead:
                writer.write(piece)
                await writer.drain()
        if not line.is_dead and writer.can_write_eof():
            writer.write_eof()


def _reset(end: asyncio.StreamWriter) -> None:
    held = end.get_extra_info("socket")
    if held is not None:
        with suppress(OSError):  # closed meanwhile
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()
