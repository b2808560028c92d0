"""A read is over when the broker has what it brought, not before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from services.b24_connector.reader import deals
from services.b24_connector.reader.deals import DealReader
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.vocabulary.names import ORIGINATOR, DealFields
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.invoices import SumTeller
from services.b24_connector.writer.notes import NoteWriter
from shared.canon import group_digests
from shared.messages.order import OrderGroup
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.store import Entity
from tests.delivered import delivered_rules
from tests.unit.b24_connector.stand_ins import DirectoryInMemory, PortalInMemory, deal_ref, deal_row
from tests.unit.b24_connector.stores import StoreInMemory


class World:
    def __init__(self):
        self.portal = PortalInMemory(deals={"41": deal_row()})
        self.store = StoreInMemory()
        snapshots = DealSnapshots(self.portal, DirectoryInMemory())
        rules, unset = delivered_rules(), AmountWriter(self.portal, self.store).unset
        notes = NoteWriter(self.portal, self.store, str)
        self._reader = DealReader(
            self.portal,
            snapshots,
            self.store,
            rules,
            unset_amount=unset,
            tell_sums=SumTeller(notes, DealFields, 0).tell,
            tell_unreadable=DealFailures(snapshots, self.store, notes).tell_unreadable,
        )

    async def touched(self, deal="41", *, at=None, **words):
        envelope = SimpleNamespace(time=at or datetime.now(UTC))
        return await self._reader.touched(envelope, DealTouched(ref=deal_ref(deal), **words))

    async def would_tell(self, deal="41"):
        return await self._reader.would_tell(deal)

    async def read(self, deal="41", **words):
        """Read with a broker that takes everything."""
        done = await self.touched(deal, **words)
        if done.then:
            await done.then()
        return done.publish


@pytest.fixture(name="world")
def _world():
    return World()


async def test_a_value_taken_back_after_a_crash_is_published_again(world):
    await world.read()
    world.portal.deals["41"]["stageId"] = "INVOICE"
    await world.touched()  # published, and the process died before it could remember
    world.portal.deals["41"]["stageId"] = "PREPARATION"

    (fact,) = await world.read()

    assert fact.order.stage.id == "PREPARATION"


async def test_a_deal_won_in_a_stage_that_no_role_names_brings_its_stage_history(world):
    row = {"OWNER_ID": "41", "STAGE_ID": "PREPARATION", "CREATED_TIME": "2026-03-05T12:40:00+03:00"}
    world.portal.history.append(row)
    world.portal.deals["41"] |= {"stageId": "UC_SOLD", "stageSemanticId": "S"}

    foreseen, (fact,) = await world.would_tell(), await world.read()

    assert [one.stage for one in fact.order.history] == ["PREPARATION"]
    assert foreseen.order.history == fact.order.history


async def test_a_deletion_is_announced_before_it_is_published(world):
    await world.read()
    del world.portal.deals["41"]

    await world.touched(gone=True)

    assert world.store.announced[-1] == {OrderGroup.STAGE}


async def test_a_touch_whose_fact_the_broker_did_not_take_is_read_again(world):
    long_ago = datetime.now(UTC) - timedelta(seconds=30)
    await world.touched(at=long_ago)

    (fact,) = await world.read(at=long_ago)

    assert fact.order.ref == deal_ref()


async def test_touches_from_before_a_read_that_was_published_ask_the_portal_nothing(world):
    long_ago = datetime.now(UTC) - timedelta(seconds=30)
    await world.read(at=long_ago)
    world.portal.deals["41"]["title"] = "Гайки"

    assert list(await world.read(at=long_ago)) == []


async def test_a_read_that_a_clock_noted_in_the_future_hides_no_touch(world, monkeypatch):
    await _read_in_an_hour(world, monkeypatch)
    world.portal.deals["41"]["title"] = "Гайки"

    (fact,) = await world.read()

    assert fact.order.title == "Гайки"


async def _read_in_an_hour(world, monkeypatch):
    class InAnHour(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=1)

    with monkeypatch.context() as patched:
        patched.setattr(deals, "datetime", InAnHour)
        await world.read()


async def test_a_deal_that_is_there_again_under_its_id_is_published_and_watched_again(world):
    await world.read()
    row = world.portal.deals.pop("41")
    await world.read(gone=True)
    world.portal.deals["41"] = row

    (fact,) = await world.read()

    assert fact.order.phase == "active"
    assert "gone" not in world.store.entities["deal:41"].fields


async def test_a_deal_that_is_switched_to_another_currency_is_published_with_its_rows(world):
    await world.read()
    world.portal.deals["41"]["currencyId"] = "USD"

    (fact,) = await world.read()

    assert fact.order.currency == "USD"
    assert fact.order.groups[OrderGroup.ROWS].edited > fact.order.groups[OrderGroup.MANAGER].edited


def with_amount_of_ours(world, price):
    """Rows of 99.99 under an amount of 100 that the bus has set."""
    world.portal.deals["41"] |= {"opportunity": 100, "isManualOpportunity": "Y"}
    row = {"id": 1, "ownerId": "41", "productName": "Болт", "quantity": 3, "price": price}
    world.portal.rows["crm.item.productrow.list", "41"] = [row]


async def test_an_amount_the_bus_has_set_is_no_amount_of_a_person(world):
    await world.read()
    with_amount_of_ours(world, "33.33")
    await world.read()
    await world.store.set_fields("deal:41", {"stated": "100.00"})

    (fact,) = await world.read(force=True)

    assert fact.order.stated_total is None
    assert world.portal.deals["41"]["isManualOpportunity"] == "Y"


async def test_rows_edited_under_an_amount_the_bus_has_set_make_the_amount_again(world):
    with_amount_of_ours(world, "33.33")
    await world.read()
    await world.store.set_fields("deal:41", {"stated": "100.00"})
    with_amount_of_ours(world, "50")

    (fact,) = await world.read()

    assert world.portal.deals["41"]["isManualOpportunity"] == "N"
    assert (fact.order.total, fact.order.stated_total) == (150, None)


async def test_an_amount_a_person_typed_is_stated(world):
    with_amount_of_ours(world, "33.33")

    (fact,) = await world.read()

    assert fact.order.stated_total == 100


BOLTS = {"id": 1, "ownerId": "41", "productName": "Болт", "quantity": 3, "price": 100, "taxIncluded": "Y"}


@pytest.mark.parametrize(("amount", "shown"), [(300, None), (310, 310)])
async def test_rows_edited_between_the_looks_at_deal_and_rows_are_told_with_the_amount_they_make(world, amount, shown):
    def edited_meanwhile(_):
        world.portal.deals["41"]["opportunity"] = amount  # 310: a delivery of the portal's own, which stays
        return {"productRows": [BOLTS]}

    world.portal.deals["41"]["opportunity"] = 100
    world.portal.answers["crm.item.productrow.list"] = edited_meanwhile

    (fact,) = await world.read()

    assert (fact.order.total, fact.order.shown_total) == (300, shown)


ORDER = "5b1d6e0a-0000-5000-8000-00000000b042"


def with_a_copy(world, *, known):
    """Deal 41 was made from an order, 42 is a person's copy; `known`: the portal has answered that 41 is made."""
    world.store.entities[f"order:{ORDER}"] = Entity(f"order:{ORDER}", ref="41" if known else None)
    marks = {"originatorId": ORIGINATOR, "originId": ORDER}
    world.portal.deals |= {"41": deal_row(**marks), "42": deal_row("42", **marks)}
    world.portal.answers["crm.item.list"] = {"items": [{"id": 41}, {"id": 42}]}


