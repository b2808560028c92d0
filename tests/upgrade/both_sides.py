"""The portal's deals and the base's orders at one moment, as people see them."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.people.accountant import MARKER, Accountant, Order
from sandbox.people.seller import Card, Seller

CENT = Decimal("0.01")
Rows = list[tuple[Decimal, Decimal]]


@dataclass(frozen=True)
class BothSides:
    """Deals by number, orders by guid."""

    deals: dict[int, Card] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    @classmethod
    def of(cls, seller: Seller, accountant: Accountant) -> "BothSides":
        return cls(
            {int(line["id"]): seller.card(int(line["id"])) for line in seller.control.get("deals")},
            {line["guid"]: accountant.order(line["guid"]) for line in accountant.lines()},
        )

    def orders_of(self, deal: int) -> list[Order]:
        """The orders a deal has: made from it, or the one it was made from."""
        card = self.deals.get(deal)
        made_from = str(card.deal["originId"] or "") if card else ""
        return [
            order
            for order in self.orders.values()
            if order.document[MARKER] == f"B24-{deal}" or order.guid == made_from
        ]

    def deals_of(self, order: str) -> list[Card]:
        """The deals an order has."""
        return [card for number, card in self.deals.items() if order in {one.guid for one in self.orders_of(number)}]

    def shown(self, pair: dict[str, Any]) -> dict[str, Any]:
        """All that people see of a deal and its order."""
        card, order = self.deals.get(pair.get("deal", 0)), self.orders.get(pair.get("order", ""))
        return {
            "deal": card and {"fields": card.deal, "rows": card.rows, "told": card.comments},
            "order": order and order.shown,
        }


def rows_of_deal(card: Card) -> Rows:
    """Quantity and sum of each row."""
    return sorted(
        (Decimal(row["quantity"]), (Decimal(row["price"]) * Decimal(row["quantity"])).quantize(CENT, ROUND_HALF_UP))
        for row in card.rows
    )


def rows_of_order(order: Order) -> Rows:
    """Quantity and sum of each row that is not cancelled."""
    return sorted((Decimal(row["Количество"]), Decimal(row["СуммаСНДС"])) for row in order.rows)
