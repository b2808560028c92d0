"""From look to look: what is asked, what counts, and what stands apart; over a real database."""

from datetime import UTC, datetime, timedelta

import pytest

from services.reconciler.handlers import Reconciler
from services.reconciler.looking import BETWEEN_LOOKS, GIVEN_UP, QUIET, Looker, Memory
from shared.messages.envelope import wrap
from shared.messages.order import SalesOrder
from shared.messages.ring.census import CensusEnded, DealCensus, OrderCensus, PairCounted, ReconcileWanted
from shared.messages.things import Manager, Ref, Stage
from shared.rules.figures import figures_of
from shared.store.connection import connect
from tests.unit.reconciler.pairs import RULES, deal, order

DAY = datetime(2026, 11, 29, 9, tzinfo=UTC)
SHOWN = dict(figures_of(order()))


class Night:
    """The reconciler without a bus: a test plays both connectors and the mapper."""

    def __init__(self, memory: Memory, at=None) -> None:
        self.memory, self.now, self.published = memory, DAY, []
        self.room = Reconciler(memory.runs, memory.columns, memory.weighed, RULES)
        self.looker = Looker(memory, self._publish, RULES, at=at)

    async def _publish(self, *messages, **_) -> None:
        self.published.extend(messages)

    async def hear(self, *messages) -> None:
        handlers = {one.message: one.handler for one in self.room.handlers()}
        for message in messages:
            await handlers[type(message)](wrap(message, source="test"), message)

    async def begin(self, since=None) -> None:
        await self.hear(ReconcileWanted(run="mine", since=since))
        self.now = datetime.now(UTC)
        await self.step()

    async def step(self, later: timedelta = timedelta(0)):
        self.now += later
        await self.looker.step(self.now)
        return await self.memory.runs.latest()

    def counted(self, record: SalesOrder | None, look=1, side="b24", **words) -> PairCounted:
        ref = deal().ref if side == "b24" else order().ref
        told = {"key": "deal:41", "deal_id": "41", "order_id": order().ref.id} | words
        shown = SHOWN if side == "b24" and record else {}
        return PairCounted(run="mine", look=look, ref=ref, order=record, shown=shown, **told)

    async def first_look(self, ours, theirs, **words) -> None:
        await self.begin()
        await self.hear(self.counted(ours, **words), self.counted(theirs, side="onec", **words))
        await self.hear(*(CensusEnded(run="mine", side=side, count=1) for side in ("b24", "onec")))

    async def second_look(self, ours, theirs, **words) -> list[tuple[str, str]]:
        assert (await self.step()).step == "pause"
        assert (await self.step(BETWEEN_LOOKS)).step == "second"
        await self.hear(self.counted(ours, 2, **words), self.counted(theirs, 2, "onec", **words))
        assert (await self.step()).step == "done"
        return [(one.difference.what, one.apart) for one in await self.memory.findings.all()]


