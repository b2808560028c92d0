"""Moving a deal: nothing old over something new, and whose stage it is, whatever fails on the way."""

import pytest

from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.vocabulary.deals import Surroundings, read_deal
from services.b24_connector.vocabulary.exchange import STATES
from services.b24_connector.vocabulary.names import DealFields, ListField, Option
from services.b24_connector.writer.notes import NoteWriter
from services.b24_connector.writer.stages.exchange import left_alone_by_us
from services.b24_connector.writer.stages.moves import StageWriter
from services.b24_connector.writer.stages.plan import MovePlan
from shared.bus.errors import DoubtfulWrite, Retryable
from shared.canon import group_digests
from shared.entities import GroupDoc
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.commands import DealMove
from shared.messages.ring.decisions import Move, StageRule
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.told import Told
from shared.messages.things import OrderState, Ref
from shared.store import Entity, Into
from tests.figures import Grown
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, deal_ref, deal_row, refused
from tests.unit.b24_connector.stores import StoreInMemory

KEY = "deal:41"
FROM = ("PREPARATION", "INVOICE")
STATE, GIVEN, STAGE = OrderGroup.STATE, OrderGroup.GIVEN, OrderGroup.STAGE
PAID = StageRule(
    action="move", why="Оплачен.", moves={"0": Move(to="PAID", only_from=FROM, default_back="PREPARATION")}
)
UNPAID = StageRule(action="back", why="Снята.", moves={"0": Move(to=None, only_from=FROM, default_back="PREPARATION")})


def command(rule=PAID, *, state=1, given=1, paid=100, known=0, decided=0):
    order = SalesOrder(
        ref=deal_ref(),
        groups={STATE: Stamp(edited=state, known=known, decided=decided), GIVEN: Stamp(edited=given)},
        number="7",
        state=OrderState(name="Закрыт", paid_percent=paid),
        posted=True,
    )
    return DealMove(key=KEY, source=Ref(system="onec", kind="order", id="g"), order=order, rule=rule)


class World:
    """A deal whose stage was published, and the handler."""

    def __init__(self, *, published="PREPARATION", **row):
        self.portal = PortalInMemory(deals={"41": deal_row(**row)})
        directory = DirectoryInMemory()
        order = read_deal(deal_row(stageId=published), Surroundings(), directory.fields, portal="")
        groups = {STAGE: GroupDoc(digest=group_digests(order, {STAGE})[STAGE], edited=1)}
        self.store = StoreInMemory(Entity(KEY, ref="41", groups=groups))
        self.restart()

    def restart(self):
        """Go on with a new process, which knows what the store remembers."""
        directory = DirectoryInMemory()
        deals = DealSnapshots(self.portal, directory)
        notes = NoteWriter(self.portal, self.store, directory.stage_name)
        self._mover = StageWriter(self.portal, deals, directory, self.store, notes)

    async def run(self, *args, **kwargs):
        message = command(*args, **kwargs)
        return await self._mover.moved(wrap(message, source="test"), message)

    @property
    def stage(self):
        return self.portal.deals["41"]["stageId"]

    @property
    def entity(self):
        return self.store.entities[KEY]


async def test_an_older_state_under_the_same_figures_moves_nothing():
    world = World()
    await world.run(PAID, state=10, given=5)
    await world.run(UNPAID, state=20, given=5, paid=0)

    await world.run(PAID, state=10, given=5)

    assert (world.stage, world.portal.deals["41"]["ufPaid"]) == ("PREPARATION", "0")


async def test_a_move_whose_answer_was_lost_is_known_as_ours_and_told():
    world = World()
    world.portal.lost = ["crm.item.update"]
    with pytest.raises(DoubtfulWrite):
        await world.run()

    await world.run()

    fields = world.entity.fields
    assert (fields.get("bus_stage"), fields.get("manual_stage")) == ("PAID", "PREPARATION")
    assert world.portal.comments == ["Оплачен."]


async def test_a_deal_whose_move_was_answered_by_nobody_can_be_moved_back():
    world = World()
    world.portal.lost = ["crm.item.update"]
    with pytest.raises(DoubtfulWrite):
        await world.run()

    await world.run(UNPAID, state=2, given=2)

    assert world.stage == "PREPARATION"


async def test_a_move_that_was_certainly_not_made_leaves_nothing_to_repair():
    world = World()
    world.portal.answers["crm.item.update"] = [Retryable("rests")]
    with pytest.raises(Retryable):
        await world.run()

    assert world.entity.writing is None


async def test_a_stage_the_deal_was_put_back_to_is_the_persons():
    world = World(published="INVOICE", stageId="INVOICE")
    await world.run()

    await world.run(UNPAID, state=2, given=2)

    fields = world.entity.fields
    assert (fields.get("bus_stage"), fields.get("manual_stage")) == (None, "INVOICE")


