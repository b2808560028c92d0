"""Old records: deals and orders of the time before the exchange, as far as their counterpart is known.

These are no messages of the ring: `dealbus load orders` and `dealbus load deals` hand them from program to program.
"""

from shared.messages.model import Count, Model, Moment, Name, Number
from shared.messages.pairs import PRIVATE_PERSON
from shared.messages.things import Ref


class OldRecord(Model):
    """A deal or an order that is dated before the cut-off.

    Args:
        ref: its own id.
        name: for people, «Сделка 41 «Поставка»».
        dated: when a deal was created, or the date of an order.
        total: with VAT; 0: nothing can be told by it.
        currency: of the total.
        number: of an order its own; of a deal the number of its order, where somebody has written it there.
        marks: counterpart's ids that a program has put into it.
        named: counterpart's ids that stand in a text of it, whoever has written that.
        client: company, contact or partner.
        inn: of the client; empty: not known.
    """

    ref: Ref
    name: str
    dated: Moment
    total: Number
    currency: str = "RUB"
    number: str = ""
    marks: tuple[Name, ...] = ()
    named: tuple[Name, ...] = ()
    client: Ref | None = None
    inn: str = ""

    @property
    def client_kind(self) -> str:
        """The kind of pair that the client of an old deal or order has, by the portal's half."""
        return PRIVATE_PERSON if self.client and self.client.kind == "contact" else "company"


class OldPair(Model):
    """A deal and an order that are to be one from now on, each staying as it is.

    Args:
        deal: its id.
        order: its GUID.
        known: version up to which the order contains whatever was said of the deal; 0: the deal was not looked at yet.
        kept: version at which the order was looked at.
        again: keys of those that people have edited since they were looked at, before anybody knew of the pair: what
            was told of them then found nobody to take it, and is to be told once more.
        why: a Russian sentence, where they cannot be one.
    """

    deal: Name
    order: Name
    known: Count = 0
    kept: Count = 0
    again: tuple[Name, ...] = ()
    why: str = ""

    @property
    def key(self) -> str:
        """The birth key of a pair of an old deal and an old order: the order counts as made from the deal."""
        return f"deal:{self.deal}"
