"""A deal restored from the bin whose event was lost: the sweep has passed its time of change, the night finds it."""

import pytest

from sandbox.portal.control import cards
from sandbox.portal.engine.fields import DEAL
from sandbox.portal.engine.recycle_bin import restore
from sandbox.portal.engine.state import Actor
from shared.bus.errors import Retryable
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]


async def restored_unheard(office) -> str:
    deal = office.new_deal()
    await office.handle()
    await office.sweeper.newcomers.look()
    cards.delete(office.simulated, office.deal(deal), {})
    await office.handle()
    office.simulated.clock.advance(3600)
    await office.sweeper.sweep()
    new = restore(office.simulated, Actor(1), DEAL, deal)["id"]
    office.touches.clear()
    return str(new)


def touched(office) -> list[str]:
    return [touch.ref.id for _, touch in office.touches]


async def test_it_is_found_at_night_and_once(office):
    new = await restored_unheard(office)
    await office.sweeper.sweep()
    assert new not in touched(office)

    await office.sweeper.newcomers.look()
    await office.sweeper.newcomers.look()

    assert touched(office) == [new]


async def test_it_is_found_by_the_next_look_where_the_broker_did_not_take_its_touch(office, monkeypatch):
    new = await restored_unheard(office)

    async def away(*_, **__):
        raise Retryable("the broker is away")

    with monkeypatch.context() as patched:
        patched.setattr(office.sweeper.newcomers, "_publish", away)
        with pytest.raises(Retryable):
            await office.sweeper.newcomers.look()

    await office.sweeper.newcomers.look()

    assert touched(office) == [new]


async def test_the_night_of_an_upgrade_looks_at_nothing_that_was_there(office):
    for _ in range(3):
        office.new_deal()
    office.touches.clear()

    await office.sweeper.newcomers.look()

    assert touched(office) == []


async def test_deals_that_are_known_are_not_looked_at(office):
    await office.sweeper.newcomers.look()
    office.new_deal()
    await office.handle()

    await office.sweeper.newcomers.look()

    assert touched(office) == []
