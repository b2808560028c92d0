"""Decides where a failed message goes, a rung of the retry ladder or the dead letters; words its error. Pure.

Attempts are failed runs that count. A `Retryable` fails for good at the 8th, a bug at the 4th:

    attempt          1    2    3     4    5    6    7    8
    Retryable        5s   1m   10m   1h   1h   1h   1h   dead      4 h 11 min in all
    bug              5s   1m   10m   dead                          11 min in all

A wait that was asked for is a sum of rungs, one after another: no shorter, and no more than the shortest rung longer.
"""

import math
from dataclasses import dataclass

from shared.bus.errors import Permanent, Retryable

RUNGS: dict[str, int] = {"5s": 5, "1m": 60, "10m": 600, "1h": 3600}
"""Seconds of every rung, by the name at the end of its queue, shortest first."""

_CLIMB = ("5s", "1m", "10m", "1h")
RETRYABLE_ATTEMPTS = 8
BUG_ATTEMPTS = 4
_GIVEN_UP = {
    "retryable": ("Не удалось за {} попыток, последний ответ", "exhausted"),
    "bug": ("Ошибка самого обмена во всех {} попытках", "bug"),
}
"""What a person reads before the last error's own words, and the reason of the dead letter."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Come back through the retry rung `rung`; `attempts` and `left_s` (still to wait) travel in headers."""

    rung: str
    attempts: int
    counted: bool
    reason: str
    left_s: int = 0


@dataclass(frozen=True, slots=True)
class Dead:
    """Give the message up to the dead letters; a person reads the sentence."""

    attempts: int
    reason: str
    sentence: str


def judge(error: Exception, attempts: int) -> Retry | Dead:
    """Decide whether a message is retried on the ladder or dead after `error`, having failed `attempts` times."""
    match error:
        case Permanent():
            return Dead(attempts + 1, error.reason, error.sentence)
        case Retryable(counted=False):
            return waiting(error.after_s or 0, attempts, counted=False, reason="uncounted")
        case Retryable():
            return _climb(error, attempts + 1, RETRYABLE_ATTEMPTS, "retryable")
        case _:
            return _climb(error, attempts + 1, BUG_ATTEMPTS, "bug")


def ended_processes(attempts: int, returned: int) -> Dead:
    """Decide that a message over which processes end goes to the dead letters, unread: reading it may end them."""
    return Dead(
        attempts,
        "crash",
        f"Сообщение выдано {returned} раз и не обработано: сервис завершался, пока держал его, или его смотрели в "
        "рабочей очереди через «Get messages». Найдите причину в журнале сервиса (память, сбой) и верните сообщение.",
    )


def waiting(after_s: float, attempts: int, *, counted: bool, reason: str) -> Retry:
    """Choose the ladder's rung for a long wait: the longest that fits; the rest is waited on the rungs after it.

    Args:
        after_s: seconds to wait in all.
        attempts: counted so far.
        counted: whether this attempt is one of them.
        reason: for metrics.
    """
    rung = max((name for name in RUNGS if RUNGS[name] <= after_s), key=RUNGS.__getitem__, default=_CLIMB[0])
    left_s = max(0, math.ceil(after_s - RUNGS[rung]))
    return Retry(rung, attempts, counted=counted, reason=reason, left_s=left_s)


def _climb(error: Exception, attempts: int, limit: int, reason: str) -> Retry | Dead:
    if attempts >= limit:
        what, why = _GIVEN_UP[reason]
        return Dead(attempts, why, f"{what.format(attempts)}: {describe(error)}")
    after_s = error.after_s if isinstance(error, Retryable) else None
    if after_s is not None:
        return waiting(after_s, attempts, counted=True, reason=reason)
    return Retry(_CLIMB[min(attempts, len(_CLIMB)) - 1], attempts, counted=True, reason=reason)


def describe(error: Exception) -> str:
    """Word a failed message's error in one line for log and dead letter: its own words, or its class if it has none."""
    words = str(error).strip().splitlines()
    line = words[0] if words else type(error).__name__
    return line if isinstance(error, Retryable | Permanent) else f"{type(error).__name__}: {line}"
