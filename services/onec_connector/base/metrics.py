"""Prometheus metrics of calls to 1C: how long they take, the sessions they hold or wait for, missing rights."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import Gauge, Histogram

from services.onec_connector.base.errors import (
    BaseAwayError,
    BaseBarredError,
    BaseExists,
    BaseMissing,
    BaseRefusal,
    SessionLostError,
    TooLongError,
)
from shared.bus.errors import DoubtfulWrite, Permanent

_CALL = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_KINDS = {"GET": "read", "POST": "create", "PATCH": "change"}
_POSTING = re.compile(r"\)/(Post|Unpost)\?")
_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (BaseBarredError, "barred"),
    (BaseAwayError, "away"),
    (DoubtfulWrite, "uncertain"),
    (BaseRefusal, "refused"),
    (TooLongError, "too_long"),
    (SessionLostError, "session"),
    (BaseMissing, "missing"),
    (BaseExists, "exists"),
    (Permanent, "request"),
)

_CALLS = Histogram("bus_onec_call_seconds", "How long 1C took to answer", ["kind", "outcome"], buckets=_CALL)
_IN_USE = Gauge("bus_onec_sessions_in_use", "Sessions of 1C at work", ["use"])
_LIMIT = Gauge("bus_onec_sessions_limit", "Sessions of 1C we may hold", ["use"])
_RIGHTS = Gauge("bus_onec_missing_rights", "1 while 1C does not let our user at a set", ["set"])
_QUEUE = Gauge("bus_onec_waiting_calls", "Calls that wait for a free session, and messages that wait to begin theirs")


def sessions(use: str, limit: int, in_use: Callable[[], int]) -> None:
    """Register the metric of 1C's sessions for one use, `ring` or `polling`, read by `in_use` at every scrape."""
    _LIMIT.labels(use).set(limit)
    _IN_USE.labels(use).set_function(in_use)


def waiting_calls(waiting: Callable[[], int]) -> None:
    """Register the metric of calls that wait for a 1C session, read by `waiting` at every scrape."""
    _QUEUE.set_function(waiting)


def right_missing(name: str, *, is_missing: bool) -> None:
    """Set the metric of whether 1C refuses a set to our user."""
    _RIGHTS.labels(name).set(is_missing)


@contextmanager
def call(method: str, path: str) -> Iterator[None]:
    """Time one call of 1C for the metrics, without the wait for a session."""
    kind = _kind(method, path)
    began, outcome = time.monotonic(), "cancelled"
    try:
        yield
    except Exception as error:
        outcome = next((word for kinds, word in _OUTCOMES if isinstance(error, kinds)), "bug")
        raise
    else:
        outcome = "ok"
    finally:
        _CALLS.labels(kind, outcome).observe(time.monotonic() - began)


def _kind(method: str, path: str) -> str:
    if path == "$metadata":
        return "metadata"
    return "post" if _POSTING.search(path) else _KINDS[method]
