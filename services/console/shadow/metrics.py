"""The shadow's Prometheus metrics: what the exchange would do, and when it was last looked at."""

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import Gauge

from services.console.preview.foreseen import WOULD

_WOULD = Gauge("bus_shadow_records", "Records by what the exchange would do with them", ["would"])
_MOVED = Gauge("bus_shadow_moves", "Deals that the exchange would move to another stage")
_ASKED = Gauge("bus_shadow_questions", "Questions that a person would be asked")
_LOOKED = Gauge("bus_shadow_last_look_seconds", "When the last look that came to its end began, Unix time; 0: never")


def found(would: Mapping[str, int], moved: int, asked: int) -> None:
    """Set the shadow's metrics to what its records come to now; an outcome without records becomes 0."""
    for outcome in WOULD:
        _WOULD.labels(outcome).set(would.get(outcome, 0))
    _MOVED.set(moved)
    _ASKED.set(asked)


def looked(at: datetime) -> None:
    """Set the metric of the shadow's last look."""
    _LOOKED.set(at.timestamp())
