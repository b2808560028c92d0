"""The help of every command is Russian from its first heading to its last."""

import re
from collections.abc import Iterator

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from services.console.__main__ import app

TYPED = re.compile(r"--[\w-]+|<[^>]*>|\{[^}]*\}|\[(?:no-)?\w[\w-]*\]|«[^»]*»")
"""What is typed as it stands: options, kinds of values, names of values."""
ENGLISH = re.compile(
    r"usage|\boption|argument|\bcommands?\b|\bargs\b|show this|default|required|completion", re.IGNORECASE
)


def paths(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from paths(below, (*path, name))


COMMANDS = sorted(paths(get_command(app)))


def test_all_commands_are_walked() -> None:
    assert {(), ("status",), ("dead", "drop"), ("match", "list"), ("rules", "explain")} <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_help_of_a_command_has_no_english_heading(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"], terminal_width=200, env={"COLUMNS": "200"})

    assert shown.exit_code == 0, shown.output
    assert shown.output.lstrip().startswith("Как писать: ")
    assert "Показать эту справку." in shown.output
    assert ENGLISH.findall(TYPED.sub("", shown.output)) == []


def test_a_required_argument_and_a_default_are_said_in_russian() -> None:
    shown = CliRunner().invoke(app, ["backup", "--help"], env={"COLUMNS": "200"}).output

    assert all(word in shown for word in ("Аргументы", "Параметры", "[обязательно]", "[по умолчанию: no-running]"))


def test_the_commands_of_a_group_stand_under_a_russian_heading() -> None:
    shown = CliRunner().invoke(app, ["dead", "--help"], env={"COLUMNS": "200"}).output

    assert "dead [ПАРАМЕТРЫ] КОМАНДА [АРГУМЕНТЫ]..." in shown
    assert "Команды" in shown
