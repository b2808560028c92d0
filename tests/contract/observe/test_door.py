"""Slow, idle and too many clients: the door stays open for the others."""

import asyncio
import socket
import time
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.routing import Route

from shared.process import push
from shared.process.http import create_app, serve
from shared.process.push import body_of, push_route
from tests.waiting import wait_until


async def _take(request) -> str:
    await body_of(request, 64 * 1024)
    return "taken"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def opened(**limits):
    async def ready() -> list[str]:
        return []

    port = _free_port()
    routes: list[Route] = [push_route("/events", _take, system="b24", looks="the sweep")]
    serving = asyncio.create_task(serve(create_app(ready=ready, routes=routes), host="127.0.0.1", port=port, **limits))
    try:
        await wait_until(lambda: answers(port))
        yield port, serving
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def answers(port: int) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"http://127.0.0.1:{port}/health/live", timeout=5)).status_code == 200
        except httpx.TransportError:
            return False


async def test_a_connection_that_says_nothing_is_closed():
    async with opened(head_s=0.2) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_head_that_comes_letter_by_letter_is_not_waited_for():
    async with opened(head_s=0.3) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        closed = asyncio.create_task(reader.read())
        for letter in b"GET /health/live HTTP/1.1\r\nHost: bus\r\nX: " + b"y" * 1000:
            if closed.done() or writer.is_closing():
                break
            writer.write(bytes([letter]))
            await asyncio.wait([closed], timeout=0.05)

        ended, _ = await asyncio.wait([closed], timeout=5)
        assert ended
        assert isinstance(closed.exception(), ConnectionResetError) or closed.result() == b""


async def test_more_silent_connections_than_fit_keep_nobody_out():
    async with opened(connections=20) as (port, _):
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]

        assert await answers(port)
        for _, writer in silent:
            writer.close()


async def test_a_body_that_does_not_come_is_answered_408(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(push, "BODY_S", 0.2)
    async with opened() as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 60\r\n\r\nevent=")

        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_an_upload_that_is_broken_off_leaves_one_line_in_the_log(caplog, capsys):
    async with opened() as (port, _):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 60\r\n\r\nevent=")
        await writer.drain()
        writer.close()
        await wait_until(lambda: "broken off" in capsys.readouterr().out)

        assert await answers(port)
        assert caplog.text == ""


async def test_an_unfinished_request_holds_the_end_up_for_seconds_only():
    async with opened(end_s=0.3) as (port, serving):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 60\r\n\r\nevent=")
        await writer.drain()
        assert await answers(port)
        begun = time.monotonic()

        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

        assert time.monotonic() - begun < push.BODY_S
        writer.close()
