import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.stack import Command, Program, StackError, Supervisor, free_ports
from sandbox.stack.simulators import python_environment, simulator_program
from tests.integration.stack.processes import processes_of
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]

SERVER = "import sys, http.server as h; h.test(h.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind='127.0.0.1')"
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)', sys.argv[1]])"
DEAF = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf now", flush=True)
time.sleep(600)
"""
OWNER = """
import asyncio, pathlib, sys
from sandbox.stack import Command, Program

command = Command("sleeper", ("sleep", "600"), {"FOLDER": sys.argv[1]}, pathlib.Path(sys.argv[1]) / "log")
Program(command).spawn()
print("spawned", flush=True)
sys.stdin.read()
"""

FORKING_OWNER = """
import asyncio, pathlib, sys
from sandbox.stack.simulators import simulator_of, simulator_program

async def main():
    portal = simulator_program("portal", pathlib.Path(sys.argv[1]), ())
    await portal.start()
    print(simulator_of(portal).address, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def make_program(name: str, folder: Path, code: str, *arguments: str) -> Program:
    return Program(
        Command(name, (sys.executable, "-c", code, *arguments), {"FOLDER": str(folder)}, folder / f"{name}.log", folder)
    )


def make_server(name: str, folder: Path) -> tuple[Program, str]:
    (port,) = free_ports(1)
    program, url = make_program(name, folder, SERVER, str(port)), f"http://127.0.0.1:{port}/"
    program.ready = lambda: answers(url)
    return program, url


async def answers(url: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(url)).is_success
        except httpx.TransportError:
            return False


async def test_started_program_is_ready_and_a_killed_one_returns_on_its_old_port(tmp_path):
    program, url = make_server("server", tmp_path)
    await program.start()
    first_pid = program.pid

    program.kill()
    after_kill = await answers(url)
    await program.start()

    assert not after_kill
    assert await answers(url)
    assert program.pid not in (None, first_pid)
    await program.stop()
    assert processes_of(tmp_path) == []


async def test_program_that_ends_at_once_is_reported_with_the_end_of_its_log(tmp_path):
    program = make_program("broken", tmp_path, "raise SystemExit('no such base')")
    program.ready = lambda: answers("http://127.0.0.1:1/")

    with pytest.raises(StackError, match=r"broken ended before it was ready(.|\n)*no such base"):
        await program.start()


async def test_program_that_is_never_ready_is_killed_when_the_time_is_over(tmp_path):
    program = make_program("slow", tmp_path, "import time; time.sleep(600)")
    program.ready = lambda: answers("http://127.0.0.1:1/")

    with pytest.raises(StackError, match="slow is not ready after 0 s"):
        await program.start(timeout_s=0.2)

    assert processes_of(tmp_path) == []


async def test_program_that_ignores_sigterm_is_killed(tmp_path):
    program = make_program("deaf", tmp_path, DEAF)
    await program.start()
    await wait_until(lambda: "deaf now" in program.output())

    await program.stop(timeout_s=0.2)

    assert processes_of(tmp_path) == []


async def test_kill_ends_the_children_of_a_program_too(tmp_path):
    program = make_program("parent", tmp_path, PARENT, str(tmp_path))
    await program.start()
    await wait_until(lambda: len(processes_of(tmp_path)) == 2)

    program.kill()

    await wait_until(lambda: not processes_of(tmp_path))


async def test_programs_end_when_the_process_that_started_them_is_killed(tmp_path):
    with subprocess.Popen(  # noqa: ASYNC220 - it speaks at once
        [sys.executable, "-c", OWNER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as owner:
        assert owner.stdout.readline() == b"spawned\n"
        await wait_until(lambda: any("sleep" in line for line in processes_of(tmp_path)))

        os.kill(owner.pid, signal.SIGKILL)

    await wait_until(lambda: not processes_of(tmp_path))


async def test_a_fork_of_our_own_program_cannot_be_told_from_a_start_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("STACK_FORKS", "1")
    argv = (sys.executable, "-m", "sandbox.portal", "--port")
    refused = Program(Command("refused", (*argv, "none"), python_environment(), tmp_path / "refused.log", ROOT))
    running = simulator_program("portal", tmp_path, ())

    refused.spawn()
    await running.start()
    pid, session = running.pid, os.getsid(running.pid)
    running.signal(signal.SIGKILL)

    assert await refused.wait() == 2
    assert "argument --port: invalid int value: 'none'" in refused.output()
    assert session == pid
    assert await running.wait() == -signal.SIGKILL
    assert running.pid is None


async def test_forks_of_our_own_programs_end_when_the_process_that_started_them_is_killed(tmp_path):
    environment = {**os.environ, "STACK_FORKS": "1"}
    with subprocess.Popen(  # noqa: ASYNC220 - it speaks at once
        [sys.executable, "-c", FORKING_OWNER, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT, env=environment
    ) as owner:
        address = owner.stdout.readline().decode().strip()
        assert await answers(f"{address}/control/stats")

        os.kill(owner.pid, signal.SIGKILL)

    await wait_until(lambda: not_answers(address))


async def not_answers(address: str) -> bool:
    return not await answers(f"{address}/control/stats")


async def test_one_program_that_fails_takes_its_layer_along_but_not_what_it_stands_on(tmp_path):
    supervisor = Supervisor()
    (ground, ground_url), (neighbour, neighbour_url) = make_server("ground", tmp_path), make_server("b", tmp_path)
    broken = make_program("broken", tmp_path, "raise SystemExit('sorry')")
    broken.ready = lambda: answers("http://127.0.0.1:1/")
    await supervisor.start(ground)

    with pytest.raises(StackError, match="sorry"):
        await supervisor.start(neighbour, broken)

    assert await answers(ground_url)
    await supervisor.stop()
    assert not await answers(neighbour_url)
    assert processes_of(tmp_path) == []


async def test_each_run_of_a_program_shows_its_own_output_only(tmp_path):
    program = make_program("talker", tmp_path, "import os; print('pid', os.getpid())")
    await program.start()
    await program.wait()
    first = program.output()

    await program.start()
    await program.wait()

    assert first.startswith("pid ")
    assert program.output().startswith("pid ")
    assert program.output() != first
