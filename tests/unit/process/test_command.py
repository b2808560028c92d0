"""What the command line of a service asks for."""

import sys

import pytest

from shared.process.running import command, run
from shared.process.settings import SettingsError


@pytest.mark.parametrize(("words", "asked"), [([], "serve"), (["check"], "check"), (["setup"], "setup")])
def test_nothing_asks_to_serve_and_a_known_word_for_itself(monkeypatch, words, asked):
    monkeypatch.setattr(sys, "argv", ["service", *words])

    assert command("check", "setup") == asked


@pytest.mark.parametrize("words", [["chekc"], ["check", "twice"], ["serve"]])
def test_a_word_nobody_knows_is_refused_with_those_that_are_known(monkeypatch, words):
    monkeypatch.setattr(sys, "argv", ["service", *words])

    with pytest.raises(SettingsError, match="одну из check, setup или не называйте"):
        command("check", "setup")


def test_a_bug_shows_its_traceback_without_secrets(capsys):
    async def main() -> None:
        raise ZeroDivisionError("amqp://u:s3cr3t@h/v")

    with pytest.raises(SystemExit) as ended:
        run(main)
    shown = capsys.readouterr().err

    assert ended.value.code == 1
    assert "Traceback" in shown
    assert "ZeroDivisionError: amqp://u:***@h/v" in shown
    assert "s3cr3t" not in shown
