"""Whatever a command asks of the services, it says in words of its own that one of them has not answered."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.console import __main__ as console

RULES = Path(__file__).parents[3] / "deploy" / "config" / "rules.yaml"


def test_a_preview_that_cannot_be_made_does_not_speak_of_carrying_over(monkeypatch: pytest.MonkeyPatch, capfd) -> None:
    monkeypatch.setenv("DEALBUS_RULES", str(RULES))
    monkeypatch.setenv("DEALBUS_B24_WEBHOOK", "")

    done = CliRunner().invoke(console.app, ["preview", "41"])

    said = done.output + capfd.readouterr().err
    assert done.exit_code == 2
    assert "Не задано DEALBUS_B24_WEBHOOK" in said
    assert "причина выше" in said
    assert "переносить" not in said
