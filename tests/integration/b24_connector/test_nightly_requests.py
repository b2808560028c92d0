"""The comparison of ids at night: few requests, which wait behind those of orders."""

from dataclasses import replace

import pytest

from services.b24_connector.intake.changed import still_there
from services.b24_connector.portal.aside import DIRECTORY
from shared.bus.errors import Retryable
from shared.store import Entity
from tests.integration.b24_connector.in_process import office

__all__ = ["office"]

KNOWN = 2600


async def test_ids_are_compared_many_pages_a_request_in_the_lane_of_the_directory(office, monkeypatch):
    there = [str(office.new_deal()) for _ in range(3)]
    office.touches.clear()
    for number in [*there, *map(str, range(100_000, 100_000 + KNOWN))]:
        office.store.entities[f"deal:{number}"] = Entity(f"deal:{number}", ref=number)
    lanes, left = set(), office.portal._batcher.aside.left
    monkeypatch.setattr(office.portal._batcher.aside, "left", lambda lane: (lanes.add(lane), left(lane)))
    before = office.portal.requests

    count = await office.sweeper.ids.compare()

    gone = {touch.ref.id for _, touch in office.touches if touch.gone}
    assert (count, len(gone), gone & set(there)) == (KNOWN, KNOWN, set())
    assert office.portal.requests - before <= 8
    assert lanes == {DIRECTORY}


async def test_a_comparison_that_the_portal_has_ended_goes_on_from_there(office):
    for number in map(str, range(100_000, 100_000 + KNOWN)):
        office.store.entities[f"deal:{number}"] = Entity(f"deal:{number}", ref=number)
    asked: list[str] = []

    async def rests(portal, kind, ids):
        if len(asked) >= KNOWN / 2:
            raise Retryable("crm.item.list rests", after_s=60, counted=False)
        there = await still_there(portal, kind, ids)
        asked.extend(ids)
        return there

    ids = office.sweeper.ids
    ids._of = replace(ids._of, there=rests)
    with pytest.raises(Retryable):
        await ids.compare()
    at_first = {touch.ref.id for _, touch in office.touches if touch.gone}
    ids._of = replace(ids._of, there=still_there)

    count = await ids.compare()

    assert (bool(at_first), count) == (True, KNOWN - len(at_first))
    assert len([touch for _, touch in office.touches if touch.gone]) == KNOWN
    assert await ids.compare() == KNOWN
