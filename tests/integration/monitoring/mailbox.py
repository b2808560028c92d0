"""A mail server that takes every letter and keeps it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What has come, and the port where it comes."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak as much of SMTP as a sender needs (RFC 5321)."""

        async def say(words: str) -> None:
            writer.write(f"{words}\r\n".encode())
            await writer.drain()

        await say("220 mailbox")
        while line := await reader.readline():
            match line.split()[0].upper():
                case b"DATA":
                    await say("354 go on")
                    body = await reader.readuntil(b"\r\n.\r\n")
                    letter = message_from_bytes(body[:-3], policy=policy.default)
                    assert isinstance(letter, EmailMessage)
                    self.letters.append(letter)
                    await say("250 taken")
                case b"QUIT":
                    await say("221 bye")
                    break
                case _:
                    await say("250 fine")
        writer.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[MailServer]:
    box = MailServer()
    server = await asyncio.start_server(box.talk, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
