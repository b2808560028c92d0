"""Prometheus metrics of how far both sides differ by the latest reconciliation."""

from datetime import UTC, datetime
from typing import get_args

from prometheus_client import Gauge

from services.reconciler.differences import What
from services.reconciler.findings import Findings

_DIFFERENCES = Gauge("bus_differences", "Differences between both sides that stand", ["what"])
_OLDEST = Gauge("bus_oldest_difference_seconds", "For how long the oldest difference has been known; 0: there is none")


async def show(findings: Findings) -> None:
    """Set the metrics of the stored differences between both sides."""
    kinds = await findings.kinds()
    for what in get_args(What):
        count, _ = kinds.get(what, (0, None))
        _DIFFERENCES.labels(what).set(count)
    now = datetime.now(UTC)
    _OLDEST.set(max(((now - since).total_seconds() for _, since in kinds.values()), default=0.0))
