"""Where a failed message goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.errors import Permanent, Retryable
from shared.bus.ladder import RUNGS, Dead, Retry, judge, waiting


@pytest.mark.parametrize(
    ("failures_before", "rung"), [(0, "5s"), (1, "1m"), (2, "10m"), (3, "1h"), (4, "1h"), (5, "1h"), (6, "1h")]
)
def test_a_retryable_climbs_to_the_hour_and_stays_there(failures_before: int, rung: str) -> None:
    verdict = judge(Retryable("503"), failures_before)

    assert verdict == Retry(rung, failures_before + 1, counted=True, reason="retryable")


def test_a_retryable_is_given_up_at_the_eighth_attempt() -> None:
    assert judge(Retryable("503"), 7) == Dead(8, "exhausted", "Не удалось за 8 попыток, последний ответ: 503")


def test_a_bug_is_given_up_at_the_fourth_attempt() -> None:
    attempts = [judge(ValueError("x"), before) for before in range(4)]

    assert [verdict.rung for verdict in attempts[:3] if isinstance(verdict, Retry)] == ["5s", "1m", "10m"]
    assert attempts[3] == Dead(4, "bug", "Ошибка самого обмена во всех 4 попытках: ValueError: x")


def test_a_permanent_failure_is_given_up_at_once_with_its_own_reason_and_sentence() -> None:
    assert judge(Permanent("Заполните ИНН.", reason="no_inn"), 0) == Dead(1, "no_inn", "Заполните ИНН.")


def test_what_does_not_count_comes_back_for_ever() -> None:
    assert judge(Retryable("busy", counted=False), 1000) == Retry("5s", 1000, counted=False, reason="uncounted")


@given(st.floats(min_value=0, max_value=86_400), st.booleans())
def test_a_wait_is_no_shorter_than_asked_for_and_five_seconds_longer_at_most(after_s: float, counted: bool) -> None:
    verdict = judge(Retryable("rests", after_s=after_s, counted=counted), 0)
    waited = 0

    while True:
        assert isinstance(verdict, Retry)
        waited += RUNGS[verdict.rung]
        if not verdict.left_s:
            break
        verdict = waiting(verdict.left_s, verdict.attempts, counted=False, reason="waiting")

    assert after_s <= waited <= after_s + 6


@pytest.mark.parametrize(
    ("after_s", "rung", "left_s"),
    [
        (0, "5s", 0),
        (5.1, "5s", 1),
        (60, "1m", 0),
        (120, "1m", 60),
        (599, "1m", 539),
        (601, "10m", 1),
        (7200, "1h", 3600),
    ],
)
def test_a_wait_begins_with_the_longest_rung_that_is_no_longer(after_s: float, rung: str, left_s: int) -> None:
    verdict = judge(Retryable("an attempt may still run", after_s=after_s, counted=False), 3)

    assert verdict == Retry(rung, 3, counted=False, reason="uncounted", left_s=left_s)


def test_a_wait_replaces_the_climb_and_still_counts_once() -> None:
    verdict = judge(Retryable("after the night run", after_s=900), 0)

    assert verdict == Retry("10m", 1, counted=True, reason="retryable", left_s=300)


def test_an_error_without_words_is_named_by_its_class() -> None:
    assert judge(KeyError(), 3) == Dead(4, "bug", "Ошибка самого обмена во всех 4 попытках: KeyError: KeyError")
