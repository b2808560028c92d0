"""Keys as people type them: what is none is refused before anything is published."""

import importlib
from typing import Any

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.keys import key_in, key_meant

preview = importlib.import_module("services.console.preview.command")

GUID = "5f0c3b1e-0000-4000-8000-00000000000a"
LINKED = "800000000000000a400000005f0c3b1e"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("deal:41", "deal:41"),
        (" deal: 41 ", "deal:41"),
        (f"order:{GUID.upper()}", f"order:{GUID}"),
        (f"order:https://1c.example/ut/#e1cib/data/x?ref={LINKED}", f"order:{GUID}"),
    ],
)
def test_a_key_is_read_as_the_services_spell_it(typed: str, key: str) -> None:
    assert key_in(typed) == key


@pytest.mark.parametrize("words", ["deal", "order", "Deal ", "ООО Дил: deal:41"])
def test_a_part_of_a_title_that_is_a_kind_of_key_is_looked_for(words: str) -> None:
    assert key_meant(words) is None


NUMBERS = ["deal:005", "deal:0", "deal:²", "deal:٣"]
"""Digits that are no number of a record."""


@pytest.mark.parametrize("command", [["retry"], ["trace"], ["unfreeze"], ["rules", "explain"]])
@pytest.mark.parametrize(
    "typed", ["deal:abc", "deal:", "order: ", "order:ТД00-000123", "order:41", "deal:41:5", *NUMBERS]
)
def test_what_only_begins_as_a_key_is_refused(command: list[str], typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:9/")
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")
    group = ["rows"] if command == ["unfreeze"] else []

    done = CliRunner().invoke(app, [*command, typed, *group])

    assert (done.exit_code, "не ключ" in done.output) == (2, True), done.output


@pytest.mark.parametrize("typed", ["²", "٣", "005", "0"])
def test_digits_that_are_no_number_of_a_deal_do_not_reach_the_portal(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[list[str]]()

    async def nobody(words: str) -> list[dict[str, Any]]:
        asked.append([words])
        return []

    monkeypatch.setattr(preview, "pairs_called", nobody)
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")

    done = CliRunner().invoke(app, ["preview", typed])

    assert (done.exit_code, asked, "не найдено" in done.output) == (1, [[typed]], True), done.output


@pytest.mark.parametrize("command", [["trace"], ["preview"], ["rules", "explain"]])
@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_is_no_part_of_a_title(command: list[str], typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:9/")
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")

    done = CliRunner().invoke(app, [*command, typed])

    assert (done.exit_code, "Назовите сделку" in done.output) == (2, True), done.output


@pytest.mark.parametrize("typed", ["company:abc", "company:005", "partner:123", f"contact:{GUID}"])
def test_what_no_record_of_the_directory_is_called_is_not_looked_for(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:9/")

    done = CliRunner().invoke(app, ["unfreeze", typed, "name"])

    assert (done.exit_code, f"«{typed}»" in done.output) == (2, True), done.output
