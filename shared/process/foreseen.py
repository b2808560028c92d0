"""The form of a preview: what the exchange would do with a deal and its order, as the connectors answer it.

`ask weigh orders` of the onec-connector, `ask weigh deals` of the b24-connector.
"""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

WouldOrder = Literal["create", "change", "same", "cancel", "left", "later", "refused"]
"""`left`: no order is wanted, and there is none; `later`: an edit in 1C is carried over first, and then it is seen."""


class Foretold(BaseModel):
    """Base of the frozen parts of a preview."""

    model_config = ConfigDict(frozen=True)


class ForeseenRow(Foretold):
    """A row as it would stand in the order; `total` with VAT, `new` where 1C would get the item first."""

    name: str
    quantity: Decimal
    total: Decimal
    new: bool = False


class ForeseenOrder(Foretold):
    """Preview of a deal's order: what would be created or changed in 1C.

    Args:
        deal: id in the portal.
        number: of the order, where there is one.
        client: as 1C has it, or is to have it.
        new_client: he would be created.
        organisation, agreement, warehouse, manager: names in 1C; empty: none.
        rows: of an order to be created.
        total: of them, with VAT.
        currency: of the deal.
        changes: what would be written into an order that is there, in words.
        told: what the manager would read.
        why: of a refusal, the sentence; else empty.
    """

    deal: str
    would: WouldOrder
    number: str = ""
    client: str = ""
    new_client: bool = False
    organisation: str = ""
    agreement: str = ""
    warehouse: str = ""
    manager: str = ""
    rows: tuple[ForeseenRow, ...] = ()
    total: Decimal = Decimal(0)
    currency: str = ""
    changes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    why: str = ""


class ForeseenWrite(Foretold):
    """Preview of what would be written into a deal from its order.

    Args:
        deal: id in the portal; empty: it has none.
        groups: of fields; empty: nothing.
        why: the portal refuses; its words.
    """

    deal: str
    groups: tuple[str, ...] = ()
    why: str = ""
