"""A deal that was deleted and restored has a new id: it is what it was, and no copy of it (R2)."""

import pytest

from services.b24_connector.vocabulary.names import ORIGINATOR
from services.stage_router.decisions import order_wanted
from shared.messages.order import OrderGroup
from shared.messages.things import Ref
from shared.store import Entity
from tests.delivered import delivered_rules
from tests.unit.b24_connector.stand_ins import deal_row
from tests.unit.b24_connector.test_reader import World

GUID = "5b1d6e0a-0000-5000-8000-00000000b042"
MADE = "2026-03-01T10:00:00+03:00"
KEYS = {"deal": "deal:41", "order": f"order:{GUID}"}


class WithOrder(World):
    """A deal that shows the number of its order; `born` says where the pair began."""

    def __init__(self, born="deal", stage="PREPARATION"):
        super().__init__()
        self.key, self.stage = KEYS[born], stage
        row = deal_row(stageId=stage, createdTime=MADE, ufNumber="ТД00-000017")
        if born == "order":
            row |= {"originatorId": ORIGINATOR, "originId": GUID}
            self.store.entities[self.key] = Entity(self.key, ref="41")
        self.portal.deals["41"] = row

    async def read_with_order(self):
        await self.read()
        await self.store.set_fields(self.key, {"ordered": True, "figures": {"number": "ТД00-000017"}})

    def deleted(self):
        return self.portal.deals.pop("41")

    def restored(self, row, **words):
        self.portal.deals["52"] = {**row, "id": "52", **words}
        self.portal.history = [{"OWNER_ID": "52", "STAGE_ID": self.stage, "CREATED_TIME": "2026-03-07T10:00:00+03:00"}]


@pytest.mark.parametrize("told", [True, False], ids=["its deletion was told", "its deletion is told later"])
@pytest.mark.parametrize("stage", ["PREPARATION", "FINAL_INVOICE"])
@pytest.mark.parametrize("born", ["deal", "order"])
async def test_a_restored_deal_is_what_it_was(born, stage, told):
    world = WithOrder(born, stage)
    await world.read_with_order()
    row = world.deleted()
    if told:
        await world.read(gone=True)
    world.restored(row)

    foreseen, (fact,) = await world.would_tell("52"), await world.read("52")

    assert (fact.order.ref, fact.order.formerly) == (Ref(system="b24", kind="deal", id="52"), ("41",))
    assert foreseen.order.formerly == ("41",)
    decided = order_wanted(fact.order, delivered_rules())
    assert (decided.wanted, decided.otherwise) == ("yes", None)
    assert (await world.store.find("52")).key == world.key


async def test_the_order_of_a_restored_deal_is_to_name_it_by_its_new_id():
    world = WithOrder()
    await world.read_with_order()
    known = world.store.entities[world.key].groups[OrderGroup.HEADER].edited
    world.restored(world.deleted())

    (fact,) = await world.read("52")

    assert fact.order.groups[OrderGroup.HEADER].edited > known


async def test_its_late_deletion_says_nothing_of_the_restored_deal():
    world = WithOrder()
    await world.read_with_order()
    world.restored(world.deleted())
    await world.read("52")

    assert list(await world.read("41", gone=True)) == []


async def test_a_restored_deal_is_told_until_the_broker_has_heard_of_it():
    world = WithOrder()
    await world.read_with_order()
    world.restored(world.deleted())
    await world.touched("52")  # published, and the process died before it could remember

    (fact,) = await world.read("52")

    assert fact.order.formerly == ("41",)
    assert list(await world.read("52")) == []


@pytest.mark.parametrize("made", [MADE, "2026-03-05T10:00:00+03:00"])
@pytest.mark.parametrize("born", ["deal", "order"])
async def test_a_copy_of_a_living_deal_is_a_deal_of_its_own(born, made):
    world = WithOrder(born)
    await world.read_with_order()
    world.restored(world.portal.deals["41"], createdTime=made)

    (fact,) = await world.read("52")

    assert (fact.order.formerly, (await world.store.find("52")).key) == ((), "deal:52")


async def test_a_copy_that_was_seen_while_its_original_lived_stays_a_copy():
    world = WithOrder()
    await world.read_with_order()
    world.restored(world.portal.deals["41"], createdTime="2026-03-05T10:00:00+03:00")
    await world.read("52")
    world.deleted()
    await world.read(gone=True)

    assert [one.order.formerly for one in await world.read("52", force=True)] == [()]


async def test_a_copy_that_is_first_seen_when_its_original_is_gone_takes_over_its_order():
    world = WithOrder()
    await world.read_with_order()
    world.restored(world.deleted(), createdTime="2026-03-05T10:00:00+03:00")

    (fact,) = await world.read("52")

    assert fact.order.formerly == ("41",)


async def test_of_two_deals_with_orders_of_one_number_the_one_made_at_that_moment_was_restored():
    world = WithOrder()
    await world.read_with_order()
    world.portal.deals["40"] = deal_row("40", createdTime="2025-03-01T10:00:00+03:00", ufNumber="ТД00-000017")
    world.store.entities["deal:40"] = Entity(
        "deal:40",
        ref="40",
        fields={"figures": {"number": "ТД00-000017"}, "born": {"dated": "2025-03-01T10:00:00+03:00"}},
    )
    world.restored(world.deleted())

    (fact,) = await world.read("52")

    assert fact.order.formerly == ("41",)


async def test_a_copy_of_a_living_deal_is_no_deleted_one_whose_order_had_its_number_last_year():
    world = WithOrder()
    await world.read_with_order()
    world.store.entities["deal:40"] = Entity("deal:40", ref="40", fields={"figures": {"number": "ТД00-000017"}})
    world.restored(world.portal.deals["41"], createdTime="2026-03-05T10:00:00+03:00")

    (fact,) = await world.read("52")

    assert fact.order.formerly == ()


async def test_a_deal_restored_twice_names_all_its_ids():
    world = WithOrder()
    await world.read_with_order()
    world.restored(world.deleted())
    await world.read("52")
    world.portal.deals["60"] = {**world.portal.deals.pop("52"), "id": "60"}

    (fact,) = await world.read("60")

    assert fact.order.formerly == ("41", "52")


async def test_a_deal_that_is_being_written_is_not_taken_over_before_that_ends():
    world = WithOrder()
    await world.read_with_order()
    await world.store.begin_write(world.key)
    world.restored(world.deleted())

    with pytest.raises(Exception, match="deal:52"):
        await world.read("52")

    await world.store.end_write(world.key, {})
    (fact,) = await world.read("52")
    assert fact.order.formerly == ("41",)
