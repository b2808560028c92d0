"""Whatever bytes come over a connection, the door stays open for the next one."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import httpx
from starlette.requests import Request

from shared.process.http import create_app, serve
from shared.process.push import body_of, push_route
from tests.fuzz.amount import INPUTS, LONG
from tests.waiting import wait_until

REQUESTS = INPUTS if LONG else 60
HEADS = (
    *(b"Content-Length: 5", b"Content-Length: 70000", b"Content-Length: -1", b"Content-Length: 5, 6"),
    *(b"Content-Length: \xb2", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", b"Expect: 100-continue"),
    *(b"Transfer-Encoding: gzip, chunked", b"Upgrade: websocket\r\nConnection: Upgrade", b"X: " + b"y" * 20_000),
    *(b": nothing", b" folded", b"\x00: \x01", b"Host: \xff", b"Connection: close", b"Content-Encoding: gzip"),
)
BODIES = (
    *(b"", b"event", b"event=1", b"5\r\nevent\r\n0\r\n\r\n", b"5\r\nevent", b"FFFFFFFFFFFFFFFF\r\n", b"x" * 5),
    *(b"-5\r\nevent\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 3, b"%" * 70_000, b"\x00" * 9, b"eventPOST"),
    *(b"5;ext=" + b"z" * 3000 + b"\r\nevent\r\n0\r\n\r\n", b"5\r\neventXX0\r\n\r\n"),
)
LINES = (
    *(b"POST /events HTTP/1.1",) * 6,
    *(b"POST /events HTTP/1.0", b"POST /events HTTP/9.9", b"POST  /events", b"GET /metrics HTTP/1.1"),
    *(b"POST http://[ HTTP/1.1", b"POST /%zz?%00 HTTP/1.1", b"POST //events#x HTTP/1.1", b"", b"PRI * HTTP/2.0"),
    b"\x16\x03\x01\x02\x00\x01\x00",
)


@asynccontextmanager
async def opened() -> AsyncIterator[int]:
    async def ready() -> list[str]:
        return []

    async def take(request: Request) -> str:
        await body_of(request, 64 * 1024)
        return "taken"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    app = create_app(ready=ready, routes=[push_route("/events", take, system="b24", looks="the sweep")])
    serving = asyncio.create_task(serve(app, host="127.0.0.1", port=port, end_s=0.3))
    try:
        await wait_until(lambda: is_open(port))
        yield port
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def is_open(port: int) -> bool:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        try:
            answer = await client.post(f"http://127.0.0.1:{port}/events", content=b"event=1")
        except httpx.TransportError:
            return False
        return answer.status_code == 200


def bytes_of(luck: Random) -> bytes:
    head = [luck.choice(LINES), b"Host: bus", *luck.sample(HEADS, luck.randint(0, 3))]
    raw = b"\r\n".join(head) + b"\r\n\r\n" + luck.choice(BODIES)
    if luck.random() < 0.2:
        at = luck.randint(0, len(raw))
        raw = raw[:at] + luck.randbytes(luck.randint(0, 6)) + raw[at:]
    return raw[: luck.randint(0, len(raw))] if luck.random() < 0.1 else raw


async def answer_to(port: int, sent: bytes) -> bytes:
    """Send bytes, say that there are no more, and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), 30)
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_a_connection_that_speaks_oddly_is_answered_or_closed_and_costs_a_line(caplog, capsys) -> None:
    async with opened() as port:
        for seed in range(REQUESTS):
            capsys.readouterr()
            caplog.clear()
            answer = await answer_to(port, sent := bytes_of(Random(seed)))

            assert b"HTTP/1.1 5" not in answer, (seed, sent[:300], answer[:300])
            lines = capsys.readouterr().out.splitlines() + [record.getMessage() for record in caplog.records]
            assert len(lines) <= 4, (seed, lines)
            assert "Traceback" not in "".join([*lines, caplog.text]), (seed, caplog.text)
            assert sum(map(len, lines)) < 2_000, (seed, lines)
        assert await is_open(port)
