"""What `dealbus retry` prints: a line for the record, and one for its dead letters."""

from typing import Any

import pytest
from typer.testing import CliRunner

from services.console import __main__ as console
from services.console.dead_letters import dead
from services.console.standing import retrying


def test_what_became_of_dead_letters_stands_on_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    async def retry(_: Any, key: str) -> retrying.Retried:
        return retrying.Retried(key, dead.Replayed(count=1))

    monkeypatch.setattr(console.retrying, "retry", retry)
    monkeypatch.setattr(console, "_settings", lambda: None)

    done = CliRunner().invoke(console.app, ["retry", "deal:41"])

    assert done.stdout.splitlines()[1:] == ["Возвращено в работу: 1."]
