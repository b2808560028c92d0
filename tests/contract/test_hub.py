"""`python -m services.…`, as the console starts it, is forked from a process that has imported it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import hub
from sandbox.stack.simulators import python_environment
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
AWAY = {
    "DEALBUS_AMQP_URL": "amqp://guest:guest@127.0.0.1:1/",
    "DEALBUS_MONGO_URL": "mongodb://127.0.0.1:1",
    "DEALBUS_HTTP_PORT": "0",
    "DEALBUS_RULES": str(ROOT / "deploy/config/rules.yaml"),
    "DEALBUS_B24_WEBHOOK": "http://127.0.0.1:1/rest/1/abcdefghijkl/",
}
SAYS_WHAT_IT_IMPORTS = {"PYTHONPROFILEIMPORTTIME": "1"}


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with hub.running(ROOT) as given:
        yield python_environment() | given


def started(environment: dict[str, str], *words: str, python: str = sys.executable) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    command = [python, "-m", *words]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def forked(environment: dict[str, str]) -> list[str]:
    """Ids of the programs that the hub has forked and that have not ended."""
    for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        if environment["STACK_HUB"].encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return []


def test_what_is_handed_over_imports_nothing_and_ends_with_its_own_words_and_code(environment):
    told, complained = (
        program := started(environment | SAYS_WHAT_IT_IMPORTS, "services.console", "away")
    ).communicate()

    assert program.returncode == 2
    assert "Нет команды away" in complained
    assert "| typer" not in complained
    assert told == ""


def test_a_program_has_the_environment_of_whoever_starts_it(environment):
    program = started(environment | {"DEALBUS_AMQP_URL": AWAY["DEALBUS_AMQP_URL"]}, "services.stage_router")

    _, complained = program.communicate()

    assert program.returncode == 2
    assert "Не задано DEALBUS_RULES" in complained
    assert "DEALBUS_AMQP_URL" not in complained


def test_a_program_reads_its_own_input_and_writes_its_own_output(environment):
    program = started(environment, "services.console.web", "password", "ivanova")

    told, complained = program.communicate("correct horse battery\n")

    assert (program.returncode, complained) == (0, "")
    assert told.startswith("ivanova:")


def test_a_program_that_is_told_to_end_does_so_in_good_order(environment):
    program = started(environment | AWAY, "services.b24_connector")
    assert program.stdout is not None
    program.stdout.readline()

    program.terminate()
    told, _ = program.communicate(timeout=30)

    assert "Traceback" not in told
    assert program.returncode is not None


async def test_with_whoever_waits_for_it_a_program_is_killed(environment):
    patient = {"DEALBUS_MONGO_URL": f"{AWAY['DEALBUS_MONGO_URL']}/?serverSelectionTimeoutMS=120000"}
    program = started(environment | AWAY | patient, "services.mapper", "forget")
    await wait_until(lambda: forked(environment))

    program.kill()

    await wait_until(
        lambda: not forked(environment), timeout=30
    )  # by itself it would look for its database for two minutes
    assert program.wait() == -9


@pytest.mark.parametrize("missing", ["services.nowhere", "services.nowhere.at_all"])
def test_a_program_that_is_none_is_told_as_ever(environment, missing):
    program = started(environment, missing)

    _, complained = program.communicate()

    assert program.returncode == 1
    assert "No module named" in complained or "ModuleNotFoundError" in complained


def test_a_program_of_another_installation_has_nothing_of_ours(environment):
    program = started(environment | SAYS_WHAT_IT_IMPORTS, "services.console", python=sys._base_executable)

    _, complained = program.communicate()

    assert re.search(r"\| +services\.console\n", complained)


def test_without_a_hub_a_program_starts_by_itself(environment):
    alone = environment | {"STACK_HUB": os.devnull} | SAYS_WHAT_IT_IMPORTS

    _, complained = (program := started(alone, "services.console", "away")).communicate()

    assert program.returncode == 2
    assert "| typer" in complained or "|       typer" in complained
