"""Health, metrics, and a service's start and stop."""

import asyncio
import os
import signal
import socket

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from shared.observe import metrics
from shared.process.http import create_app, serve
from shared.process.running import run, until_stopped
from shared.process.settings import SettingsError


def client_of(reasons: list[str], *routes: Route) -> httpx.AsyncClient:
    async def ready() -> list[str]:
        return reasons

    transport = httpx.ASGITransport(create_app(ready=ready, routes=routes))
    return httpx.AsyncClient(transport=transport, base_url="http://s")


async def test_a_service_that_cannot_work_is_alive_and_not_ready_and_says_why() -> None:
    async with client_of(["брокер не отвечает"]) as client:
        live, ready = await client.get("/health/live"), await client.get("/health/ready")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["reasons"] == ["брокер не отвечает"]


async def test_readiness_tells_no_secret() -> None:
    async with client_of(["amqp://u:s3cr3t@h/v refused"]) as client:
        ready = await client.get("/health/ready")

    assert ready.json()["reasons"] == ["amqp://u:***@h/v refused"]


async def test_a_service_that_can_work_is_ready() -> None:
    async with client_of([]) as client:
        assert (await client.get("/health/ready")).status_code == 200


async def test_metrics_are_served_beside_the_services_own_routes() -> None:
    metrics.dead_lettered("mapper.orders", "bug")

    async with client_of([], Route("/own", lambda _: PlainTextResponse("own"))) as client:
        text, own = (await client.get("/metrics")).text, (await client.get("/own")).text

    assert 'bus_dead_messages_total{group="mapper.orders",reason="bug"}' in text
    assert own == "own"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def test_the_server_answers_until_cancelled() -> None:
    port = free_port()

    async def ready() -> list[str]:
        return []

    serving = asyncio.create_task(serve(create_app(ready=ready), host="127.0.0.1", port=port))
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=5), trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving

    assert answer.status_code == 200


async def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="DEALBUS_HTTP_PORT"):
        await serve(create_app(ready=lambda: None), host="127.0.0.1", port=taken.getsockname()[1])


async def test_sigterm_ends_the_wait_and_the_handler_is_taken_back() -> None:
    waiting = asyncio.create_task(until_stopped())
    await asyncio.sleep(0)

    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(waiting, 2)

    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_refusal_is_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    async def main() -> None:
        raise SettingsError("Не задано DEALBUS_RULES: задайте его.")

    with pytest.raises(SystemExit) as left:
        run(main)

    assert left.value.code == 2
    assert capsys.readouterr().err == "Не задано DEALBUS_RULES: задайте его.\n"


def test_a_service_that_ends_well_has_the_exit_code_it_returned() -> None:
    async def main() -> int:
        return 3

    with pytest.raises(SystemExit) as left:
        run(main)

    assert left.value.code == 3
