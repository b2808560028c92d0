"""The form of a preview: what the exchange would do with a deal and its order, as the connectors answer it.

`ask weigh orders` of the onec-connector, `ask weigh deals` of the b24-connector.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.messages.ring.doubts import Doubt

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


class ForeseenValue(Foretold):
    """A value that would be written, and the one that stands there now; each as people read it, empty: none."""

    name: str
    before: str
    after: str


class ForeseenQuestion(Foretold):
    """A doubt that would wait for a person: its key as `dealbus match` names it, and the names of the candidates."""

    key: str
    name: str
    candidates: tuple[str, ...] = ()


def questions(doubts: Iterable[Doubt]) -> tuple[ForeseenQuestion, ...]:
    """Return the doubts of a refusal as questions of a preview, which would wait for a person."""
    return tuple(
        ForeseenQuestion(key=one.key, name=one.name, candidates=tuple(other.name for other in one.candidates))
        for one in doubts
    )


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
        values: of that, what can be laid beside what stands there.
        told: what the manager would read.
        why: of a refusal, the sentence; else empty.
        asks: what a person would have to decide.
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
    values: tuple[ForeseenValue, ...] = ()
    told: tuple[str, ...] = ()
    why: str = ""
    asks: tuple[ForeseenQuestion, ...] = ()


class ForeseenBirth(Foretold):
    """A deal as it would be made from an order.

    Args:
        title: of the deal.
        client: as 1C names him.
        new_client: he would be made in the portal.
        manager: as 1C names him; `stand_in`: who gets the deal where he is not at work in the portal.
        stage: its name in the portal.
        rows: of the deal.
        total: of them, with VAT.
        currency: of the order.
    """

    title: str
    client: str = ""
    new_client: bool = False
    manager: str = ""
    stand_in: str = ""
    stage: str
    rows: tuple[ForeseenRow, ...] = ()
    total: Decimal = Decimal(0)
    currency: str = ""


class ForeseenWrite(Foretold):
    """Preview of what would be written into a deal from its order.

    Args:
        deal: id in the portal; empty: it has none.
        order: id in 1C.
        groups: of fields; empty: nothing.
        values: of them, what can be laid beside what stands in the deal.
        birth: the deal that would be made; None: it is there, or none is.
        why: the portal refuses; its words.
        asks: what a person would have to decide.
    """

    deal: str
    order: str = ""
    groups: tuple[str, ...] = ()
    values: tuple[ForeseenValue, ...] = ()
    birth: ForeseenBirth | None = None
    why: str = ""
    asks: tuple[ForeseenQuestion, ...] = ()
