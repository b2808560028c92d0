"""What a reconciliation finds to differ between both sides, in the words people read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.messages.order import OrderGroup
from shared.messages.things import System

What = Literal[
    "no_order",
    "no_deal",
    "second_order",
    "second_deal",
    "withdrawn",
    "not_withdrawn",
    "sum",
    "currency",
    "row",
    "stage",
    "ahead",
    "manager",
    "organisation",
    "client",
    "contact",
    "figure",
    "field",
    "invoice",
    "unread",
    "company",
    "person",
    "private",
    "item",
    "price",
    "unpaired",
    "unmade",
    "refused",
]

GROUPS: Final[Mapping[What, OrderGroup]] = {
    "currency": OrderGroup.ROWS,
    "row": OrderGroup.ROWS,
    "manager": OrderGroup.MANAGER,
    "organisation": OrderGroup.ORGANISATION,
    "client": OrderGroup.PARTIES,
    "contact": OrderGroup.PARTIES,
    "field": OrderGroup.EXTRA,
    "invoice": OrderGroup.HEADER,
    "stage": OrderGroup.STATE,
    "withdrawn": OrderGroup.STAGE,
}
"""What the bus can carry over when a person names the side that is right."""

EDITED_AS: Final[Mapping[tuple[str, System], str]] = {
    (OrderGroup.STATE, "b24"): OrderGroup.STAGE,
    (OrderGroup.STAGE, "onec"): OrderGroup.STATE,
}
"""What a side's people edit against a group that is the other side's alone: 1C has the state, the portal the stage."""

NOTHING = "нет"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides.

    Args:
        what: kind of it.
        deal: value in the portal.
        order: value in 1C.
        of: which row, figure, field, kind of price or attribute; empty where there is only one.
        group: of fields, where the kind does not name it (`GROUPS`).
    """

    what: What
    deal: str
    order: str
    of: str = ""
    group: str = ""
