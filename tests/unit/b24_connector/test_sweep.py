"""What no event told is found, whatever fails on the way."""

from pathlib import Path

import pytest

from services.b24_connector.intake import Sweeper
from shared.bus.errors import Retryable
from shared.rules import load_rules
from tests.unit.b24_connector.stand_ins import PortalInMemory, Published, StoreInMemory, deal_row


class CursorsInMemory(dict):
    async def get(self, name):
        return dict.get(self, name)

    async def set(self, name, value):
        self[name] = value


def sweeper(portal, publish):
    rules = load_rules(Path("deploy/config/rules.yaml"))
    return Sweeper(portal, StoreInMemory(), CursorsInMemory(), publish, rules, every_s=60)


def portal_of(*rows):
    answers = {"server.time": "2026-01-01T13:00:00+03:00", "crm.item.list": {"items": list(rows)}}
    return PortalInMemory(answers=answers)


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
