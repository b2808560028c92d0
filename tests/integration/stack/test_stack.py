import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import aio_pika
import httpx
import pytest
from pymongo import AsyncMongoClient

from sandbox.stack import SERVICES, Stack, StackPlan, local_broker, local_database, running_stack
from tests.integration.stack.processes import processes_of
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
NOTHING_BUT_PEERS = StackPlan(simulators=False, services=())

DECLARED_LONG_AGO_S = 2.5  # a quorum queue younger than about two seconds does not survive a kill


@pytest.fixture
def own_servers(monkeypatch):
    """Servers of our own even where the run was given some by URL."""
    for name in ("DEALBUS_AMQP_URL", "DEALBUS_MONGO_URL"):
        monkeypatch.delenv(name, raising=False)


def run_stack_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox.stack", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(own_servers, tmp_path):
    """A folder for stacks that are taken down also when the test fails."""
    yield tmp_path
    for lock in tmp_path.rglob("keeper.lock"):
        run_stack_command("down", "--folder", str(lock.parent))


def up(folder: Path) -> dict:
    done = run_stack_command("up", "--folder", str(folder), "--services", "none", "--no-simulators", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def put(amqp_url: str, body: bytes) -> None:
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        await channel.declare_queue("letters", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(body, delivery_mode=2), "letters")


async def take_all(amqp_url: str) -> list[bytes]:
    bodies = []
    async with await aio_pika.connect(amqp_url) as connection:
        queue = await (await connection.channel()).get_queue("letters")
        while message := await queue.get(no_ack=True, fail=False):
            bodies.append(message.body)
    return bodies


async def test_two_stacks_share_one_broker_and_one_database_without_meeting(peers, tmp_path):
    async with (
        running_stack(tmp_path / "a", NOTHING_BUT_PEERS, peers) as first,
        running_stack(tmp_path / "b", NOTHING_BUT_PEERS, peers) as second,
    ):
        for name, stack in (("first", first), ("second", second)):
            await put(stack.surroundings.amqp_url, name.encode())
            async with stack.database.client() as client:
                await client[stack.surroundings.mongo_database].letters.insert_one({"_id": 1, "of": name})

        async with AsyncMongoClient(peers.database.url) as client:
            found = await client[first.surroundings.mongo_database].letters.find().to_list()
        assert found == [{"_id": 1, "of": "first"}]
        assert await take_all(first.surroundings.amqp_url) == [b"first"]


async def test_a_stack_that_ends_takes_its_virtual_host_and_its_database_along(peers, tmp_path):
    async with running_stack(tmp_path, NOTHING_BUT_PEERS, peers) as stack:
        await put(stack.surroundings.amqp_url, b"x")
        async with peers.database.client() as client:
            await client[stack.surroundings.mongo_database].letters.insert_one({})

    async with peers.broker.management() as api:
        vhosts = {vhost["name"] for vhost in (await api.get("/api/vhosts")).json()}
    assert stack.surroundings.amqp_url.rpartition("/")[2] not in vhosts
    async with peers.database.client() as client:
        assert stack.surroundings.mongo_database not in await client.list_database_names()


async def test_simulators_of_a_stack_answer_and_return_after_a_kill(peers, tmp_path):
    plan = StackPlan(services=(), portal_options=("--companies", "10"), base_options=("--companies", "10"))
    async with running_stack(tmp_path, plan, peers) as stack:
        async with stack.portal.control() as portal, stack.base.control() as base:
            before = [(await control.get("stats")).status_code for control in (portal, base)]

            stack.kill("portal")
            await stack.start("portal")
            after = (await portal.get("stats")).status_code

        assert stack.names == ["portal", "base"]
        assert stack.addresses()["base"]["address"] == stack.base.address
    assert (before, after) == ([200, 200], 200)
    assert processes_of(tmp_path) == []


async def test_whole_stack_is_ready_and_a_killed_service_returns_on_its_old_port(peers, tmp_path):
    async with running_stack(tmp_path, peers=peers) as stack:
        ready_before = await readiness(stack)

        stack.kill("mapper")
        ready_without = await readiness(stack)
        await stack.start("mapper")
        await stack.restart("portal")

        ready_after = await readiness(stack)
        async with stack.portal.control() as portal:
            (webhook,) = (await portal.get("webhooks")).json()
    everybody = dict.fromkeys(SERVICES, True)
    assert ready_before == everybody
    assert ready_without == everybody | {"mapper": False}
    assert ready_after == everybody
    assert webhook["url"] == f"{stack.services['b24-connector'].http_url}/b24/events"
    assert processes_of(tmp_path) == []


async def test_confirmed_messages_and_written_documents_are_there_after_a_kill(own_servers, tmp_path):
    async with local_broker(tmp_path) as broker, local_database(tmp_path) as database:
        await put(broker.url, b"early")
        async with database.client() as client:
            await client.box.letters.insert_one({"_id": 1})
        await asyncio.sleep(DECLARED_LONG_AGO_S)
        await put(broker.url, b"late")

        broker.program.kill()
        database.program.kill()
        await asyncio.gather(broker.program.start(), database.program.start())

        assert await take_all(broker.url) == [b"early", b"late"]
        async with database.client() as client:
            assert await client.box.letters.count_documents({}) == 1
    assert processes_of(tmp_path) == []


def test_up_and_down_start_and_stop_two_stacks_beside_each_other(folder):
    one, two = folder / "one", folder / "two"

    first, second, again = up(one), up(two), up(one)
    run_stack_command("down", "--folder", str(one))

    assert again == first
    assert first["amqp_url"] != second["amqp_url"]
    assert processes_of(one) == []
    assert asyncio.run(can_connect(second["amqp_url"]))
    assert run_stack_command("down", "--folder", str(two)).stdout == "The stack is stopped.\n"
    assert run_stack_command("down", "--folder", str(two)).stdout == "Nothing was running.\n"
    assert processes_of(two) == []


async def test_nothing_is_left_behind_when_the_stack_is_killed(folder):
    up(folder)

    os.kill(int((folder / "keeper.pid").read_text()), signal.SIGKILL)

    await wait_until(lambda: not processes_of(folder), timeout=30)
    assert run_stack_command("down", "--folder", str(folder)).stdout == "Nothing was running.\n"


async def readiness(stack: Stack) -> dict[str, bool]:
    return {name: await is_ready(f"{service.http_url}/health/ready") for name, service in stack.services.items()}


async def is_ready(url: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(url, timeout=10)).is_success
        except httpx.TransportError:
            return False


async def can_connect(url: str) -> bool:
    async with await aio_pika.connect(url):
        return True
