"""A poller of 1C's orders whose touches are kept in a list."""

from datetime import UTC, datetime

from services.onec_connector.intake.poll import Poller
from services.onec_connector.memory.seen import SeenOrders
from shared.messages.ring.facts import OrderTouched

CUTOFF = datetime(2026, 1, 1, tzinfo=UTC)


def poller_of(connector, database) -> tuple[Poller, list[OrderTouched]]:
    """A poller on the connector's parts, and the list into which its touches go."""
    published: list[OrderTouched] = []

    async def publish(*messages) -> None:
        published.extend(messages)

    flow = connector.flow
    seen = SeenOrders(database)
    place = flow.snapshots.place
    return Poller(flow.snapshots.base, seen, flow.store, publish, place=place, cutoff=CUTOFF), published


def touched_orders(published: list[OrderTouched]) -> list[str]:
    """The orders touched since the last time this was asked."""
    found = [message.ref.id for message in published]
    published.clear()
    return found
