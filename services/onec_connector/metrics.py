"""Prometheus metrics of the onec-connector's records: how soon an order is written, which items are left alone."""

from prometheus_client import Gauge

from services.onec_connector.vocabulary.items import LeftAlone
from shared.observe.journeys import journeys

order_written = journeys(
    "bus_event_to_order_seconds", "From the portal's event, or the sweep's find, to the order written in 1C"
)

LEFT: tuple[LeftAlone, ...] = ("characteristics", "kit")
_LEFT_ALONE = Gauge("bus_items_left_alone", "Items of 1C that become no product of the portal", ["why"])


def left_alone(why: LeftAlone, count: int) -> None:
    """Set the metric of how many items of 1C are left alone."""
    _LEFT_ALONE.labels(why).set(count)
