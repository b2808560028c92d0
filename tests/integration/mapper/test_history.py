"""What the mapper writes down of deals and orders, and how people find them again."""

from datetime import timedelta
from decimal import Decimal

import pytest

from services.mapper import metrics
from services.mapper.handlers.orders import Mapper
from services.mapper.history import recorded
from services.mapper.names import Names
from services.mapper.refusals import RefusalReason
from services.mapper.vocabulary import Vocabulary
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.ring.decisions import NewDeal, OrderWanted, StageRule, StageWanted
from shared.messages.ring.outcomes import DealRefused, OrderRefused, OrderUpserted
from shared.messages.ring.told import Told
from shared.messages.things import Customer, LegalEntity, OrderState, Ref
from shared.store import connect
from shared.store.history import History
from tests.delivered import delivered_rules
from tests.figures import figure

DEAL = Ref(system="b24", kind="deal", id="41")
ORDER = Ref(system="onec", kind="order", id="5b1d6e0a-0000-5000-8000-00000000b042")
NEW = NewDeal(pipeline="0", stage="PREPARATION")
ROWS, PARTIES = OrderGroup.ROWS, OrderGroup.PARTIES
CLIENT = Customer(kind="company", name="Ромашка", legal_entity=LegalEntity(name="ООО Ромашка", inn="7701234567"))


class Bench:
    """The mapper's handlers with their history, by message."""

    def __init__(self, database, links, *, days=90):
        self.names, self.history = Names(database), History(database, "mapper", days)
        mapper = Mapper(links, Vocabulary(delivered_rules()))
        self._handlers = {one.message: one.handler for one in recorded(mapper.handlers(), self.names, self.history)}

    async def hears(self, message, times=1):
        envelope = wrap(message, source="test")
        for _ in range(times):
            await self._handlers[type(message)](envelope, message)

    async def lines(self):
        return [one["what"] for one in await self.history.of("deal:41")]


@pytest.fixture
async def db(mongo_url, mongo_database):
    async with connect(mongo_url, mongo_database) as database:
        yield database


@pytest.fixture
async def bench(db, links):
    made = Bench(db, links)
    await made.names.prepare()
    await made.history.prepare()
    return made


def wanted(**words):
    groups = {ROWS: Stamp(edited=5), PARTIES: Stamp(edited=3)}
    order = SalesOrder(ref=DEAL, title="Поставка болтов", customer=CLIENT, groups=groups, **words)
    return OrderWanted(order=order, wanted="yes", may_create=True)


async def journey(bench):
    refusal = Told(topic="refusal", text="Не заполнен ИНН.")
    await bench.hears(wanted())
    await bench.hears(OrderRefused(key="deal:41", source=DEAL, reason="customer", told=(refusal,)))
    await bench.hears(OrderUpserted(key="deal:41", source=DEAL, ref=ORDER))
    state = OrderState(name="ГотовКОтгрузке", paid_percent=Decimal(100))
    order = SalesOrder(ref=ORDER, number="ТД00-000017", state=state)
    await bench.hears(StageWanted(order=order, rule=StageRule()))


async def test_what_was_decided_refused_and_done_is_kept_in_order(bench):
    await journey(bench)

    lines = await bench.history.of("deal:41")

    assert [one["what"] for one in lines] == ["order_wanted", "order_refused", "order_done", "state"]
    assert (lines[0]["groups"], lines[0]["wanted"]) == (["rows"], "yes")
    assert (lines[1]["why"], lines[1]["said"]) == ("customer", "Не заполнен ИНН.")
    assert (lines[3]["state"], lines[3]["paid"]) == ("ГотовКОтгрузке", "100")


async def test_an_order_that_is_not_there_and_may_not_be_made_is_written_down_as_such(bench):
    await bench.hears(wanted())
    await bench.hears(OrderUpserted(key="deal:41", source=DEAL, ref=None))
    await bench.hears(wanted().with_(may_create=False))
    await bench.hears(OrderUpserted(key="deal:41", source=DEAL, ref=ORDER))
    await bench.hears(wanted().with_(may_create=False))

    lines = await bench.history.of("deal:41")

    assert [one["wanted"] for one in lines if one["what"] == "order_wanted"] == ["yes", "none", "yes"]
    assert [one["absent"] for one in lines if one["what"] == "order_done"] == [True, False]


async def test_a_message_that_comes_twice_is_one_line(bench):
    await bench.hears(wanted(), times=2)

    assert await bench.lines() == ["order_wanted"]


async def test_a_decision_of_which_nothing_comes_is_no_line(bench):
    await bench.hears(OrderWanted(order=SalesOrder(ref=DEAL), wanted="hold"))

    assert await bench.lines() == []


async def test_a_deal_that_the_portal_refuses_is_told_from_one_that_1c_refuses(bench):
    await bench.hears(wanted())
    await bench.hears(DealRefused(key="deal:41", source=ORDER, ref=DEAL, reason="portal-refused", repeats=True))

    assert await bench.lines() == ["order_wanted", "deal_refused"]


@pytest.mark.parametrize("words", ["ТД00-000017", "№ тд00-000017 ", "17", "41", "7701234567", "поставка", "Ромашк"])
async def test_people_find_a_deal_by_what_they_call_it(bench, words):
    await journey(bench)

    (pair,) = await bench.names.called(words)

    assert (pair["_id"], pair["b24"], pair["about"]["number"]) == ("deal:41", "41", "ТД00-000017")


@pytest.mark.parametrize("words", ["7", "болтов.", ".*", "ТД00-00001"])
async def test_what_is_called_otherwise_is_not_found(bench, words):
    await journey(bench)

    assert await bench.names.called(words) == []


async def test_lines_are_forgotten_after_their_days_and_none_are_kept_without(bench, db, links):
    await Bench(db, links, days=0).hears(wanted())
    nothing = await bench.lines()

    await bench.hears(wanted())
    (kept,) = [one async for one in db["history_mapper"].find()]
    indexes = await db["history_mapper"].index_information()

    assert nothing == []
    assert kept["until"] - kept["at"] == timedelta(days=90)
    assert indexes["until"]["expireAfterSeconds"] == 0


async def test_standing_deals_are_counted_by_reason_until_their_orders_are_made(links):
    for number, why in enumerate(("item", "item", "customer")):
        ref = Ref(system="b24", kind="deal", id=str(number))
        await links.bear(ref)
        await links.complete(ref.key, None, refusal=RefusalReason(why, "Нет товара."))
    before = await links.refusals.count("onec")

    await links.complete("deal:0", ORDER)
    metrics.standing(await links.refusals.count("onec"), await links.refusals.count("b24"))

    assert before == {"item": 2, "customer": 1}
    assert [figure("bus_standing_deals", reason=why) for why in ("item", "customer", "vat")] == [1, 1, 0]
