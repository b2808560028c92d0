import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.stack.peers import release_peers, shared_peers
from tests.integration.stack.processes import processes_of
from tests.waiting import wait_until


@pytest.fixture
def run_folder(monkeypatch, tmp_path):
    for name in ("DEALBUS_AMQP_URL", "DEALBUS_MONGO_URL"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path / "run"
    release_peers(tmp_path / "run")


async def test_workers_of_a_run_find_the_same_servers_which_end_when_the_run_is_killed(run_folder):
    with subprocess.Popen(["/bin/sleep", "600"]) as run:  # noqa: ASYNC220 - it starts at once
        with ThreadPoolExecutor(3) as workers:
            found = list(workers.map(lambda _: shared_peers(run_folder, run.pid), range(3)))

        run.kill()

    assert found == [found[0]] * 3
    await wait_until(lambda: not processes_of(run_folder), timeout=20)
    assert not run_folder.exists()


async def test_run_that_ends_while_the_servers_are_starting_leaves_nothing_behind(run_folder):
    with subprocess.Popen(["/bin/sleep", "600"]) as run, ThreadPoolExecutor(1) as worker:  # noqa: ASYNC220 - as above
        asked = worker.submit(shared_peers, run_folder, run.pid)
        await wait_until(lambda: any("beam" in line for line in processes_of(run_folder)), timeout=20)

        run.kill()

        await wait_until(asked.done, timeout=20)
    assert asked.exception() is not None
    await wait_until(lambda: not processes_of(run_folder), timeout=20)
