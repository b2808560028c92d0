"""Chooses the sentences of a move that are news to the manager. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.memory.deal import DealMemory
from services.b24_connector.writer.invoices import in_accord
from services.b24_connector.writer.unread import choose
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told, Topic


def over_topics(order: SalesOrder, item: Mapping[str, Any], told: Sequence[Told]) -> tuple[Topic, ...]:
    """Return the topics that are over after a move, so that an equal sentence about them is news again.

    Args:
        order: as it is in 1C.
        item: its deal's own fields, with the invoices.
        told: of this move.
    """
    stands: tuple[Topic, ...] = () if any(one.topic == "state" for one in told) else ("state",)
    return (*stands, *in_accord(order, item))


def is_news(one: Told, remembered: DealMemory, *, each_time: bool) -> bool:
    """Tell whether a move's sentence is news: a move each time the figures ask for it, all else once."""
    return (each_time and one.topic == "stage") or bool(choose([one], remembered.get("told") or {}).told)