@pytest.mark.parametrize("stage", ["PARKED", "INVOICE"])
async def test_a_stage_nobody_has_heard_of_is_published_even_if_it_is_left_again(stage):
    world = World(published="PREPARATION", stageId=stage)

    done = await world.run()

    assert done.publish == [DealTouched(ref=deal_ref())]
    assert world.entity.groups[STAGE].digest is None


async def test_a_move_from_a_stage_that_was_heard_of_asks_for_no_look():
    world = World()

    done = await world.run()

    assert list(done.publish) == []


async def test_a_stage_and_figures_the_portal_forbids_are_told_all_the_same():
    world = World()
    text = "Заполните поле «Дата отгрузки»"
    world.portal.answers["crm.item.update"] = [refused(text), refused(text)]

    await world.run()

    assert text in world.portal.comments[0]
    assert world.entity.writing is None


TOLD = StageRule(told="Заказ 7 распроведён.")


async def test_what_became_of_the_order_is_told_again_when_it_happens_again():
    world = World()

    await world.run(TOLD)
    await world.run(TOLD, state=2)
    await world.run(StageRule(), state=3)
    await world.run(TOLD, state=4)

    assert world.portal.comments == ["Заказ 7 распроведён."] * 2


async def test_a_lost_deal_is_not_told_that_its_order_was_unposted():
    world = World(stageId="LOSE", stageSemanticId="F")

    await world.run(TOLD)

    assert world.portal.comments == []


async def test_that_1c_was_closed_meanwhile_repeats_nothing_about_the_order():
    world = World()
    await world.run(TOLD)
    await world.store.set_fields(KEY, {"told": Into({"closed": "1С закрыта."})})

    await world.run(TOLD, state=2)

    assert world.portal.comments == ["Заказ 7 распроведён."]


async def test_the_way_of_a_state_to_its_stage_is_timed_when_the_bus_moves_the_deal_and_not_again():
    moved = Grown("bus_state_to_stage_seconds_count")
    world = World()
    await world.run(PAID, state=10, given=5)

    await world.run(PAID, state=11, given=6)

    assert (world.stage, moved()) == ("PAID", 1)


async def test_a_stage_the_portal_forbids_is_tried_again_and_told_once():
    world = World()
    world.portal.answers["crm.item.update"] = [refused("Заполните склад"), None, refused("Заполните склад"), None, None]

    for _ in range(2):
        await world.run()
    waited_for = world.entity.fields.get("refused_move")
    await world.run()

    assert waited_for == "g"
    assert world.stage == "PAID"
    assert "refused_move" not in world.entity.fields
    assert len([text for text in world.portal.comments if "Заполните склад" in text]) == 1


async def test_figures_the_portal_refuses_are_told_and_tried_again():
    world = World(stageId="PAID")
    world.portal.answers["crm.item.update"] = [refused("Нет прав на поле"), None]

    await world.run()
    waited_for = world.entity.fields.get("refused_move")
    await world.run()

    assert (waited_for, world.entity.fields.get("refused_move")) == ("g", None)
    assert [text for text in world.portal.comments if "Нет прав на поле" in text]
    assert world.portal.deals["41"]["ufPaid"] == "100"


async def test_what_an_earlier_move_still_owes_is_told_with_the_later_one():
    world = World()
    world.portal.answers["crm.timeline.comment.add"] = refused(method="crm.timeline.comment.add")
    await world.run(PAID, state=1, given=1)
    await world.run(UNPAID, state=2, given=2, paid=0)
    del world.portal.answers["crm.timeline.comment.add"]

    await world.run(PAID, state=3, given=3)

    told = "\n\n".join(world.portal.comments).split("\n\n")
    assert told == ["Оплачен.", "Снята.", "Оплачен."]


async def test_a_stage_that_the_portal_forbids_stands_in_the_deal_as_a_refusal_until_it_moves(monkeypatch):
    states = tuple(Option(str(number), code, name) for number, (code, name) in enumerate(STATES.items(), 1))
    named = {"exchange": "ufExchange", "hindrance": "ufHindrance"}
    fields = DealFields({**DirectoryInMemory.fields.names, **named}, {"exchange": ListField("9", states)})
    monkeypatch.setattr(DirectoryInMemory, "fields", fields)
    world = World()
    world.portal.answers["crm.item.update"] = [refused("заполните поле «Склад»"), None, None]

    await world.run()
    shown = {name: world.portal.deals["41"][name] for name in named.values()}
    await world.run(state=2, given=2)

    assert shown["ufExchange"] == "3"
    assert shown["ufHindrance"] == world.portal.comments[0]
    assert {name: world.portal.deals["41"][name] for name in named.values()} == {"ufExchange": "1", "ufHindrance": ""}


async def test_a_deal_that_is_left_where_a_person_put_it_says_so_until_the_figures_change():
    plan = MovePlan(told=(Told(topic="stage", text="Проверьте роботов."),), is_left=True)

    assert left_alone_by_us(plan) == {"state": "stopped", "text": "Проверьте роботов."}
    assert left_alone_by_us(MovePlan(told=plan.told)) is None
