"""How long an event of the portal took to become an order of 1C, for Prometheus."""

from shared.observe.journeys import journeys

order_written = journeys(
    "bus_event_to_order_seconds", "From the portal's event, or the sweep's find, to the order written in 1C"
)
