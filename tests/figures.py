"""Figures as Prometheus would read them from this process."""

from prometheus_client import REGISTRY


def figure(name: str, **labels: str) -> float:
    """Return a sample's value, 0 where there is none yet."""
    samples = [one for metric in REGISTRY.restricted_registry([name]).collect() for one in metric.samples]
    return next((one.value for one in samples if (one.name, one.labels) == (name, labels)), 0.0)


class Grown:
    """How much a counter has grown since it was first looked at."""

    def __init__(self, name: str, **labels: str) -> None:
        self._name, self._labels = name, labels
        self._before = figure(name, **labels)

    def __call__(self) -> float:
        """Return the growth."""
        return figure(self._name, **self._labels) - self._before
