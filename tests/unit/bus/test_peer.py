"""The probe decides; messages only make it look."""

import pytest

from shared.bus import peer
from shared.bus.errors import Permanent, Retryable
from shared.bus.peer import Peer, Watch

FAILED = Retryable("503")


class Probe:
    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(self) -> None:
        self.asked += 1
        if not (self.answers.pop(0) if self.answers else True):
            raise ConnectionError("refused")


async def nothing(*_: object) -> None: ...


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "_RETRY_S", 0)
    monkeypatch.setattr(peer, "SPACING_S", 0)


def watched(probe: Probe) -> Watch:
    return Watch(Peer(probe=probe), nothing, ["g"])


async def test_one_lost_probe_closes_nothing() -> None:
    probe = Probe(True, False, True)
    seen = watched(probe)
    await seen.probe()

    assert await seen.answers("deal:1", FAILED)
    assert seen.open
    assert probe.asked == 3


async def test_two_lost_probes_close_the_lane() -> None:
    seen = watched(Probe(True, False, False))
    await seen.probe()

    assert not await seen.answers("deal:1", FAILED)
    assert seen.closed.is_set()


async def test_refusals_and_failures_that_do_not_count_ask_nothing() -> None:
    probe = Probe()
    seen = watched(probe)

    for number in range(9):
        assert await seen.answers(f"deal:{number}", Retryable("busy", counted=False))
    assert await seen.answers("deal:9", Permanent("no", reason="x"))

    assert probe.asked == 0


async def test_ten_different_keys_in_a_row_ask_even_when_nothing_counts() -> None:
    probe = Probe(False, False)
    seen = watched(probe)

    answers = [await seen.answers(f"deal:{number}", Retryable("busy", counted=False)) for number in range(10)]

    assert answers == [True] * 9 + [False]


async def test_a_success_between_begins_the_row_anew() -> None:
    probe = Probe()
    seen = watched(probe)

    for number in range(30):
        await seen.answers(f"deal:{number}", Retryable("busy", counted=False))
        if number % 5 == 0:
            seen.succeeded()

    assert probe.asked == 0


async def test_the_same_key_failing_again_and_again_is_that_records_trouble() -> None:
    probe = Probe()
    seen = watched(probe)

    for _ in range(30):
        await seen.answers("deal:1", Retryable("busy", counted=False))

    assert probe.asked == 0


async def test_a_lane_without_a_probe_is_always_open() -> None:
    seen = Watch(None, nothing, ["g"])

    assert await seen.answers("deal:1", FAILED)
    assert seen.open
