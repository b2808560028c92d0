"""A day that is typed at the console begins by the customer's clock, wherever the server stands."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.console.preview import command as preview
from services.console.shadow import command as shadow
from services.console.simulator.cases import RulesFile
from tests.delivered import delivered_rules

DAY = datetime(2026, 1, 31)  # noqa: DTZ001 - as the command line gives it
MIDNIGHT = datetime(2026, 1, 30, 21, tzinfo=UTC)
FILE = RulesFile("rules.yaml", delivered_rules())


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
    monkeypatch.setattr(shadow, "today", lambda: FILE)

    shadow.watch_both(since=DAY, once=True)

    assert asked == [MIDNIGHT]
