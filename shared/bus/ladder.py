"""Where a failed message goes: a rung of the retry ladder, or the dead letters (pure).

Attempts are failed runs that count. A `Retryable` fails for good at the 8th, a bug at the 4th:

    attempt          1    2    3     4    5    6    7    8
    Retryable        5s   1m   10m   1h   1h   1h   1h   dead      4 h 11 min in all
    bug              5s   1m   10m   dead                          11 min in all
"""

from dataclasses import dataclass

from shared.bus.errors import Permanent, Retryable

RUNGS: dict[str, int] = {"5s": 5, "1m": 60, "10m": 600, "1h": 3600}
"""Seconds of every rung, by the name at the end of its queue, shortest first."""

_CLIMB = ("5s", "1m", "10m", "1h")
RETRYABLE_ATTEMPTS = 8
BUG_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Retry:
    """Come back through `rung`; `attempts` is the number to carry there."""

    rung: str
    attempts: int
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Give up; a person reads the sentence."""

    attempts: int
    reason: str
    sentence: str


def judge(error: Exception, attempts: int) -> Retry | Dead:
    """Say where a message goes after `error`, having failed `attempts` times before."""
    match error:
        case Permanent():
            return Dead(attempts + 1, error.reason, error.sentence)
        case Retryable(counted=False):
            return Retry(rung_for(error.after_s or 0), attempts, counted=False, reason="uncounted")
        case Retryable():
            return _climb(error, attempts + 1, RETRYABLE_ATTEMPTS, "retryable")
        case _:
            return _climb(error, attempts + 1, BUG_ATTEMPTS, "bug")


def rung_for(after_s: float) -> str:
    """Return the shortest rung that is no shorter than `after_s`; the longest where none is."""
    return next((name for name, seconds in RUNGS.items() if seconds >= after_s), "1h")


def _climb(error: Exception, attempts: int, limit: int, reason: str) -> Retry | Dead:
    if attempts >= limit:
        return Dead(attempts, "exhausted" if reason == "retryable" else reason, describe(error))
    after_s = error.after_s if isinstance(error, Retryable) else None
    rung = _CLIMB[min(attempts, len(_CLIMB)) - 1] if after_s is None else rung_for(after_s)
    return Retry(rung, attempts, counted=True, reason=reason)


def describe(error: Exception) -> str:
    """One line about an error: its own words, or its class where it has none."""
    words = str(error).strip().splitlines()
    line = words[0] if words else type(error).__name__
    return line if isinstance(error, Retryable | Permanent) else f"{type(error).__name__}: {line}"
