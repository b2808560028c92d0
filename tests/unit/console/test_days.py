"""A day that is typed at the console begins by the customer's clock, wherever the server stands."""

import asyncio
from datetime import UTC, datetime

import pytest
import typer

from services.console.load import commands as load
from services.console.preview import command as preview
from services.console.reconcile import command as reconcile
from services.console.rules_file import RulesFile
from services.console.shadow import command as shadow
from tests.delivered import delivered_rules

DAY = datetime(2026, 1, 31)  # noqa: DTZ001 - as the command line gives it
MIDNIGHT = datetime(2026, 1, 30, 21, tzinfo=UTC)
FILE = RulesFile("rules.yaml", delivered_rules())
FLAGS = {"as_json": False, "html": None}


@pytest.fixture
def asked(monkeypatch) -> list[datetime]:
    heard: list[datetime] = []

    async def nothing(*words: object) -> list:
        heard.extend(word for word in words if isinstance(word, datetime) and word.tzinfo is not UTC)
        return []

    for module, names in {
        preview: ("changed_deals", "dated_orders", "by_deal", "foresee"),
        shadow: ("_begin", "_look"),
    }.items():
        for name in names:
            monkeypatch.setattr(module, name, nothing)
    return heard


def test_of_a_preview(asked):
    asyncio.run(preview._foreseen([], DAY, FILE))

    assert asked == [MIDNIGHT, MIDNIGHT]


def test_of_a_shadow(asked, monkeypatch):
    monkeypatch.setattr(shadow, "_settings", lambda: None)
    monkeypatch.setattr(shadow, "rules_in_use", lambda: FILE)

    shadow.watch_both(since=DAY, once=True)

    assert asked == [MIDNIGHT]


@pytest.mark.parametrize("of", [load.orders, load.deals])
def test_of_the_first_load(of, monkeypatch):
    heard: list[datetime] = []
    monkeypatch.setattr(load, "rules_in_use", lambda: FILE)
    monkeypatch.setattr(load, "before_the_exchange", lambda _, since: heard.append(since))
    monkeypatch.setattr(load, "_carry", lambda *_, **__: None)

    of(since=DAY, dry_run=True, **FLAGS)

    assert heard == [MIDNIGHT]


def test_of_a_reconciliation(monkeypatch):
    heard: list[datetime | None] = []

    async def compared(_settings: object, since: datetime | None, *_: object) -> dict:
        heard.append(since)
        return {"run": {"step": "done", "result": {}}, "differences": []}

    monkeypatch.setattr(reconcile, "rules_in_use", lambda: FILE)
    monkeypatch.setattr(reconcile.following, "compared", compared)

    with pytest.raises(typer.Exit):
        reconcile.reconcile(since=DAY, **FLAGS)

    assert heard == [MIDNIGHT]
