"""Measures how long a change's journey takes from one system to the other, by its first envelope."""

from collections.abc import Callable
from datetime import UTC, datetime

from prometheus_client import Histogram

_LATENCY = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14400)
"""Seconds: below one on an idle system, minutes in a backlog, hours while a system is closed."""


def journeys(name: str, documentation: str) -> Callable[[datetime], None]:
    """Create the Prometheus histogram of journey times.

    Args:
        name: of the metric, in seconds.
        documentation: from where to where.

    Returns:
        To be called at the end of a journey with the time of its beginning (`Envelope.began_at`).
    """
    histogram = Histogram(name, documentation, buckets=_LATENCY)

    def arrived(began_at: datetime) -> None:
        # Services on machines of their own may disagree by a little about what time it is.
        histogram.observe(max(0.0, (datetime.now(UTC) - began_at).total_seconds()))

    return arrived
