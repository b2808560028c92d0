"""The pages of settings hold the tables that today's classes give, and say something of every variable."""

import re

import pytest

from services import settings_page
from services.settings_page import (
    BEGIN,
    END,
    PAGE,
    READERS,
    RUSSIAN_PAGE,
    render,
    render_russian,
    russian_table,
    table,
)

SECRETS = {
    "DEALBUS_AMQP_URL",
    "DEALBUS_MONGO_URL",
    "DEALBUS_MANAGEMENT_URL",
    "DEALBUS_B24_WEBHOOK",
    "DEALBUS_B24_APPLICATION_TOKEN",
    "DEALBUS_ONEC_PASSWORD",
    "DEALBUS_ONEC_TOKEN",
    "DEALBUS_CONSOLE_USERS",
    "DEALBUS_CONSOLE_KEY",
}


def cells(reader: str) -> dict[str, list[str]]:
    """The rows that a reader has on the page, by variable."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    rows = [re.split(r" \| ", line.strip("| ")) for line in rest.partition(END)[0].splitlines() if "`DEALBUS_" in line]
    return {row[0].strip("`"): row for row in rows if reader in row[1].split(", ")}


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == render(page), "out of date; run: python -m services.settings_page"


def test_the_russian_page_is_up_to_date() -> None:
    page = RUSSIAN_PAGE.read_text(encoding="utf-8")

    assert page == render_russian(page), "out of date; run: python -m services.settings_page"


def test_the_russian_page_says_what_every_variable_means() -> None:
    _, _, rest = RUSSIAN_PAGE.read_text(encoding="utf-8").partition(BEGIN)
    rows = [settings_page.cells(line) for line in rest.partition(END)[0].splitlines() if line.startswith("| `")]

    assert len(rows) == table().count("\n") - 2
    assert [row[0] for row in rows if len(row) != 5 or len(row[4]) < 10] == []


@pytest.mark.parametrize("reader", READERS)
def test_every_variable_of_a_program_stands_there_once_with_its_meaning(reader: str) -> None:
    rows = cells(reader)

    assert {f"DEALBUS_{name.upper()}" for name in READERS[reader].model_fields} == set(rows)
    assert [variable for variable, row in rows.items() if len(row) != 5 or len(row[4]) < 10] == []


def test_secrets_are_told_from_the_rest() -> None:
    marked = {variable: row[3] for reader in READERS for variable, row in cells(reader).items()}

    assert {variable for variable, mark in marked.items() if mark == "yes"} == SECRETS
    assert {mark for variable, mark in marked.items() if variable not in SECRETS} == {"no"}


def test_defaults_and_limits_are_those_of_the_classes() -> None:
    onec, router = cells("onec-connector"), cells("stage-router")

    assert onec["DEALBUS_ONEC_SESSIONS"][2:] == ["`3`", "no", "parallel calls; each may hold a client licence; 2 to 8"]
    assert onec["DEALBUS_ONEC_POLL_S"][4].endswith("; above 0")
    assert onec["DEALBUS_ONEC_PASSWORD"][2] == "required"
    assert onec["DEALBUS_ONEC_TOKEN"][2] == "empty"
    assert onec["DEALBUS_MONGO_URL"][2] == "required"
    assert router["DEALBUS_MONGO_URL"][2] == "empty"


def test_generating_again_keeps_the_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_page, "READERS", {"mapper": READERS["mapper"]})

    page = render(f"# Before\n\n{BEGIN}\nold table\n{END}\nAfter.\n")

    assert page == f"# Before\n\n{BEGIN}\n{table()}\n{END}\nAfter.\n"
    assert "old table" not in page
    assert "onec" not in page


def test_generating_again_keeps_what_a_variable_means_in_russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_page, "READERS", {"mapper": READERS["mapper"], "onec-connector": READERS["mapper"]})
    rows = [
        "`DEALBUS_HTTP_PORT` | onec-connector | `1` | нет | порт",
        "`DEALBUS_GONE` | mapper | пусто | нет | прежнее",
    ]
    old = "".join(f"| {row} |\n" for row in rows)

    page = render_russian(f"# До\n\n{BEGIN}\n{old}\n{END}\nПосле.\n")

    assert (
        page
        == f"# До\n\n{BEGIN}\n{russian_table({('`DEALBUS_HTTP_PORT`', 'onec-connector'): 'порт'})}\n{END}\nПосле.\n"
    )
    assert "| `DEALBUS_HTTP_PORT` | mapper, onec-connector | обязательна, от 0 до 65535 | нет | порт |\n" in page
    assert "| `DEALBUS_LOG_LEVEL` | mapper, onec-connector | `INFO` | нет |  |\n" in page
    assert "прежнее" not in page
