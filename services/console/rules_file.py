"""The rules file as a console command reads it: the one in use, or an edited one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from services.console.command import refuse, settings
from shared.rules import Rules, RulesError, load_rules
from shared.rules.source import read_source


@dataclass(frozen=True, slots=True)
class RulesFile:
    """A rules file as it was read for a console command, with the place of each line of its stage table.

    Args:
        name: of the file, for people.
        rules: what it says.
        lines: where a line of the table stands in the file, by its number in the table; empty: the file has no table,
            the delivered one holds.
    """

    name: str
    rules: Rules
    lines: Mapping[int, int] = field(default_factory=dict)

    def midnight(self, day: datetime) -> datetime:
        """Return when a typed day begins by the customer's clock of the rules file, wherever this machine stands."""
        return day.replace(tzinfo=self.rules.timezone)


def read_rules_file(path: Path) -> RulesFile:
    """Read a rules file for a console command, with the lines of its stage table.

    Raises:
        RulesError: it cannot be used.
    """
    rules, keys = load_rules(path), read_source(path).keys
    lines = {
        number: keys["states", number - 1]
        for number in range(1, len(rules.states) + 1)
        if ("states", number - 1) in keys
    }
    return RulesFile(path.name, rules, lines)


def rules_in_use() -> RulesFile:
    """Read the rules file in use, `DEALBUS_RULES`, for a console command, or exit with what is wrong with it."""
    path = settings().rules
    if path is None:
        refuse("Задайте DEALBUS_RULES: путь к файлу правил, по которому обмен работает сейчас.")
        raise typer.Exit(2)
    return rules_or_exit(path)


def rules_or_exit(path: Path) -> RulesFile:
    """Read a named rules file for a console command, or exit with what is wrong with it."""
    try:
        return read_rules_file(path)
    except RulesError as error:
        refuse(str(error))
        raise typer.Exit(2) from None
