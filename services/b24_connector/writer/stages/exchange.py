"""What a move shows of a deal's exchange beside its figures, in the same write. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.memory.deal import DealMemory
from services.b24_connector.vocabulary.exchange import (
    Changes,
    Hindrance,
    Hindrances,
    after,
    exchange_fields,
    hindered,
    unlike,
)
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.writer.stages.plan import MovePlan
from shared.canon import digest
from shared.messages.order import SalesOrder
from shared.messages.ring.told import Told
from shared.rules.figures import figures_of
from shared.store import Into


def shown_exchange(
    item: Mapping[str, Any], remembered: DealMemory, plan: MovePlan, fields: DealFields, refused: Sequence[Told] = ()
) -> dict[str, Any]:
    """Return those of «Обмен с 1С» and «Что мешает» that the moved deal shows otherwise.

    Args:
        item: the deal's own fields.
        remembered: of it.
        plan: of the move.
        fields: how this portal calls our fields.
        refused: what the portal said to the move.
    """
    hindrances = _after_move(remembered, hindered(refused) or left_alone_by_us(plan))
    return unlike(exchange_fields(hindrances, fields, passed=True), item)


def remembered_exchange(
    remembered: DealMemory, hindrance: Hindrance | None, fields: DealFields, order: SalesOrder
) -> DealMemory:
    """Return what to remember of the exchange fields and of the figures of an order after a move."""
    shown = exchange_fields(_after_move(remembered, hindrance), fields, passed=True)
    figures = {key: text for key, text in figures_of(order).items() if key in fields.names}
    return {"hindered": Into(_changes(hindrance)), "shown": digest(shown) if shown else None, "figures": figures}


def left_alone_by_us(plan: MovePlan) -> Hindrance | None:
    """Return what «Обмен с 1С» shows of a deal that a person took out of the bus's stage; None: it moves."""
    return hindered([one for one in plan.told if one.topic == "stage"], "stopped") if plan.is_left else None


def _after_move(remembered: DealMemory, hindrance: Hindrance | None) -> Hindrances:
    return after(remembered.get("hindered"), _changes(hindrance))


def _changes(hindrance: Hindrance | None) -> Changes:
    return {"stage": hindrance, "closed": None}
