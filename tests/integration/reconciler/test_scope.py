"""A reconciliation of a part: what it has not looked at is neither its result nor fixed by it, and is not forgotten."""

from datetime import UTC, datetime, timedelta

from services.console.reconcile.fixing import touches
from services.console.reconcile.report import told
from services.console.reconcile.scope import of_run
from services.reconciler.state import first, state
from shared.messages.ring.census import CensusEnded, ReconcileWanted
from tests.integration.onec_connector.conftest import (  # noqa: F401 - fixtures
    _metadata_read_once,
    company,
    onec,
    running_base,
)
from tests.integration.reconciler.test_looking import DIFFERS, night  # noqa: F401 - a fixture
from tests.integration.reconciler.test_planted import business, quantity  # noqa: F401 - a fixture
from tests.unit.reconciler.pairs import order


async def test_differences_of_older_deals_are_left_alone_by_one_since_a_later_day(business):  # noqa: F811
    older = business.deal()
    await business.exchange([older])
    await quantity(business, older)
    await business.reconcile()
    assert await business.found() == {f"deal:{older}": ["row", "sum"]}

    run = await business.reconcile(since=datetime.now(UTC) + timedelta(days=1))
    found = of_run(await state(business.memory), run.name)

    assert found["differences"] == []
    assert {one["key"] for one in found["earlier"]} == {f"deal:{older}"}
    for side in ("b24", "onec"):
        assert touches(found["differences"], side) == []
    assert await business.memory.findings.count() == 2  # the metrics go on telling them


async def test_the_last_result_tells_what_only_the_one_before_has_looked_at(night):  # noqa: F811
    await night.first_look(DIFFERS, order())
    await night.second_look(DIFFERS, order())
    await night.hear(ReconcileWanted(run="part", since=night.now + timedelta(days=1)))
    await night.step()
    await night.hear(*(CensusEnded(run="part", side=side, count=0) for side in ("b24", "onec")))
    assert (await night.step()).step == "done"

    known, shown = await state(night.memory), await first(night.memory)

    assert (known["done"]["name"], [one["run"] for one in known["differences"]]) == ("part", ["mine"])
    assert shown["totals"] == {"differences": 0, "pairs": 0, "moving": 0, "standing": 0, "earlier": 1}
    assert len(shown["differences"]) == 1
    assert told(shown) == ("Сверено: 0 пар. Расхождений нет.\nИзвестно с прежних сверок: 1. Эта сверка их не смотрела.")


async def test_a_subject_that_was_not_asked_for_is_not_this_ones_result(night):  # noqa: F811
    await night.first_look(DIFFERS, order())
    await night.second_look(DIFFERS, order())
    await night.hear(ReconcileWanted(run="part", only=("prices",)))
    await night.step()
    run = await night.step()

    assert (run.name, run.step) == ("part", "done")
    assert of_run(await state(night.memory), "part")["differences"] == []
    assert await night.memory.findings.count() == 1


async def test_what_a_part_finds_again_is_its_own(night):  # noqa: F811
    await night.first_look(DIFFERS, order())
    await night.second_look(DIFFERS, order())

    known = of_run(await state(night.memory), "mine")

    assert ([one["what"] for one in known["differences"]], known["earlier"]) == (["currency"], [])
