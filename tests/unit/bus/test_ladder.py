"""Where a failed message goes."""

import pytest

from shared.bus.errors import Permanent, Retryable
from shared.bus.ladder import Dead, Retry, judge, rung_for


@pytest.mark.parametrize(
    ("failures_before", "rung"), [(0, "5s"), (1, "1m"), (2, "10m"), (3, "1h"), (4, "1h"), (5, "1h"), (6, "1h")]
)
def test_a_retryable_climbs_to_the_hour_and_stays_there(failures_before: int, rung: str) -> None:
    verdict = judge(Retryable("503"), failures_before)

    assert verdict == Retry(rung, failures_before + 1, counted=True, reason="retryable")


def test_a_retryable_is_given_up_at_the_eighth_attempt() -> None:
    assert judge(Retryable("503"), 7) == Dead(8, "exhausted", "503")


def test_a_bug_is_given_up_at_the_fourth_attempt() -> None:
    attempts = [judge(ValueError("x"), before) for before in range(4)]

    assert [verdict.rung for verdict in attempts[:3] if isinstance(verdict, Retry)] == ["5s", "1m", "10m"]
    assert attempts[3] == Dead(4, "bug", "ValueError: x")


def test_a_permanent_failure_is_given_up_at_once_with_its_own_reason_and_sentence() -> None:
    assert judge(Permanent("Заполните ИНН.", reason="no_inn"), 0) == Dead(1, "no_inn", "Заполните ИНН.")


def test_what_does_not_count_comes_back_for_ever() -> None:
    assert judge(Retryable("busy", counted=False), 1000) == Retry("5s", 1000, counted=False, reason="uncounted")


@pytest.mark.parametrize(
    ("after_s", "rung"), [(0, "5s"), (5, "5s"), (5.1, "1m"), (60, "1m"), (601, "1h"), (3600, "1h"), (86400, "1h")]
)
def test_a_wish_is_rounded_up_to_a_rung(after_s: float, rung: str) -> None:
    assert rung_for(after_s) == rung


def test_a_wish_replaces_the_climb_and_still_counts() -> None:
    assert judge(Retryable("after the night run", after_s=900), 0) == Retry("1h", 1, counted=True, reason="retryable")


def test_an_error_without_words_is_named_by_its_class() -> None:
    assert judge(KeyError(), 3) == Dead(4, "bug", "KeyError: KeyError")
