"""A person moves a deal to the stage that the bus would set, before 1C says so: it is the bus's from then on."""

import pytest

from services.b24_connector.vocabulary.deals import read_stage
from services.b24_connector.writer.stages.places import place_of
from services.console.simulator.cases import place_of as as_place
from services.stage_router.table import stage_rule
from shared.bus.errors import Retryable
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealMove
from shared.messages.things import Ref
from shared.rules.explaining import ahead_of, explain
from tests.delivered import delivered_rules
from tests.unit.b24_connector.stand_ins import deal_ref, refused
from tests.unit.b24_connector.test_mover import KEY, World
from tests.unit.rules.snapshots import NOW, order

RULES = delivered_rules()
ROLES = RULES.pipelines["0"]
INVOICE = ROLES.invoice
POSTED = order()
PAID = order(paid=100, debt=-2400)
SHIPPED = order("ОжидаетсяОплатаПослеОтгрузки", shipped=100, debt=2400)
DONE = order("ГотовКЗакрытию", paid=100, shipped=100)


class Pipeline(World):
    """A deal in «Счет выставлен», moved by people and by what 1C tells."""

    def __init__(self):
        super().__init__(published=INVOICE, stageId=INVOICE)
        self.portal.history.append({"OWNER_ID": "41", "STAGE_ID": INVOICE})
        self._told = 0

    async def told(self, snapshot):
        """1C tells a state and figures."""
        self._told += 1
        await self.again(snapshot)

    async def again(self, snapshot):
        """The same message comes once more, or for the first time."""
        groups = {OrderGroup.STATE: Stamp(edited=self._told), OrderGroup.GIVEN: Stamp(edited=self._told)}
        whole = snapshot.with_(ref=deal_ref(), groups=groups)
        source = Ref(system="onec", kind="order", id="g")
        message = DealMove(key=KEY, source=source, order=whole, rule=stage_rule(snapshot, RULES, NOW))
        await self._mover.moved(wrap(message, source="test"), message)

    def drag(self, stage):
        semantic = "S" if stage == "WON" else "P"
        self.portal.deals["41"] |= {"stageId": stage, "stageSemanticId": semantic}
        self.portal.history.insert(0, {"OWNER_ID": "41", "STAGE_ID": stage})

    @property
    def complaints(self):
        return [text for text in self.portal.comments if "её стадию поставил сотрудник" in text]


@pytest.mark.parametrize(("stage", "agreeing"), [(ROLES.paid, PAID), (ROLES.shipped, SHIPPED)])
async def test_a_stage_that_a_person_set_before_1c_agreed_is_left_when_the_order_goes_on(stage, agreeing):
    deal = Pipeline()
    deal.drag(stage)
    await deal.told(agreeing)

    await deal.told(DONE)

    assert (deal.stage, deal.complaints) == (ROLES.done, [])


async def test_a_payment_that_is_undone_takes_such_a_deal_back_to_where_it_had_stood():
    deal = Pipeline()
    await deal.told(POSTED)
    deal.drag(ROLES.paid)
    await deal.told(PAID)

    await deal.told(POSTED)

    assert deal.stage == INVOICE
    assert "отменена" in deal.portal.comments[-1]


async def test_a_deal_that_went_on_from_a_stage_of_the_bus_goes_back_to_the_last_one_of_a_person():
    deal = Pipeline()
    await deal.told(PAID)
    deal.drag(ROLES.shipped)
    await deal.told(SHIPPED)

    await deal.told(POSTED)

    assert deal.stage == INVOICE


async def test_a_won_deal_is_taken_back_when_its_payment_is_undone():
    deal = Pipeline()
    deal.drag(ROLES.done)
    await deal.told(DONE)

    await deal.told(SHIPPED)

    assert deal.stage == ROLES.shipped


async def test_a_deal_taken_out_of_such_a_stage_again_is_left_and_told_once():
    deal = Pipeline()
    deal.drag(ROLES.paid)
    await deal.told(PAID)
    deal.drag(INVOICE)

    await deal.told(PAID)
    await deal.told(PAID)

    assert (deal.stage, len(deal.complaints)) == (INVOICE, 1)


async def test_what_a_person_puts_where_the_figures_do_not_lead_is_told_once_and_left():
    deal = Pipeline()
    await deal.told(PAID)
    deal.drag(ROLES.shipped)

    await deal.told(PAID)
    await deal.told(PAID)

    assert (deal.stage, len(deal.complaints)) == (ROLES.shipped, 1)


async def test_taking_a_stage_over_may_be_cut_short_and_repeated():
    deal = Pipeline()
    deal.drag(ROLES.paid)
    deal.portal.answers["crm.stagehistory.list"] = Retryable("rests")
    with pytest.raises(Retryable):
        await deal.told(PAID)
    del deal.portal.answers["crm.stagehistory.list"]

    await deal.again(PAID)
    deal.restart()
    await deal.again(PAID)
    await deal.told(POSTED)

    assert deal.stage == INVOICE


async def test_a_portal_that_hides_the_history_keeps_nobody_from_going_on():
    deal = Pipeline()
    deal.drag(ROLES.paid)
    deal.portal.answers["crm.stagehistory.list"] = [refused("нет прав", method="crm.stagehistory.list"), None]

    await deal.told(PAID)
    await deal.told(POSTED)

    assert deal.stage == ROLES.work


async def test_the_preview_says_that_such_a_deal_stays_where_it_is_and_goes_on_from_there():
    deal = Pipeline()
    deal.drag(ROLES.paid)

    before = seen(deal, PAID)
    await deal.told(PAID)
    after = seen(deal, DONE)

    assert (before.to, before.is_against) == (None, False)
    assert (after.to, after.is_against) == (ROLES.done, False)


def seen(deal, snapshot):
    item = deal.portal.deals["41"]
    assert read_stage(item).id == deal.stage
    place = as_place(place_of(item, deal.entity, {}))
    return ahead_of(explain(snapshot, RULES, NOW).decision, place, RULES)
