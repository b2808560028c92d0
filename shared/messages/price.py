"""The canonical prices of an item: what 1C asks for one base unit, by price kind.

In a *fact* `ref` names the item in 1C; in a *command* it is the product in the portal (None: find it by its outer key)
and `origin` names the item in 1C. Of 1C's own: the kind of `ref` is "price" and its id the item's GUID, so that an item
and its prices are told and written each by itself.
"""

from enum import StrEnum
from typing import Annotated

from shared.messages.groups import Apart, In, Stamp
from shared.messages.model import Model, Number
from shared.messages.things import Ref, Thing

_IDENTITY = Apart("an id is what the record is, not what is said of it")


class PriceGroup(StrEnum):
    """The one group of an item's prices: they are looked at and written together."""

    PRICES = "prices"


class PriceKind(Thing):
    """A price kind of 1C («Оптовая»), which the portal knows as a price type.

    Args:
        base: the customer's rules give it the portal's own base price type.
    """

    name: Annotated[str, Apart("a kind that is renamed changes no price")] = ""
    base: bool = False


class Price(Model):
    """What one base unit costs in one kind.

    Args:
        currency: ISO code, "RUB"; empty: 1C names none.
        vat_included: `value` holds the VAT.
        value: more than nought; a price of 0 is no price in 1C. Of a pack's price, up to eight digits behind the point.
    """

    kind: PriceKind
    currency: str
    vat_included: bool = True
    value: Number


class ItemPrices(Model):
    """All prices of an item that the rules let through; one that is not among them is asked no more.

    Args:
        groups: stamps of the groups that travel with this value.
        name: of the item, for people.
        vat_rate: percent, at which VAT is added or taken out; None is "no VAT", or nobody knows.
        prices: by the GUID of their kind, one each.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    groups: Annotated[dict[PriceGroup, Stamp], Apart("the numbers themselves")] = {}
    name: Annotated[str, Apart("for people; the item is told by itself")] = ""
    vat_rate: Annotated[Number | None, In(PriceGroup.PRICES)] = None
    prices: Annotated[tuple[Price, ...], In(PriceGroup.PRICES)] = ()
