"""What no event told is found, whatever fails on the way."""

from datetime import UTC, datetime, timedelta

import pytest

from services.b24_connector.intake import DealSweeper, deals
from shared.bus.errors import Retryable
from shared.store import Entity
from tests.delivered import delivered_rules
from tests.unit.b24_connector.stand_ins import PortalInMemory, Published, deal_row
from tests.unit.b24_connector.stores import StoreInMemory


class CursorsInMemory(dict):
    async def get(self, name):
        return dict.get(self, name)

    async def set(self, name, value):
        self[name] = value


def sweeper(portal, publish, *entities, cursors=None):
    seen = CursorsInMemory() if cursors is None else cursors
    return DealSweeper(portal, StoreInMemory(*entities), seen, publish, delivered_rules(), every_s=60)


def portal_of(*rows, time="2026-01-01T13:00:00+03:00"):
    return PortalInMemory(answers={"server.time": time, "crm.item.list": {"items": list(rows)}})


def asked_from(portal):
    """From when on the portal was asked for changes, last."""
    return datetime.fromisoformat(portal.calls[-1][1]["filter"][">=updatedTime"])


async def test_a_deal_whose_touch_the_broker_did_not_take_is_touched_by_the_next_sweep():
    publish = Published(broken=Retryable("the broker is away"))
    sweeps = sweeper(portal_of(deal_row(updatedTime="2026-01-01T12:00:00+03:00")), publish)
    with pytest.raises(Retryable):
        await sweeps.sweep()

    await sweeps.sweep()

    assert [touch.ref.id for touch in publish] == ["41"]


async def test_a_deal_is_touched_once_for_one_change():
    publish = Published()
    sweeps = sweeper(portal_of(deal_row(updatedTime="2026-01-01T12:00:00+03:00")), publish)

    await sweeps.sweep()
    await sweeps.sweep()

    assert [touch.ref.id for touch in publish] == ["41"]


@pytest.mark.parametrize("said", ["9998-12-31T23:59:59+00:00", "2999-01-01T00:00:00+03:00"])
async def test_a_portal_that_once_gave_a_time_in_the_future_is_swept_on(said):
    cursors, began = CursorsInMemory(), datetime.now(UTC)
    await sweeper(portal_of(time=said), Published(), cursors=cursors).sweep()
    portal = portal_of(time=datetime.now(UTC).isoformat())

    await sweeper(portal, Published(), cursors=cursors).sweep()

    assert began - timedelta(minutes=3) < asked_from(portal) <= began


async def test_a_cursor_that_lies_in_the_future_is_not_waited_for():
    portal, cursors = portal_of(), CursorsInMemory(deals="9999-12-31T23:59:59+00:00")

    await sweeper(portal, Published(), cursors=cursors).sweep()

    assert asked_from(portal) <= datetime.now(UTC)


async def test_what_the_portal_refused_of_an_order_is_made_from_the_order_anew():
    publish = Published()
    entities = [
        Entity("order:1", fields={"refused_upsert": "1"}),
        Entity("deal:42", ref="42", fields={"refused_move": "2"}),
        Entity("deal:43", ref="43", fields={}),
    ]

    await sweeper(portal_of(), publish, *entities).touch_refused()

    assert [(touch.ref.key, touch.force) for touch in publish] == [("order:2", True), ("order:1", True)]


def waiting_deals(number):
    return [Entity(f"deal:{one:04}", ref=str(one), fields={"waiting": True}) for one in range(1, number + 1)]


async def test_waiting_deals_are_touched_some_a_sweep_and_each_in_its_turn():
    publish = Published()
    sweeps = sweeper(portal_of(), publish, *waiting_deals(1000))

    counts = []
    for _ in range(11):
        before = len(publish)
        await sweeps.touch_waiting()
        counts.append(len(publish) - before)

    assert max(counts) <= 100
    assert {touch.ref.id for touch in publish} == {str(one) for one in range(1, 1001)}


async def test_waiting_deals_are_all_tried_again_once_an_hour_and_stay_due_while_the_broker_is_away(monkeypatch):
    publish = Published()
    sweeps = sweeper(portal_of(), publish, *waiting_deals(150))
    monkeypatch.setattr(deals, "FORCED_EVERY_S", 0)
    publish.broken = Retryable("the broker is away")

    with pytest.raises(Retryable):
        await sweeps.touch_waiting()
    monkeypatch.setattr(deals, "FORCED_EVERY_S", 3600)
    for _ in range(4):
        await sweeps.touch_waiting()

    assert [touch.force for touch in publish] == 150 * [True] + 150 * [False]


async def test_a_deal_that_is_there_again_under_its_id_is_found_at_night():
    publish = Published()
    sweeps = sweeper(portal_of(deal_row("41")), publish, Entity("deal:41", ref="41", fields={"gone": True}))

    await sweeps.ids.compare()

    assert [(touch.ref.id, touch.gone) for touch in publish] == [("41", False)]


async def test_a_deal_that_is_missing_at_night_is_touched_as_gone_once():
    publish = Published()
    known = Entity("deal:41", ref="41"), Entity("deal:42", ref="42", fields={"gone": True})
    sweeps = sweeper(portal_of(), publish, *known)

    await sweeps.ids.compare()

    assert [(touch.ref.id, touch.gone) for touch in publish] == [("41", True)]


async def test_a_portal_that_has_moved_to_another_zone_is_asked_in_that_zone():
    times = iter(["2026-01-01T13:00:00+03:00", "2026-01-01T13:00:00+03:00", *["2026-01-01T15:01:00+05:00"] * 2])
    portal = PortalInMemory(answers={"server.time": lambda _: next(times), "crm.item.list": {"items": []}})
    sweeps = sweeper(portal, Published())

    await sweeps.sweep()
    before = asked_from(portal)
    await sweeps.sweep()

    assert [one.utcoffset() for one in (before, asked_from(portal))] == [timedelta(hours=3), timedelta(hours=5)]
