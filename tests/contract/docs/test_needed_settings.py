"""docs/settings.md says of every command of the console which settings it needs, as the classes of settings have it."""

import re

import pytest
import typer

from services.console.__main__ import app
from services.console.surroundings import surroundings
from services.settings_page import READERS
from shared.process.settings import PREFIX
from tests.contract.docs.tables import Row, tables_under, text_of

(TABLE,) = tables_under(text_of("docs/settings.md"), "What a command needs")
OF_THE_CONSOLE = {"DEALBUS_RULES", "DEALBUS_MANAGEMENT_URL"}
"""What a command reads itself, whichever service it starts."""


def commands(group: typer.core.TyperGroup, before: str = "") -> list[str]:
    """`check`, `load products` …: what a person may type, one name a command."""
    names = []
    for name, one in group.commands.items():
        below = getattr(one, "commands", None)
        names += commands(one, f"{before}{name} ") if below else [f"{before}{name}"]
    return names


def services_of(row: Row) -> list[str]:
    return [one for one in READERS if re.search(rf"(?<![\w-]){one}(?![\w-])", row.cells[1])]


def test_every_command_stands_in_one_row() -> None:
    typed = commands(typer.main.get_command(app))
    shown = [key for row in TABLE for key in row.keys]

    rows = {one: [key for key in shown if f"{one} ".startswith(f"{key} ")] for one in typed}

    assert {one: keys for one, keys in rows.items() if len(keys) != 1} == {}
    assert {key for key in shown if not any(f"{one} ".startswith(f"{key} ") for one in typed)} == set()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.cells[0])
def test_a_command_needs_what_the_services_need_that_it_starts(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMQP_URL", "MONGO_URL", "HTTP_PORT"):
        monkeypatch.delenv(f"{PREFIX}{name}", raising=False)
    required = {
        f"{PREFIX}{name.upper()}"
        for service in services_of(row)
        for name, field in READERS[service].model_fields.items()
        if field.is_required()
    }
    shown = set(re.findall(r"`(DEALBUS_\w+)`", row.cells[2]))

    assert required - set(surroundings()) - shown == set()
    assert shown - required - OF_THE_CONSOLE == set()
