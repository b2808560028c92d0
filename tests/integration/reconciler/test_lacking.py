"""Records that were told and have not come: nothing is declared alike that nobody has compared."""

from datetime import UTC, datetime

import pytest

from services.console.reconcile.report import told
from services.reconciler.looking import GIVEN_UP, QUIET, Memory
from services.reconciler.state import state
from shared.messages.ring.census import PAGE, CensusEnded, ReconcileWanted
from shared.store.connection import connect
from tests.integration.reconciler.test_looking import DIFFERS, Night
from tests.unit.reconciler.pairs import deal, order


@pytest.fixture
async def night(mongo_url, mongo_database):
    """A reconciliation has found that the currencies of deal 41 and its order differ, and the next one has begun."""
    async with connect(mongo_url, mongo_database) as database:
        memory = Memory.of(database)
        await memory.prepare()
        night = Night(memory)
        await night.first_look(DIFFERS, order())
        await night.second_look(DIFFERS, order())
        await night.hear(ReconcileWanted(run="next"))
        night.now = datetime.now(UTC)
        await night.step()
        yield night


async def ended(night: Night, count: int) -> None:
    await night.hear(*(CensusEnded(run="next", side=side, count=count) for side in ("b24", "onec")))
    await night.step()


async def differences(night: Night) -> list[str]:
    return [one.difference.what for one in await night.memory.findings.all()]


@pytest.mark.parametrize("count", [1, PAGE, 500])
async def test_while_whoever_passes_records_on_is_away_nothing_is_declared_alike(night, count):
    await ended(night, count)

    assert (await night.step(QUIET)).step == "first"

    assert (await night.step(GIVEN_UP)).step == "failed"
    assert await differences(night) == ["currency"]


async def test_a_record_that_is_lost_is_told_and_what_was_known_of_it_stays(night):
    other = {"key": "deal:42", "deal_id": "42", "run": "next"}
    for record, side in ((deal(), "b24"), (order(), "onec")):
        await night.hear(night.counted(record, side=side).with_(**other))
    await ended(night, 2)

    run = await night.step(QUIET)

    assert (run.step, run.result["missing"]) == ("done", 2)
    assert await differences(night) == ["currency"]
    assert "Не дошло до сверки: 2 записи; прежние расхождения по ним остались." in told(await state(night.memory))


async def test_a_record_that_has_come_alike_is_forgotten_as_ever(night):
    for record, side in ((deal(), "b24"), (order(), "onec")):
        await night.hear(night.counted(record, side=side).with_(run="next"))
    await ended(night, 2)

    await night.step(QUIET)

    assert await differences(night) == []
