"""Whoever handles messages of one record takes turns: the lanes are given the readers' keys."""

from datetime import UTC, datetime
from unittest.mock import AsyncMock, MagicMock

import pytest

from services.onec_connector.__main__ import lanes, peer
from services.onec_connector.base.errors import BaseAwayError
from services.onec_connector.base.sessions import BaseSessions
from shared.messages.ring.facts import PartnerTouched, PeerStatus
from shared.messages.things import Ref


def flow_of(*, sessions: int = 3) -> MagicMock:
    flow = MagicMock()
    flow.context.base.sessions = BaseSessions(sessions)
    return flow


async def test_reader_and_writer_of_an_order_take_turns_by_its_birth_key():
    flow = flow_of()

    orders, *_ = lanes(flow, MagicMock())

    assert orders.key is flow.reader.key


async def test_reader_and_writer_of_a_partner_take_turns_by_one_key():
    directories = MagicMock()
    directories.partners.reader.key = AsyncMock(return_value="partner:1")

    _, directory, _ = lanes(flow_of(), directories)

    assert directory.key is not None
    assert await directory.key(PartnerTouched(ref=Ref(system="onec", kind="partner", id="2"))) == "partner:1"


@pytest.mark.parametrize("failure", [None, BaseAwayError("1C is away")])
@pytest.mark.parametrize(("is_open", "looks"), [(True, 1), (False, 0)])
async def test_switches_are_looked_at_when_1c_answers_again_and_a_failed_look_keeps_nobody_uninformed(
    is_open, looks, failure
):
    flow, since = MagicMock(), datetime.now(UTC)
    flow.switches.look = AsyncMock(side_effect=failure)
    told = peer(MagicMock(), flow).on_change

    assert await told(is_open, since) == [PeerStatus(peer="onec", open=is_open, since=since, locked=False)]
    assert flow.switches.look.await_count == looks
