"""Prometheus metrics of how far both sides differ by the latest reconciliation."""

from datetime import UTC, datetime
from typing import Final, get_args

from prometheus_client import Gauge

from services.reconciler.differences import What
from services.reconciler.findings import Findings
from services.reconciler.runs import Runs

_DIFFERENCES = Gauge("bus_differences", "Differences between both sides that stand", ["what"])
_LAST = Gauge("bus_last_reconciliation_seconds", "When one came to its end, Unix time; 0: none begins by itself")
_STARTED_AT: Final = datetime.now(UTC)
_OLDEST = Gauge("bus_oldest_difference_seconds", "For how long the oldest difference has been known; 0: there is none")


async def show(findings: Findings) -> None:
    """Set the metrics of the stored differences between both sides."""
    kinds = await findings.kinds()
    for what in get_args(What):
        count, _ = kinds.get(what, (0, None))
        _DIFFERENCES.labels(what).set(count)
    now = datetime.now(UTC)
    _OLDEST.set(max(((now - since).total_seconds() for _, since in kinds.values()), default=0.0))


async def show_last(runs: Runs) -> None:
    """Set the metric of when a reconciliation came to its end; where none has, since when one is waited for."""
    _LAST.set((await runs.done_at() or _STARTED_AT).timestamp())
