"""What differs between a deal and its order, in the words people read. Pure."""

from dataclasses import dataclass
from typing import Literal

What = Literal[
    "no_order",
    "no_deal",
    "second_order",
    "withdrawn",
    "not_withdrawn",
    "sum",
    "currency",
    "row",
    "stage",
    "manager",
    "organisation",
    "client",
    "contact",
    "figure",
    "field",
    "unread",
]

NOTHING = "нет"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides.

    Args:
        what: kind of it.
        deal: value in the portal.
        order: value in 1C.
        of: which row, figure or field; empty where there is only one.
    """

    what: What
    deal: str
    order: str
    of: str = ""
