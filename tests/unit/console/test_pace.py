"""How long a load will take, said while the portal lets it run in strokes."""

import math

import pytest

from services.console.load.pace import WINDOW_S, LoadPace

STROKE_S, EACH_S = 125.0, 604.0


def done_at(seconds: float, stroke: int) -> int:
    """Strokes as they were measured: 125 s long, one every 604 s."""
    strokes, begun = divmod(seconds, EACH_S)
    return int(strokes) * stroke + int(stroke * min(1.0, begun / STROKE_S))


def told(total: int, stroke: int):
    """Look every five seconds; yield the share that is done, what is told and what is true."""
    pace, now = LoadPace(total, began=0.0), 0.0
    end = next(at for at in range(100_000) if done_at(at, stroke) >= total)
    while now < end:
        pace.note(now, done_at(now, stroke))
        yield pace.done / total, pace.left_s(now), end - now
        now += 5


@pytest.mark.parametrize(("total", "stroke"), [(20_000, 681), (20_000, 400), (5_000, 681)])
def test_after_a_twentieth_of_the_work_the_whole_time_is_told_within_fifteen_percent(total, stroke):
    off = [abs(said - true) / true for share, said, true in told(total, stroke) if 0.05 < share < 0.5]

    assert max(off) < 0.15


def test_before_the_first_stroke_is_over_the_portals_limit_is_believed():
    _, said, true = next(one for one in told(20_000, 681) if one[0] > 0.01)

    assert said == pytest.approx(true, rel=0.15)


def test_a_portal_without_a_limit_is_told_by_its_speed():
    pace = LoadPace(10_000, began=0.0)
    for second in range(0, 101, 5):
        pace.note(second, second * 50)

    assert pace.left_s(100) == pytest.approx(100)


def test_nothing_done_says_nothing_and_all_done_says_so():
    pace = LoadPace(10, began=0.0)
    before = pace.left_s(5)
    pace.note(WINDOW_S, 10)

    assert (before, pace.left, pace.left_s(WINDOW_S)) == (math.inf, 0, 0)
    assert pace.told(WINDOW_S) == "Перенесено 10 из 10 (100 %), 1 в минуту."
