"""A short failure is repeated in place: by name, a few times, within seconds."""

import pytest

from shared.process.retrying import InPlace

THREE = InPlace(ConnectionError, attempts=3)


async def asked(policy: InPlace, *failures: Exception) -> int:
    """Fail in this order, then succeed; return how often was asked."""
    left, count = list(failures), 0
    async for attempt in policy.loop():
        with attempt:
            count += 1
            if left:
                raise left.pop(0)
    return count


def counted(policy: InPlace, *failures: Exception) -> list[bool]:
    """Whether a call is made again after each of these failures, where somebody else makes it."""
    attempts = policy.begin()
    return [attempts.pause_after(failure) is not None for failure in failures]


async def test_a_named_failure_is_repeated():
    assert await asked(THREE, ConnectionError(), ConnectionError()) == 3
    assert counted(THREE, ConnectionError(), ConnectionError()) == [True, True]


async def test_the_last_attempt_tells_why_it_failed():
    with pytest.raises(ConnectionError, match="third"):
        await asked(THREE, ConnectionError("first"), ConnectionError("second"), ConnectionError("third"))

    assert counted(THREE, *[ConnectionError()] * 3) == [True, True, False]


async def test_a_failure_that_is_not_named_is_not_repeated():
    with pytest.raises(ValueError, match="wrong"):
        await asked(THREE, ValueError("wrong"))

    assert counted(THREE, ValueError("wrong")) == [False]


async def test_nothing_is_repeated_when_its_time_is_over():
    late = InPlace(ConnectionError, attempts=3, seconds=0)

    with pytest.raises(ConnectionError):
        await asked(late, ConnectionError())

    assert counted(late, ConnectionError()) == [False]
