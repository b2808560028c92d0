"""The image's health check tells ready from not ready."""

import asyncio
import json
import re
import socket
from pathlib import Path

import pytest

from shared.process.http import create_app, serve
from tests.waiting import wait_until

DOCKERFILE = Path(__file__).parents[3] / "deploy" / "image" / "Dockerfile"


async def exit_code(port: int) -> int:
    (command,) = re.findall(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)
    process = await asyncio.create_subprocess_exec(
        *json.loads(command), env={"DEALBUS_HTTP_PORT": str(port)}, stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


async def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(("reasons", "healthy"), [([], True), (["RabbitMQ does not answer"], False)])
async def test_a_service_is_healthy_while_it_is_ready(reasons: list[str], healthy: bool) -> None:
    async def ready() -> list[str]:
        return reasons

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    serving = asyncio.create_task(serve(create_app(ready=ready), host="127.0.0.1", port=port))
    try:
        await wait_until(lambda: listens(port), 10)
        assert (await exit_code(port) == 0) is healthy
    finally:
        serving.cancel()


async def test_a_service_that_does_not_listen_is_not_healthy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])

    assert await exit_code(port) != 0
