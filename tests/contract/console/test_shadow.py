"""The door of `dealbus shadow watch`: whether its last look has found both sides."""

import asyncio
from types import SimpleNamespace

import httpx

from sandbox.stack.ports import free_ports
from services.console.shadow import command
from tests.waiting import wait_until


async def test_a_look_that_finds_a_side_silent_makes_it_unready_until_one_succeeds(monkeypatch):
    looks: asyncio.Queue[int | None] = asyncio.Queue()
    monkeypatch.setattr(command, "_patient", lambda *_: looks.get())
    (port,) = free_ports(1)
    ours = SimpleNamespace(http_host="127.0.0.1", http_port=port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        watching = asyncio.create_task(command._watching(ours, SimpleNamespace(), 0))

        async def ready(code: int) -> list[str] | None:
            answer = await client.get("/health/ready")
            return answer.json()["reasons"] if answer.status_code == code else None

        looks.put_nowait(None)
        silent = await wait_until(lambda: ready(503))
        looks.put_nowait(3)
        well = await wait_until(lambda: heard_of(ready(200)))
        watching.cancel()

    assert silent == [command.UNANSWERED]
    assert well == [[]]


async def heard_of(answer):
    found = await answer
    return None if found is None else [found]
