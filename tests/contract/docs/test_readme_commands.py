"""Every command that the READMEs name exists: targets of make, commands of `dealbus`, services of compose, modules."""

import os
import re
import shlex
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from services.b24_connector.check import BELL_SCOPE, NEEDED_SCOPES
from services.console.__main__ import app

ROOT = Path(__file__).parents[3]
READMES = ("README.md", "README.ru.md")
GUIDES = tuple(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs" / "guides").glob("*.md")))
COMPOSE_GUIDE = "docs/guides/compose.ru.md"
RUNBOOK = tuple(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs" / "runbook").glob("*.md")))
PAGES = (*READMES, "CONTRIBUTING.md", "sandbox/README.md")
FENCE = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
GLUE = re.compile(r"\s*(?:&&|;|\|)\s*")
WORDS = ("make", "dealbus", "docker compose", "python")


def commands(page: str, word: str) -> list[str]:
    """Commands in code blocks and code spans that begin with a word, in order, each once."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
    spans = SPAN.findall(FENCE.sub("", text))
    found = [part.strip().removeprefix(".venv/bin/") for line in (*lines, *spans) for part in GLUE.split(line)]
    return list(dict.fromkeys(part for part in found if part.startswith(f"{word} ")))


def everywhere(word: str, pages: tuple[str, ...] = PAGES) -> list[Any]:
    return [pytest.param(command, id=f"{page}: {command}") for page in pages for command in commands(page, word)]


@pytest.mark.parametrize("command", everywhere("make", (*PAGES, *GUIDES)))
def test_every_make_target_and_variable_exists(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    used = set(re.findall(r"\$\((?:if \$\()?([A-Z]+)", makefile))

    words = shlex.split(command)[1:]
    asked_targets = {word for word in words if "=" not in word}
    asked_variables = {word.partition("=")[0] for word in words if "=" in word}

    assert asked_targets <= targets
    assert asked_variables <= used


@pytest.mark.parametrize(
    "command", sorted({command for page in (*PAGES, *GUIDES) for command in commands(page, "make")})
)
def test_make_knows_what_to_do_for_every_command(command: str) -> None:
    """Nothing is done: to play them here would be to run these tests in these tests."""
    words = ["make", "--dry-run", *shlex.split(command)[1:]]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}

    done = subprocess.run(words, cwd=ROOT, env=outside, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


@pytest.mark.parametrize("command", everywhere("dealbus", (*PAGES, *GUIDES, *RUNBOOK)))
def test_every_console_command_and_option_exists(command: str) -> None:
    expect_console_command(command.split()[1:])


@pytest.mark.parametrize("command", [one for one in commands(COMPOSE_GUIDE, "docker compose") if " console " in one])
def test_every_command_of_composes_console_exists_with_its_options(command: str) -> None:
    expect_console_command(command.partition(" console ")[2].split())


def test_the_guide_of_compose_says_how_to_have_the_rules_written() -> None:
    """The console's own mount is of one file, read only, and a file that is not there yet becomes a folder."""
    text = (ROOT / COMPOSE_GUIDE).read_text(encoding="utf-8")
    (command,) = [one for one in commands(COMPOSE_GUIDE, "docker compose") if " console init " in one]
    options, _, words = command.partition(" console ")
    folder, _, inside = options.partition("-v ")[2].partition(":")

    assert {"--no-deps", "--rm"} <= set(options.split())
    assert words.startswith(f"init --rules {inside}/rules.yaml ")
    assert f"DEALBUS_RULES_PATH={folder}/rules.yaml" in (ROOT / ".env.example").read_text(encoding="utf-8").split()
    assert "export DEALBUS_RULES_PATH=./deploy/config/rules.yaml" in text.partition(command)[0]


def expect_console_command(words: list[str]) -> None:
    found: Any = typer.main.get_command(app)
    command = " ".join(words)

    while words and words[0] in getattr(found, "commands", {}):
        found = found.commands[words.pop(0)]

    options = {option for parameter in found.params for option in parameter.opts}
    assert not getattr(found, "commands", {}), f"{command} is not a whole command"
    assert {word for word in words if word.startswith("--")} <= options


@cache
def compose_services() -> set[str]:
    return set(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"])


@pytest.mark.parametrize("command", everywhere("docker compose"))
def test_every_compose_command_names_a_service_and_a_module_that_exist(command: str) -> None:
    words = re.sub(r"--profile \S+ ?", "", command).split()[3:]
    words = [word for word in words if not word.startswith("-")]
    modules = [word for word in words if word.startswith("services.")]

    assert all(find_spec(module) for module in modules)
    assert set(words[:1]) <= compose_services()


@pytest.mark.parametrize("command", everywhere("python"))
def test_every_python_command_names_a_module_or_a_file_that_exists(command: str) -> None:
    words = command.split()[1:]

    exists = find_spec(words[1]) is not None if words[0] == "-m" else (ROOT / words[0]).is_file()

    assert exists, f"{command}: nothing there to run"


def test_the_commands_are_found_at_all() -> None:
    counts = {word: sum(len(commands(page, word)) for page in READMES) for word in WORDS}

    assert min(counts.values()) >= 3, counts


@pytest.mark.parametrize("page", READMES)
def test_trying_it_takes_two_commands(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    first = next(block.splitlines() for block in FENCE.findall(text) if "make " in block)

    expected = ["make demo", "make test"]
    assert expected == first


@pytest.mark.parametrize("page", READMES)
def test_the_webhook_is_made_with_all_rights_that_check_asks_for(page: str) -> None:
    rows = [line for line in (ROOT / page).read_text(encoding="utf-8").splitlines() if "`user_basic`" in line]

    assert rows
    for row in rows:
        assert {*NEEDED_SCOPES, BELL_SCOPE, "user_basic"} - set(re.findall(r"`([a-z_]+)`", row)) == set()


def test_both_pages_say_the_same_requirements_to_be_missing() -> None:
    missing = {}
    for page, heading in (("README.md", "| | In | Not yet |"), ("README.ru.md", "| | Есть | Пока нет |")):
        rows = (ROOT / page).read_text(encoding="utf-8").partition(heading)[2].partition("\n\n")[0].splitlines()[2:]
        missing[page] = {number for row in rows for number in re.findall(r"R[0-9]+", row.split("|")[3])}

    assert missing["README.ru.md"] == missing["README.md"]
