"""Keys as people type them: what is none is refused before anything is published."""

import pytest
from typer.testing import CliRunner

from services.console.__main__ import app
from services.console.keys import key_in, key_meant

GUID = "5f0c3b1e-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("deal:41", "deal:41"), (" deal:41 ", "deal:41"), (f"order:{GUID.upper()}", f"order:{GUID}")],
)
def test_a_key_is_read_as_the_services_spell_it(typed: str, key: str) -> None:
    assert key_in(typed) == key


@pytest.mark.parametrize("words", ["deal", "order", "Deal ", "ООО Дил: deal:41"])
def test_a_part_of_a_title_that_is_a_kind_of_key_is_looked_for(words: str) -> None:
    assert key_meant(words) is None


@pytest.mark.parametrize("command", [["retry"], ["trace"], ["unfreeze"], ["rules", "explain"]])
@pytest.mark.parametrize("typed", ["deal:abc", "deal:", "order: ", "order:ТД00-000123", "order:41", "deal:41:5"])
def test_what_only_begins_as_a_key_is_refused(command: list[str], typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALBUS_AMQP_URL", "amqp://guest:guest@127.0.0.1:9/")
    monkeypatch.setenv("DEALBUS_RULES", "deploy/config/rules.yaml")
    group = ["rows"] if command == ["unfreeze"] else []

    done = CliRunner().invoke(app, [*command, typed, *group])

    assert (done.exit_code, "не ключ" in done.output) == (2, True), done.output
