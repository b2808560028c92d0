"""Prometheus metrics of the bus: messages received, in flight, handled, published, retried, dead; lanes paused.

Labels come from closed sets: groups, topics, rungs, outcomes; never an id.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600)
_LONG = (0.05, 0.1, 0.3, 1, 3, 10, 30, 60, 300, 900, 3600, 14400)

_RECEIVED = Counter("bus_received_messages", "Messages delivered by the broker", ["group", "topic"])
_ATTEMPTS = Histogram(
    "bus_message_attempts",
    "Attempts a message has behind it when it fails again",
    ["group"],
    buckets=(0, 1, 2, 3, 4, 7),
)
_AGE = Histogram("bus_message_age_seconds", "From envelope to delivery", ["group", "topic"], buckets=_LONG)
_IN_PROCESS = Gauge("bus_in_process_messages", "Messages delivered and not settled", ["group"])
_HANDLING = Histogram("bus_handling_seconds", "From delivery to outcome", ["group", "topic", "outcome"], buckets=_QUICK)
_FAILURES = Counter("bus_failed_messages", "Failed runs", ["group", "topic", "reason"])
_PUBLISHED = Counter("bus_published_messages", "Messages published", ["topic", "outcome"])
_RETRIED = Counter("bus_retried_messages", "Messages put on a rung", ["group", "rung", "reason"])
_DEAD = Counter("bus_dead_messages", "Messages dead-lettered by us", ["group", "reason"])
_PAUSED = Gauge("bus_paused_lanes", "1 while the lane waits for its peer", ["group"])
_OLDEST = Gauge("bus_oldest_message_age_seconds", "Age of the oldest message known to wait for this lane", ["group"])
_CONSUMING = Gauge("bus_consuming_lanes", "1 while the broker has our consumer", ["group"])


@cache
def _of_topic(group: str, topic: str) -> tuple[Counter, Histogram]:
    return _RECEIVED.labels(group, topic), _AGE.labels(group, topic)


@cache
def _duration(group: str, topic: str, outcome: str) -> Histogram:
    return _HANDLING.labels(group, topic, outcome)


@cache
def _in_process(group: str) -> Gauge:
    return _IN_PROCESS.labels(group)


@cache
def _published(topic: str, outcome: str) -> Counter:
    _PUBLISHED.labels(topic, "BrokerAwayError")  # from zero on: the first refusal must count as an increase
    return _PUBLISHED.labels(topic, outcome)


def received(group: str, topic: str, sent_at: datetime) -> None:
    """Record in the bus's metrics that a message was delivered whose envelope was made at `sent_at`."""
    count, age = _of_topic(group, topic)
    count.inc()
    age.observe((datetime.now(UTC) - sent_at).total_seconds())


def in_process(group: str, change: int) -> None:
    """Record in the bus's metrics that one more, or one less, message is in flight."""
    _in_process(group).inc(change)


def handled(group: str, topic: str, outcome: str, seconds: float) -> None:
    """Record in the bus's metrics that a handler's run ended: `done`, or the reason of its failure."""
    _duration(group, topic, outcome).observe(seconds)
    if outcome != "done":
        _FAILURES.labels(group, topic, outcome).inc()


def published(topic: str, outcome: str) -> None:
    """Record in the bus's metrics the result of a publication: `confirmed`, or the class of the error."""
    _published(topic, outcome).inc()


def retried(group: str, rung: str, reason: str, attempts: int) -> None:
    """Record in the bus's metrics that a message went to a retry rung, and how often it has failed."""
    _RETRIED.labels(group, rung, reason).inc()
    _ATTEMPTS.labels(group).observe(attempts)


def dead_lettered(group: str, reason: str) -> None:
    """Record in the bus's metrics that a message went to the dead letters."""
    _DEAD.labels(group, reason).inc()


def oldest(group: str, age_s: Callable[[], float]) -> None:
    """Register the metric of a lane's oldest message: a gauge that calls `age_s` for its age at every scrape."""
    _OLDEST.labels(group).set_function(age_s)


def paused(group: str, is_paused: bool) -> None:  # noqa: FBT001 - the state itself
    """Record in the bus's metrics that a lane paused, or goes on."""
    _PAUSED.labels(group).set(is_paused)


def consuming(group: str, *, is_consuming: bool) -> None:
    """Record in the bus's metrics that the broker accepted, or lost, our consumer."""
    _CONSUMING.labels(group).set(is_consuming)
