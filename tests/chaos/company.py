"""The records a made-up company works on while everything around it breaks, and what its people wanted of them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sandbox.dataset import Client, Dataset, Item
from sandbox.people.accountant import Accountant, Order
from sandbox.people.seller import STAGES, Card, Seller

Side = Literal["deal", "order"]
Rows = tuple[tuple[str, Decimal, Decimal], ...]
"""Of each row: guid of the item, quantity, sum with VAT; sorted."""

KOPECK = Decimal("0.01")
BUS = 7
"""The user whose webhook the bus has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person set, where, and when by the clock of this process."""

    side: Side
    value: Any
    at: float = field(default_factory=time.monotonic)


@dataclass
class Pair:
    """A deal and its order; one of them was there first.

    Args:
        name: in complaints and in the log of a seed.
        wishes: by thing ("rows", "manager"), in the order people had them.
        moved: when a person last moved the deal, and to which stage.
        figures: when payment, shipment or posting last changed.
        crossed: the bus wrote rows in the instant of a person's edit, which nothing can prevent (README).
    """

    name: str
    born: Side
    deal: int | None = None
    order: str | None = None
    wishes: dict[str, list[Wish]] = field(default_factory=dict)
    moved: float = 0.0
    stage: str = STAGES["Поступил заказ"]
    figures: float = 0.0
    deleted: bool = False
    paid_or_shipped: bool = False
    worked: bool = False
    crossed: bool = False

    def wish(self, thing: str, side: Side, value: Any) -> None:
        """Note what a person has just set."""
        self.wishes.setdefault(thing, []).append(Wish(side, value))


class Company:
    """Both sides of the company, through the hands of its people."""

    def __init__(self, seller: Seller, accountant: Accountant, company: Dataset) -> None:
        self.seller, self.accountant, self.dataset = seller, accountant, company
        self.clients: list[Client] = [
            one for one in company.clients if one.kind == "company" and one.agreement is None and one.known_to_onec
        ]
        self.items: list[Item] = [
            one
            for one in company.items
            if one.kind == "goods" and one.known_to_onec and not one.characteristics and not one.packs
        ][:40]
        self.pairs: list[Pair] = []
        seeded = seller.seeded
        self.products = {number: guid for guid, number in seeded["products"].items()}
        gone = company.dismissed_manager.guid  # the deal of somebody 1C does not know keeps him, and is told
        self.managers = {number: guid for guid, number in seeded["managers"].items() if guid != gone}
        self.companies = {number: guid for guid, number in seeded["companies"].items()}

    def find_order(self, pair: Pair) -> Order | None:
        """Open the order of a pair, if there is one; of several the first."""
        if pair.order is None and pair.deal is not None:
            found = self.accountant.orders_of_deal(pair.deal)
            pair.order = found[0].guid if found else None
        return self.accountant.order(pair.order) if pair.order else None

    def find_card(self, pair: Pair) -> Card | None:
        """Open the deal of a pair, if there is one; of several the first."""
        if pair.deal is None and pair.order is not None:
            found = self.seller.deals_of(pair.order)
            pair.deal = found[0] if found else None
        return self.seller.card(pair.deal) if pair.deal and not pair.deleted else None

    def rows_of_deal(self, card: Card) -> Rows:
        """Rows as they stand in the deal."""
        return tuple(
            sorted(
                (self.products[int(row["productId"])], Decimal(row["quantity"]), _sum(row["price"], row["quantity"]))
                for row in card.rows
            )
        )

    def is_crossed(self, pair: Pair) -> bool:
        """Tell from the portal's own history whether the bus wrote rows within a second of a person's last edit.

        The README names this window: neither peer offers a conditional write.
        """
        history = [one for one in self.seller.control.get(f"deals/{pair.deal}")["history"] if one["what"] == "rows"]
        edits = [place for place, one in enumerate(history) if int(one["user"]) != BUS]
        behind = history[edits[-1] + 1 :] if edits else []
        return bool(behind) and _seconds(history[edits[-1]], behind[0]) <= 1

    @staticmethod
    def rows_of_order(order: Order) -> Rows:
        """Rows as they stand in the order."""
        return tuple(
            sorted(
                (str(row["Номенклатура_Key"]), Decimal(row["Количество"]), Decimal(row["СуммаСНДС"]).quantize(KOPECK))
                for row in order.rows
            )
        )

    def manager_of_deal(self, card: Card) -> str:
        """Guid of the deal's manager, empty for somebody 1C does not know."""
        return self.managers.get(int(card.deal["assignedById"]), "")

    def client_of_deal(self, card: Card) -> str:
        """Guid of the deal's company."""
        return self.companies.get(int(card.deal["companyId"]), "")


def _seconds(one: dict[str, Any], other: dict[str, Any]) -> float:
    return (datetime.fromisoformat(other["time"]) - datetime.fromisoformat(one["time"])).total_seconds()


def _sum(price: Any, quantity: Any) -> Decimal:
    return (Decimal(price) * Decimal(quantity)).quantize(KOPECK, "ROUND_HALF_UP")
