"""What a handler gives back is published first and remembered then; one that never ends is cut."""

import asyncio
from unittest.mock import MagicMock

import pytest
from pamqp.commands import Basic

from shared.bus import handling as path
from shared.bus.delivery import Delivery
from shared.bus.errors import BrokerAwayError
from shared.bus.handling import Handling, HeldDelivery
from shared.bus.lane import Lane, on
from shared.bus.locks import KeyLocks
from shared.bus.peer import Peer, Watch
from shared.bus.result import HandlerResult
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref

TOUCH = DealTouched(ref=Ref(system="b24", kind="deal", id="41"))


async def test_what_is_remembered_waits_for_the_brokers_confirm():
    remembered: list[str] = []

    async def is_away(*_, **__) -> None:
        raise BrokerAwayError("no confirm")

    async def remember() -> None:
        remembered.append("published")

    handling = Handling(Lane(group="mapper.orders", handlers=()), is_away, KeyLocks(), MagicMock())

    with pytest.raises(BrokerAwayError):
        await handling._finish(HandlerResult([TOUCH], then=remember), MagicMock())

    assert remembered == []


@pytest.mark.parametrize(("has_peer", "reason"), [(True, "retryable"), (False, "bug")])
async def test_time_that_went_by_is_the_peers_where_there_is_one_else_a_bug(monkeypatch, has_peer, reason):
    monkeypatch.setattr(path, "HANDLER_LIMIT_S", 0)

    async def never_ends(*_) -> HandlerResult:
        await asyncio.Event().wait()
        raise AssertionError

    async def probe() -> None: ...

    watch = Watch(Peer(probe=probe) if has_peer else None, MagicMock(), ["mapper.orders"])
    handling = Handling(
        Lane(group="mapper.orders", handlers=[on(DealTouched, never_ends)]), MagicMock(), KeyLocks(), watch
    )
    body = wrap(TOUCH, source="test").model_dump_json().encode()

    failure = await handling.run(
        HeldDelivery(Delivery("mapper.orders", body, 1, "deal.touched", Basic.Properties(), {}))
    )

    assert failure is not None
    assert failure.verdict.reason == reason
