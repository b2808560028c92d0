"""`dealbus reconcile --last`: what is known, what of it a fix may touch, and what cannot be asked of it."""

import json

import pytest
from typer.testing import CliRunner

from services.console import __main__ as console
from services.console.reconcile import command
from tests.unit.console.test_reconcile import difference, run_of


def known(run: str, deal: str) -> dict:
    about = {"key": f"deal:{deal}", "deal": deal, "deal_id": deal, "compared_at": 7, "group": "rows"}
    return difference(run=run, sides=["b24", "onec"], edited={}, **about)


@pytest.fixture
def asked(monkeypatch):
    """Run the command against what a reconciler knows, and return what it would carry over."""
    sent: list[str] = []

    async def fix(_, hints):
        sent.extend(one.ref.key for one in hints)

    async def compared(*_):
        return {"run": run_of(), "differences": [], "earlier": []}

    def ask(found, *words: str):
        async def said(_):
            return {"run": run_of(), "done": run_of(), "differences": found}

        monkeypatch.setattr(command.following, "_said", said)
        return CliRunner().invoke(console.app, ["reconcile", *words])

    monkeypatch.setattr(command, "settings", lambda: None)
    monkeypatch.setattr(command.fixing, "fix", fix)
    monkeypatch.setattr(command.following, "compared", compared)
    ask.sent = sent
    return ask


def test_a_fix_carries_over_what_the_last_one_has_looked_at_alone_and_says_so(asked):
    done = asked([known("mine", "41"), known("nightly", "9")], "--last", "--fix", "b24", "--yes")

    assert asked.sent == ["deal:41"]
    assert "Перенести можно: 1." in done.stdout
    assert "Известное с прежних сверок не переносится" in done.stdout


def test_differences_of_earlier_ones_are_still_differences_of_the_sides(asked):
    done = asked([known("nightly", "9")], "--last", "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["differences"], [one["key"] for one in told["earlier"]]) == (1, [], ["deal:9"])


def test_the_parts_asked_for_are_those_of_earlier_ones_too(asked):
    done = asked([known("nightly", "9")], "--last", "--only", "prices")

    assert (done.exit_code, "Известно с прежних" in done.stdout) == (0, False)


def test_the_last_one_cannot_be_asked_for_from_a_day_on(asked):
    done = asked([known("mine", "41")], "--last", "--since", "2026-11-01", "--fix", "b24", "--yes")

    assert (done.exit_code, asked.sent) == (2, [])
