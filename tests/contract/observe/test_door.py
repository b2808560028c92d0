"""Slow, idle and too many clients: the door stays open for the others."""

import asyncio
import errno
import socket
import time
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from pymongo.errors import ConnectionFailure
from starlette.responses import Response
from starlette.routing import Route

from shared.bus.errors import Retryable
from shared.process import push
from shared.process.http import create_app, serve
from shared.process.push import body_of, push_route
from shared.store.away import StoreAwayError
from tests.waiting import wait_until


async def _take(request) -> str:
    await body_of(request, 64 * 1024)
    return "taken"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def opened(take=_take, *more: Route, **limits):
    async def ready() -> list[str]:
        return []

    port = _free_port()
    routes: list[Route] = [push_route("/events", take, system="b24", looks="the sweep"), *more]
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


UNFINISHED = b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 60\r\n\r\nevent="


async def test_more_unfinished_requests_than_fit_keep_nobody_out():
    async with opened(connections=20) as (port, _):
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _, writer in slow:
            writer.write(UNFINISHED)
            await writer.drain()

        assert await answers(port)
        for _, writer in slow:
            writer.close()


async def test_a_request_that_is_being_answered_outlives_those_that_send_nothing_or_slowly():
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take(request):
        begun.set()
        await go_on.wait()
        return "taken"

    async with opened(take, connections=3) as (port, _), httpx.AsyncClient(trust_env=False) as client:
        asked = asyncio.create_task(client.post(f"http://127.0.0.1:{port}/events", content=b"event=", timeout=5))
        await begun.wait()
        others = [await asyncio.open_connection("127.0.0.1", port) for _ in range(10)]
        for _, writer in others:
            writer.write(UNFINISHED)
        await wait_until(lambda: answers(port))
        go_on.set()

        assert (await asked).status_code == 200
        for _, writer in others:
            writer.close()


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (b"GET /health/live HTTP/1.1\r\nHost: bus\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"POST /nowhere HTTP/1.1\r\nHost: bus\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"POST /events HTTP/1.1\r\nHost: bus\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
        (b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 600000\r\n\r\n", b"x" * 20_000),
        (b"POST /events HTTP/1.1\r\nHost: bus\r\nContent-Length: 60000\r\n\r\n", b"x"),
        (b"POST /events HTTP/1.1\r\nHost: bus\r\nTransfer-Encoding: chunked\r\n\r\n1", b";aaaa"),
        (b"", b"\r\n"),
    ],
    ids=["for health", "for nothing", "trailers", "after 413", "after 408", "extensions of a chunk", "empty lines"],
)
async def test_whoever_goes_on_sending_whatever_he_was_answered_is_shown_the_door(head, more, monkeypatch):
    monkeypatch.setattr(push, "BODY_S", 0.1)
    async with opened(head_s=0.2) as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        closed = asyncio.create_task(_until_closed(reader))
        await wait_until(lambda: closed.done() or writer.write(more))

        assert closed.done()
        writer.close()


async def test_of_requests_sent_before_an_answer_the_first_alone_is_answered():
    async with opened() as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: bus\r\n\r\n" * 500)
        said = await asyncio.wait_for(_said(reader), 10)

    assert said.count(b"HTTP/1.1 200 ") == 1


async def test_whoever_takes_no_answer_is_let_go():
    big = Route("/big", lambda _: Response(b"x" * (16 << 20)))
    async with opened(_take, big, head_s=0.2) as (port, _):
        with socket.create_connection(("127.0.0.1", port)) as deaf:
            deaf.sendall(b"GET /big HTTP/1.1\r\nHost: bus\r\n\r\n")

            await wait_until(lambda: _is_reset(deaf))


async def _until_closed(reader: asyncio.StreamReader) -> None:
    await _said(reader)


async def _said(reader: asyncio.StreamReader) -> bytes:
    said = b""
    with suppress(ConnectionError):
        while part := await reader.read(65536):
            said += part
    return said


def _is_reset(one: socket.socket) -> bool:
    return one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET


async def test_a_body_that_does_not_come_is_answered_408(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(push, "BODY_S", 0.2)
    async with opened() as (port, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UNFINISHED)

        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_an_upload_that_is_broken_off_leaves_one_line_in_the_log(caplog, capsys):
    async with opened() as (port, _):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UNFINISHED)
        await writer.drain()
        writer.close()
        await wait_until(lambda: "оборвался" in capsys.readouterr().out)

        assert await answers(port)
        assert caplog.text == ""


async def test_an_unfinished_request_holds_the_end_up_for_seconds_only(caplog):
    async with opened(end_s=0.3) as (port, serving):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(UNFINISHED)
        await writer.drain()
        assert await answers(port)
        begun = time.monotonic()

        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

        assert time.monotonic() - begun < push.BODY_S
        answer = (await asyncio.wait_for(reader.read(), 5)).decode()
        assert answer.startswith("HTTP/1.1 503 ")
        assert "Сервис обмена останавливается: изменение найдёт the sweep." in answer
        assert [record.levelname for record in caplog.records if record.exc_info] == []
        writer.close()


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (StoreAwayError(ConnectionFailure("primary stepped down")), "База данных обмена недоступна"),
        (Retryable("no confirm from the broker"), "Брокер обмена недоступен"),
    ],
)
async def test_an_event_that_cannot_be_kept_is_answered_with_what_is_away(error, named):
    async def fail(_: object) -> str:
        raise error

    async with opened(fail) as (port, _), httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"http://127.0.0.1:{port}/events", content="x")

    assert (answer.status_code, answer.json()["error"]) == (503, f"{named}: изменение найдёт the sweep.")
