"""A record that is written while it is read is read again, a few times; then its message waits."""

import pytest

from shared.bus.errors import Retryable
from shared.process.quiet import LOOKS, look_or_wait, look_until_quiet


@pytest.fixture(autouse=True)
def _no_pause_between_looks(monkeypatch) -> None:
    monkeypatch.setattr("shared.process.quiet.LOOK_AGAIN_S", 0)


def answers(*given):
    """A look that answers as given, and the answers that are left."""
    left = list(given)

    async def look():
        return left.pop(0)

    return look, left


async def test_what_the_first_quiet_look_finds_counts():
    look, left = answers(None, (), "not looked at any more")

    assert await look_until_quiet(look) == ()
    assert left == ["not looked at any more"]


async def test_a_record_that_is_written_during_each_look_is_not_read():
    look, left = answers(*[None] * LOOKS, "too late")

    assert await look_until_quiet(look) is None
    assert left == ["too late"]


async def test_the_message_of_a_record_that_is_written_waits_uncounted():
    look, _ = answers(*[None] * LOOKS)

    with pytest.raises(Retryable, match="deal:41 is being written") as waits:
        await look_or_wait(look, "deal:41")

    assert (waits.value.after_s, waits.value.counted) == (5, False)
