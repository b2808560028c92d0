"""Says in Russian what is wrong with a command as it was typed; asks «да» or «нет» instead of typer."""

import re
import sys
from typing import Any, Final

import typer

_OWN: Final = re.compile("[а-яё]", re.IGNORECASE)
_ENGLISH: Final = (
    (r"No such command '(?P<a>.*)'\. Did you mean (?P<b>.*)\?$", "Нет команды {a}. Возможно, имелось в виду {b}."),
    (r"No such command '(?P<a>.*)'", "Нет команды {a}."),
    (r"unexpected extra arguments? ?(?:\(s\))? ?\((?P<a>.*)\)", "Лишнее в команде: {a}."),
    (r"is not one of (?P<a>.*?)\.?$", "Одно из: {a}."),
    (r"does not match the formats? ", "День пишется 2026-01-31."),
    (r"valid integer", "Нужно целое число."),
    (r"valid (?:float|number|decimal)", "Нужно число, дробная часть через точку: 99.9."),
    (r"greater than or equal to (?P<a>\S+)", "Число не меньше {a}."),
    (r"less than or equal to (?P<a>\S+)", "Число не больше {a}."),
)
_YES, _NO = frozenset({"да", "д", "yes", "y"}), frozenset({"нет", "н", "no", "n"})
MISTYPED: Final[type[Exception]] = next(one for one in typer.BadParameter.__mro__ if one.__name__ == "ClickException")
"""What every complaint of typer about a command is an instance of; typer gives it no name of its own."""


def worded(error: Any) -> str:
    """Return a Russian sentence about a mistyped command; empty where typer has shown its help instead.

    Args:
        error: an instance of `MISTYPED`.
    """
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return ""
    context = getattr(error, "ctx", None)
    more = f" Подробно: {context.command_path} --help" if context else ""
    return f"{_said(kind, error)}{more}"


def _said(kind: str, error: Any) -> str:
    parameter = getattr(error, "param", None)
    match kind:
        case "MissingParameter":
            return f"Не задано: {_named(parameter)}."
        case "NoSuchOption":
            return f"Нет параметра {error.option_name}."
        case "BadOptionUsage":
            return f"После {error.option_name} нужно значение."
        case "BadParameter" if (said := _translated(error.message)) or not _OWN.search(error.message):
            return f"Не подходит: {_named(parameter)}. {said or error.message}"
        case _:
            return _translated(error.message) or str(error.message)


def _named(parameter: Any) -> str:
    if parameter is None:
        return "параметр"
    option = next((one for one in parameter.opts if one.startswith("--")), "")
    meaning = (getattr(parameter, "help", "") or parameter.name or "").rstrip(".")
    return ", ".join(filter(None, (option, meaning)))


def _translated(message: str) -> str:
    """Return typer's own complaint in Russian; empty where it is none, though it may hold what was typed in Russian."""
    for english, russian in _ENGLISH:
        if found := re.search(english, message):
            return russian.format(**found.groupdict())
    return ""


def confirmed(question: str, *, default: bool, err: bool = False) -> bool:
    """Ask a person at the terminal «да» or «нет» until one of them is typed.

    Args:
        question: without the possible answers.
        default: what an empty line means.
        err: ask on standard error.

    Raises:
        typer.Abort: nobody answers.
    """
    usual = "да" if default else "нет"
    while True:
        typed = str(typer.prompt(f"{question} (да/нет)", default=usual, err=err)).strip().lower()
        if typed in _YES | _NO:
            return typed in _YES
        typer.echo("Напишите «да» или «нет».", file=sys.stderr if err else sys.stdout)
