"""Prometheus metrics of calls to the portal: batches, limits, budget, rights. Labels are closed sets, no ids."""

from collections.abc import Callable

from prometheus_client import Counter, Gauge, Histogram

REFUSALS = {
    "QUERY_LIMIT_EXCEEDED": "rate",
    "OPERATION_TIME_LIMIT": "operating",
    "OVERLOAD_LIMIT": "overload",
}
"""The portal's own codes for "too much", by the word that stands for them here."""

_REQUESTS = Counter("bus_portal_requests", "Requests to the portal", ["kind", "outcome"])
_COMMANDS = Counter("bus_portal_commands", "Commands sent to the portal in batches", ["kind"])
_SECONDS = Histogram("bus_portal_request_seconds", "How long the portal took to answer a batch", ["kind"])
_FILL = Histogram(
    "bus_portal_batch_commands",
    "Commands in one batch, at most 50",
    ["kind"],
    buckets=(1, 2, 5, 10, 20, 30, 40, 49, 50),
)
_REFUSED = Counter("bus_portal_limit_refusals", "Requests and commands refused for a limit of the portal", ["limit"])
_TOKENS = Gauge("bus_portal_budget_requests", "Requests that may leave at once before the portal's bucket is full")
_OPERATING = Gauge("bus_portal_operating_seconds", "Time a method has used in the portal's window", ["method"])
_RIGHTS = Gauge("bus_portal_missing_rights", "1 while the portal does not let the webhook call a method", ["method"])
_LIMIT = Gauge("bus_portal_operating_limit_seconds", "Time at which the portal blocks a method")

for _limit in (*REFUSALS.values(), "other"):
    _REFUSED.labels(_limit)  # a first refusal is an increase only where there was a zero before


def batch_sent(kind: str, commands: int) -> None:
    """Count in the metrics a batch sent to the portal with its commands; `read` or `write`."""
    _COMMANDS.labels(kind).inc(commands)
    _FILL.labels(kind).observe(commands)


def batch_answered(kind: str, seconds: float) -> None:
    """Observe in the metrics how long the portal took for a batch, also where it refused."""
    _SECONDS.labels(kind).observe(seconds)


def requested(kind: str, outcome: str) -> None:
    """Count in the metrics that a request to the portal ended.

    Args:
        kind: `read`, `write`, or `alone` outside any batch.
        outcome: `ok`, `refused`, or how the answer was lost: `connect`, `timeout`, `broken`.
    """
    _REQUESTS.labels(kind, outcome).inc()


def limited(code: str, status: int | None) -> None:
    """Count a refusal of the portal for a limit: by its code, or by its status where the answer has no code."""
    limit = REFUSALS.get(code)
    if limit is None and status in {429, 503}:
        limit = "other"
    if limit is not None:
        _REFUSED.labels(limit).inc()


def budget(left: Callable[[], float]) -> None:
    """Register the metric of requests that our own bucket still lets through, read by `left` at every scrape."""
    _TOKENS.set_function(left)


def operating(method: str, spent_s: Callable[[], float], limit_s: float) -> None:
    """Register the metric of time a portal method has used, read by `spent_s` at every scrape."""
    _LIMIT.set(limit_s)
    _OPERATING.labels(method).set_function(spent_s)


def right_missing(method: str, *, is_missing: bool) -> None:
    """Set the metric of whether the portal does not let the webhook call a method."""
    _RIGHTS.labels(method).set(is_missing)
