"""The console's help in Russian, as all its other texts: typer's own headings are English."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS: Final = "[ПАРАМЕТРЫ]"
_FIXED: Final = {
    "ARGUMENTS_PANEL_TITLE": "Аргументы",
    "OPTIONS_PANEL_TITLE": "Параметры",
    "COMMANDS_PANEL_TITLE": "Команды",
    "DEFAULT_STRING": "[по умолчанию: {}]",
    "REQUIRED_LONG_STRING": "[обязательно]",
}
"""Typer takes these from its module of fixed strings alone; everything else has an argument or a method."""


class _RussianHelp:
    """The methods with which a command or group of commands shows its help."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option `--help`, which says in Russian what it does."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Показать эту справку."
        return option

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is typed."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Как писать: ")  # type: ignore[attr-defined]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help."""
        from typer import rich_utils  # noqa: PLC0415 - a tenth of a second that only the help costs

        for name, russian in _FIXED.items():
            setattr(rich_utils, name, russian)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class RussianCommand(_RussianHelp, TyperCommand):
    """A command whose help is Russian."""


class RussianGroup(_RussianHelp, TyperGroup):
    """A group of commands whose help is Russian."""


class ConsoleCommands(typer.Typer):
    """A part of the console's commands; without a command it shows its help.

    Args:
        more: as of `typer.Typer`.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(
            cls=RussianGroup,
            no_args_is_help=True,
            options_metavar=_OPTIONS,
            subcommand_metavar="КОМАНДА [АРГУМЕНТЫ]...",
            **more,
        )

    def command(self, name: str | None = None, **more: Any) -> Callable[[Function], Function]:
        """Return a decorator that makes a function a command; arguments as of `typer.Typer`."""
        return super().command(name, cls=RussianCommand, options_metavar=_OPTIONS, **more)
