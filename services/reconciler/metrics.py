"""Prometheus metrics of how far both sides differ by the latest reconciliation."""

from collections import Counter
from datetime import UTC, datetime
from typing import get_args

from prometheus_client import Gauge

from services.reconciler.differences import What
from services.reconciler.findings import Findings

_DIFFERENCES = Gauge("bus_differences", "Differences between both sides that stand", ["what"])
_OLDEST = Gauge("bus_oldest_difference_seconds", "For how long the oldest difference has been known; 0: there is none")


async def show(findings: Findings) -> None:
    """Set the metrics of the stored differences between both sides."""
    found = [one for one in await findings.all() if not one.apart]
    counts = Counter(one.difference.what for one in found)
    for what in get_args(What):
        _DIFFERENCES.labels(what).set(counts[what])
    now = datetime.now(UTC)
    _OLDEST.set(max(((now - one.since).total_seconds() for one in found), default=0.0))
