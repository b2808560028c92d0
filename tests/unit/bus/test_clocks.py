"""Whose dates are believed to tell of a clock."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.clocks import Clocks
from shared.messages.envelope import wrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref


@pytest.mark.parametrize(("sender", "troubles"), [("b24-connector", 1), ("somebody", 0)])
def test_only_a_service_of_ours_can_show_that_clocks_are_apart(sender: str, troubles: int) -> None:
    clocks = Clocks()
    envelope = wrap(DealTouched(ref=Ref(system="b24", kind="deal", id="41")), source=sender)

    clocks.compare(envelope.with_(time=datetime.now(UTC) + timedelta(hours=1)))

    assert len(clocks.troubles) == troubles