@pytest.fixture
async def night(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        memory = Memory.of(database)
        await memory.prepare()
        yield Night(memory)


DIFFERS = deal(currency="USD")


async def test_equal_sides_need_no_second_look(night):
    await night.first_look(deal(), order())

    run = await night.step()

    assert (run.step, run.result["pairs"], run.result["differing"]) == ("done", 1, 0)
    assert [type(one) for one in night.published] == [DealCensus, OrderCensus]


async def test_what_differs_is_asked_again_by_its_ids_and_counts_if_it_stands(night):
    await night.first_look(DIFFERS, order())

    assert await night.second_look(DIFFERS, order()) == [("currency", "")]
    again = night.published[2:]
    assert [(type(one), one.look, one.only) for one in again] == [
        (DealCensus, 2, ("41",)),
        (OrderCensus, 2, (order().ref.id,)),
    ]


async def test_of_a_reconciliation_that_is_over_no_order_and_nobodys_name_is_kept(night):
    database = night.memory.columns._documents.database
    await night.first_look(DIFFERS, order())
    kept = [one async for one in database["counted"].find({"record": {"$exists": True}})]
    await night.hear(
        CensusEnded(run="mine", side="b24", count=1, staff=(Manager(name="Орлова Мария", email="orlova@company.ru"),))
    )
    known = await night.memory.runs.present()
    await night.second_look(DIFFERS, order())

    (run,) = [one async for one in database["reconciliations"].find()]
    assert (len(kept), known.staff.b24[0].name) == (2, "Орлова Мария")
    assert await database["counted"].count_documents({"record": {"$exists": True}}) == 0
    assert (await night.memory.columns.counts("mine", 2))["b24"] == 1
    assert "staff" not in run


async def test_what_the_bus_has_mended_meanwhile_is_no_difference(night):
    await night.first_look(DIFFERS, order())

    assert await night.second_look(deal(), order()) == []


async def test_a_pair_that_moved_between_both_looks_is_in_transit(night):
    await night.first_look(DIFFERS, order())

    assert await night.second_look(deal(currency="EUR"), order()) == [("currency", "moving")]


async def test_a_pair_that_is_being_written_is_in_transit(night):
    await night.first_look(DIFFERS, order())

    assert await night.second_look(DIFFERS, order(), busy=True) == [("currency", "moving")]


async def test_a_refused_order_stands_and_its_manager_knows_why(night):
    await night.first_look(deal(), None, standing="У клиента нет ИНН.")

    assert await night.second_look(deal(), None, standing="У клиента нет ИНН.") == [("no_order", "standing")]


async def test_a_second_look_waits_for_two_sweeps_and_for_all_records(night):
    await night.first_look(DIFFERS, order())
    await night.step()

    assert (await night.step(BETWEEN_LOOKS / 2)).step == "pause"
    await night.step(BETWEEN_LOOKS / 2)
    await night.hear(night.counted(DIFFERS, 2))
    assert (await night.step()).step == "second"


async def test_a_side_that_has_ended_is_waited_for_until_its_last_record_has_come(night):
    await night.begin()
    await night.hear(*(CensusEnded(run="mine", side=side, count=1) for side in ("b24", "onec")))
    assert (await night.step()).step == "first"

    await night.hear(night.counted(deal()), night.counted(order(), side="onec"))

    assert (await night.step()).step == "done"


async def test_an_order_that_was_counted_twice_holds_nothing_up_for_longer_than_ten_quiet_minutes(night):
    """1C is read by place: an order that is dated back or anew meanwhile moves all that stands behind it."""
    await night.begin()
    await night.hear(night.counted(DIFFERS), night.counted(order(), side="onec"))
    await night.hear(CensusEnded(run="mine", side="b24", count=1), CensusEnded(run="mine", side="onec", count=2))

    assert (await night.step()).step == "first"
    assert (await night.step(QUIET / 2)).step == "first"
    assert (await night.step(QUIET / 2)).step == "pause"


async def test_quiet_is_counted_from_the_last_record(night):
    await night.begin()
    await night.hear(night.counted(deal()))
    await night.hear(CensusEnded(run="mine", side="b24", count=1), CensusEnded(run="mine", side="onec", count=2))
    await night.step()
    await night.step(QUIET / 2)

    await night.hear(night.counted(order(), side="onec"))

    assert (await night.step(QUIET / 2)).step == "first"
    assert (await night.step(QUIET)).step == "done"


async def test_a_side_that_has_not_told_everything_is_waited_for_however_quiet_it_is(night):
    await night.begin()
    await night.hear(night.counted(deal()), CensusEnded(run="mine", side="b24", count=1))

    await night.step()

    assert (await night.step(3 * QUIET)).step == "first"


async def test_a_record_told_twice_counts_once_and_a_late_first_look_changes_nothing(night):
    await night.first_look(DIFFERS, order())
    await night.hear(night.counted(DIFFERS))
    await night.step()
    await night.step(BETWEEN_LOOKS)

    await night.hear(night.counted(DIFFERS, 2), night.counted(deal(), 1), night.counted(order(), 2, "onec"))

    assert (await night.step()).result["differing"] == 1


async def test_since_when_a_difference_is_known_outlasts_the_next_comparison_and_ends_with_it(night):
    await night.first_look(DIFFERS, order())
    await night.second_look(DIFFERS, order())
    (first,) = await night.memory.findings.all()

    await night.memory.runs.begin("later", RULES.cutoff, night.now, is_whole=True)
    later = await night.memory.runs.present()
    night.now += timedelta(days=1)
    await night.looker._finish(later, night.now, [], pairs=1, missing={})

    assert first.since < night.now
    assert await night.memory.findings.all() == []


@pytest.mark.parametrize(("stage", "semantic"), [(RULES.pipelines["0"].invoice, "P"), ("UC_SOLD", "S")])
async def test_a_deal_behind_work_without_an_order_is_judged_by_its_history(night, stage, semantic):
    """Only the second look reads it: who jumped over «Заказ в работе» misses nothing."""
    invoiced = deal(stage=Stage(pipeline="0", id=stage, semantic=semantic))
    alone = {"order_id": ""}
    await night.begin()
    await night.hear(night.counted(invoiced, **alone))
    await night.hear(CensusEnded(run="mine", side="b24", count=1), CensusEnded(run="mine", side="onec", count=0))
    await night.step()
    await night.step(BETWEEN_LOOKS)

    entry = {"pipeline": "0", "stage": RULES.pipelines["0"].work, "entered_at": DAY}
    await night.hear(night.counted(invoiced.with_(history=(entry,)), 2, **alone))

    assert (await night.step()).step == "done"
    assert [(one.difference.what, one.apart) for one in await night.memory.findings.all()] == [("no_order", "")]


async def test_a_copy_that_bears_the_mark_of_another_deals_order_is_a_second_deal(night):
    copy = Ref(system="b24", kind="deal", id="42")
    counted = night.counted(deal(), key="deal:42", deal_id="", order_id="").with_(ref=copy, bears=order().ref.id)
    await night.begin()
    await night.hear(night.counted(deal()), night.counted(order(), side="onec"), counted)
    await night.hear(CensusEnded(run="mine", side="b24", count=2), CensusEnded(run="mine", side="onec", count=1))
    await night.step()
    await night.step(BETWEEN_LOOKS)
    await night.hear(counted.with_(look=2))

    assert (await night.step()).step == "done"
    assert [(one.key, one.difference.what) for one in await night.memory.findings.all()] == [("deal:42", "second_deal")]


async def test_when_one_came_to_its_end_is_remembered_though_a_later_one_does_not(night):
    await night.first_look(deal(), order())
    done = await night.step()
    await night.hear(ReconcileWanted(run="later", since=None))

    assert await night.memory.runs.done_at() == done.moved_at
    assert (await night.step(GIVEN_UP + timedelta(minutes=1))).step == "failed"
    assert await night.memory.runs.done_at() == done.moved_at


async def test_one_is_under_way_at_a_time(night):
    await night.begin()

    await night.hear(ReconcileWanted(run="another"))

    assert (await night.memory.runs.present()).name == "mine"


async def test_one_that_does_not_move_is_given_up_and_the_next_may_begin(night):
    await night.begin()

    assert await night.memory.runs.done_at() is None
    assert (await night.step(GIVEN_UP + timedelta(minutes=1))).step == "failed"
    assert await night.memory.runs.begin("next", RULES.cutoff, night.now, is_whole=True)


@pytest.mark.parametrize(("hour", "begins"), [(3, False), (4, True), (6, True), (8, False)])
async def test_the_nightly_one_begins_at_its_time_once(night, hour, begins):
    nightly = Night(night.memory, at=datetime(2026, 1, 1, 4).time())  # noqa: DTZ001 - by the clock of the rules
    nightly.now = datetime(2026, 11, 29, hour, 30, tzinfo=RULES.timezone)

    for _ in range(3):
        run = await nightly.step()

    assert (run is not None) is begins
    assert len(nightly.published) == 2 * begins
