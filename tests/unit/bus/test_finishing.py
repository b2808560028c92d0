"""What a handler gives back is published first and remembered then."""

from unittest.mock import MagicMock

import pytest

from shared.bus.errors import BrokerAwayError
from shared.bus.handling import Handling
from shared.bus.lane import Lane
from shared.bus.locks import KeyLocks
from shared.bus.result import HandlerResult
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
