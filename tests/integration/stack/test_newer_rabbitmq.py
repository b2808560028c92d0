import asyncio
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.stack import local_broker
from sandbox.stack.installing import find_or_install_newer_rabbitmq
from sandbox.stack.next_release import NotOfferedError
from sandbox.stack.rabbitmq import private_node
from tests.integration.stack.processes import processes_of
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(300)  # a first run unpacks the server

ROOT = Path(__file__).parents[3]
FIND = """
from sandbox.stack.installing import find_or_install_newer_rabbitmq
print(find_or_install_newer_rabbitmq().server)
"""
RUN = """
import asyncio, pathlib, sys
from sandbox.stack import local_broker
from sandbox.stack.rabbitmq import private_node

async def run(folder):
    async with local_broker(folder, private_node(folder)) as broker:
        print(broker.url, flush=True)
        await asyncio.Event().wait()

asyncio.run(run(pathlib.Path(sys.argv[1])))
"""


def _python(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> str:
    """The version of a 4.x, which nodes of this test are then of."""
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get to get a RabbitMQ 4.x with")
    try:
        installation = find_or_install_newer_rabbitmq()
    except NotOfferedError as reason:
        pytest.skip(str(reason))
    monkeypatch.setenv("DEALBUS_RABBITMQ", "4.x")
    return installation.version


async def _version(management) -> str:
    async with management as api:
        return (await api.get("/api/overview")).json()["rabbitmq_version"]


async def test_two_processes_that_ask_at_once_get_one_server_also_after_one_was_killed_unpacking(
    newer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = tmp_path / "dealbus"
    killed = _python(FIND)
    # Where the distribution has a 4.x, nothing is unpacked.
    await wait_until(lambda: list(cache.glob("draft-*")) or killed.poll() is not None, 60)
    with suppress(ProcessLookupError):
        os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    asking = [_python(FIND), _python(FIND)]
    first, second = [await asyncio.to_thread(process.communicate) for process in asking]

    assert first == second
    assert f"rabbitmq_server-{newer}" in first[0]
    assert list(cache.glob("draft-*")) == []


async def test_nothing_of_a_newer_broker_is_left_when_its_user_fails(newer: str, tmp_path: Path) -> None:
    running: list[str] = []

    async def use_and_fail() -> None:
        async with local_broker(tmp_path, private_node(tmp_path)) as broker:
            assert await _version(broker.management()) == newer
            running.extend(processes_of(tmp_path))
            raise LookupError

    with pytest.raises(LookupError):
        await use_and_fail()

    assert newer.startswith("4.")
    assert any("beam.smp" in line for line in running)
    assert any("epmd" in line for line in running)
    await wait_until(lambda: not processes_of(tmp_path), 20)


async def test_nothing_of_a_newer_broker_is_left_when_its_owner_is_killed(newer: str, tmp_path: Path) -> None:
    owner = _python(RUN, str(tmp_path))
    try:
        said = await asyncio.to_thread(owner.stdout.readline)
        assert said.startswith("amqp://")
    finally:
        owner.send_signal(signal.SIGKILL)
        owner.communicate()

    await wait_until(lambda: not processes_of(tmp_path), 30)
