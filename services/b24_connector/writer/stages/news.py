"""Chooses the sentences of a move that are news to the manager. Pure."""

from collections.abc import Sequence

from services.b24_connector.memory.deal import DealMemory
from services.b24_connector.writer.notes import choose
from shared.messages.ring.told import Told


def order_is_settled(remembered: DealMemory, told: Sequence[Told]) -> bool:
    """Tell whether the news of an order's state is over, so that it would be news again."""
    return bool((remembered.get("told") or {}).get("state")) and not any(one.topic == "state" for one in told)


def is_news(one: Told, remembered: DealMemory, *, each_time: bool) -> bool:
    """Tell whether a move's sentence is news: a move each time the figures ask for it, all else once."""
    return (each_time and one.topic == "stage") or bool(choose([one], remembered.get("told") or {}).told)