@pytest.mark.parametrize("known", [True, False], ids=["known", "answer lost"])
async def test_a_copy_of_a_deal_made_from_an_order_is_not_that_orders(world, known):
    with_a_copy(world, known=known)

    (copy,), (deal,) = await world.read("42"), await world.read("41")

    assert copy.order.origin is None
    assert deal.order.origin == Ref(system="onec", kind="order", id=ORDER)
    assert {one.key: one.ref for one in world.store.entities.values() if one.ref} == {
        f"order:{ORDER}": "41",
        "deal:42": "42",
    }


async def test_a_deal_whose_digests_an_earlier_release_has_made_is_no_news(world):
    world.portal.deals["41"]["currencyId"] = "USD"
    world.portal.rows["crm.item.productrow.list", "41"] = [a_row()]
    (fact,) = await world.read()
    of_the_first_scheme(world.store, "deal:41", fact.order)

    told = await world.read()

    assert told == ()
    assert world.store.entities["deal:41"].groups[OrderGroup.ROWS].outdated is None


async def test_a_deal_whose_digests_an_earlier_release_has_made_is_foreseen_under_its_own_numbers(world):
    world.portal.deals["41"]["currencyId"] = "USD"
    world.portal.rows["crm.item.productrow.list", "41"] = [a_row()]
    (fact,) = await world.read()
    of_the_first_scheme(world.store, "deal:41", fact.order)

    foreseen = await world.would_tell()

    assert foreseen.order.groups == fact.order.groups


async def test_an_amount_of_ours_over_rows_whose_digest_an_earlier_release_has_made_stays(world):
    world.portal.deals["41"]["currencyId"] = "USD"
    with_amount_of_ours(world, "33.33")
    (fact,) = await world.read()
    of_the_first_scheme(world.store, "deal:41", fact.order)
    await world.store.set_fields("deal:41", {"stated": "100.00"})

    await world.read()

    assert world.portal.deals["41"]["isManualOpportunity"] == "Y"


async def test_what_a_person_has_decided_against_is_known_when_its_message_comes_late(world):
    await world.read()

    await world.read(asserted={OrderGroup.ROWS: 77})

    assert world.store.entities["deal:41"].groups[OrderGroup.ROWS].known == 77


async def test_a_deal_that_is_read_in_the_second_in_which_it_was_saved_is_not_taken_for_seen(world):
    world.portal.deals["41"]["updatedTime"] = world.portal.now.isoformat()

    await world.read()

    assert "seen" not in world.store.entities["deal:41"].fields


def of_the_first_scheme(store, key, order):
    """Let the rows be remembered as a release before the second scheme remembered them."""
    entity = store.entities[key]
    digest = group_digests(order, [OrderGroup.ROWS], scheme=1)[OrderGroup.ROWS]
    rows = replace(entity.groups[OrderGroup.ROWS], digest=digest, outdated=1)
    store.entities[key] = replace(entity, groups={**entity.groups, OrderGroup.ROWS: rows})


def a_row():
    return {"id": 1, "ownerId": "41", "productName": "Болт", "price": 50, "quantity": 2, "taxRate": 20}
