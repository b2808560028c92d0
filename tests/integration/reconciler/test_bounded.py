"""Thousands of differences: metrics and answers of the reconciler read no more of them than they show."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from prometheus_client import REGISTRY

from services.reconciler import metrics
from services.reconciler.differences import Difference, What
from services.reconciler.looking import Memory
from services.reconciler.pairing import Apart, ComparedPair
from services.reconciler.state import MOST, first, state, summary
from shared.store.connection import connect

PAIRS = 1_500
NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO = NOW - timedelta(hours=2)


def pair(number: int, *what: What, apart: Apart = "") -> ComparedPair:
    return ComparedPair(
        key=f"deal:{number}",
        deal_id=str(number),
        order_id="g",
        order_number=f"ТД00-{number:06}",
        deal_url="",
        order_url="",
        differences=tuple(Difference(what=one, deal="1", order="2") for one in what),
        edited={},
        apart=apart,
    )


@pytest.fixture
async def memory(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        memory = Memory.of(database)
        await memory.prepare()
        await memory.runs.begin("night", NOW, NOW, is_whole=True)
        run = await memory.runs.latest()
        assert run is not None
        await memory.runs.move(run, "done", NOW)
        await memory.findings.keep("night", [pair(1, "sum")], LONG_AGO)
        await memory.findings.keep("night", [pair(number, "sum", "row") for number in range(PAIRS)], NOW)
        apart = [pair(10_001, "sum", apart="moving"), pair(10_002, "sum", "row", apart="standing")]
        await memory.findings.keep("night", apart, LONG_AGO - timedelta(hours=1))
        counted = [{"run": "night", "look": 1, "side": "b24", "key": f"deal:{number}"} for number in range(PAIRS)]
        await database["counted"].insert_many(counted)
        await database.command("profile", 2)
        yield memory
        await database.command("profile", 0)


async def looked_at(memory: Memory) -> int:
    """Return the most documents that one question to the database has looked at."""
    database = memory.findings._documents.database
    asked = await database["system.profile"].find({"ns": {"$not": {"$regex": "system"}}}).to_list()
    assert asked, "nothing was asked of the database"
    return max(one.get("docsExamined", 0) for one in asked)


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_the_metrics_count_the_differences_without_reading_them(memory):
    await metrics.show(memory.findings)

    assert {what: shown("bus_differences", what=what) for what in get_args(What)} == {
        what: float(PAIRS) if what in {"sum", "row"} else 0.0 for what in get_args(What)
    }
    age = datetime.now(UTC) - LONG_AGO
    assert 7200 <= (shown("bus_oldest_difference_seconds") or 0) <= age.total_seconds()
    assert await looked_at(memory) == 0


async def test_the_first_differences_that_count_are_told_with_how_many_there_are(memory):
    told = await first(memory)

    assert len(told["differences"]) == MOST
    assert await looked_at(memory) <= MOST
    whole = [one for one in (await state(memory))["differences"] if not one["apart"]]
    assert all(one in whole for one in told["differences"])
    assert told["totals"] == {"differences": 2 * PAIRS, "pairs": PAIRS, "moving": 1, "standing": 1, "earlier": 0}
    assert told["run"]["deals"] == PAIRS


async def test_how_many_differ_is_told_without_reading_them(memory):
    assert (await summary(memory))["differing"] == 2 * PAIRS
    assert await looked_at(memory) <= 1
