"""Both sides of the company while the bus is moved to an empty broker and an empty database."""

import dataclasses
import secrets
from collections import Counter
from decimal import Decimal

from sandbox.dataset import Client, Item, build_dataset
from sandbox.people.accountant import MARKER, Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import SERVICES, Stack


class Business:
    """Deals and orders, made and compared by people."""

    def __init__(self, stack: Stack, portal: Control, base: Control) -> None:
        company = build_dataset()
        told = stack.base.told
        odata = (str(told["address"]), str(told["user"]), str(told["password"]))
        self.seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        self.accountant = Accountant(base, company, odata)
        self.clients: list[Client] = [one for one in company.clients if one.kind == "company" and not one.agreement]
        self.items: list[Item] = [
            one for one in company.items if one.known_to_onec and not one.characteristics and not one.packs
        ]

    def sold(self, number: int) -> int:
        """Make a deal and put it to work."""
        rows = [self.seller.row(self.items[number], 2), self.seller.row(self.items[number + 1], 1)]
        deal = self.seller.deal_for(self.clients[number], rows).id
        self.seller.move(deal, "Заказ в работе")
        return deal

    def corrects(self, deal: int, quantity: int) -> None:
        """Let the accountant change the quantity in the order's first row."""
        (order,) = self.accountant.orders_of_deal(deal)
        self.accountant.edit(order.guid, change=[{"row": order.rows[0]["КодСтроки"], "quantity": quantity}])

    def quantities(self, deal: int) -> list[Decimal]:
        return sorted(Decimal(row["quantity"]) for row in self.seller.card(deal).rows)

    def is_exchanged(self, deal: int) -> bool:
        orders = self.accountant.orders_of_deal(deal)
        return len(orders) == 1 and orders[0].posted and self.seller.card(deal).field("NUMBER") == orders[0].number

    def differences(self, deals: list[int]) -> list[str]:
        """Compare both sides row by row."""
        found = []
        for deal in deals:
            card = self.seller.card(deal)
            orders = self.accountant.orders_of_deal(deal)
            if len(orders) != 1:
                found.append(f"deal {deal} has {len(orders)} orders")
                continue
            theirs = sorted((Decimal(row["Количество"]), Decimal(row["СуммаСНДС"])) for row in orders[0].rows)
            cent = Decimal("0.01")
            ours = sorted(
                (Decimal(row["quantity"]), (Decimal(row["price"]) * Decimal(row["quantity"])).quantize(cent))
                for row in card.rows
            )
            if ours != theirs or orders[0].total != card.amount:
                found.append(f"deal {deal}: {ours} = {card.amount}, order: {theirs} = {orders[0].total}")
            if card.field("NUMBER") != orders[0].number:
                found.append(f"deal {deal} shows {card.field('NUMBER')}, the order is {orders[0].number}")
        return found

    def doubled(self) -> list[str]:
        """Deals with more than one order, and orders with more than one deal."""
        markers = Counter(line[MARKER] for line in self.accountant.lines() if line[MARKER])
        deals = Counter(str(deal["originId"]) for deal in self.seller.control.get("deals") if deal.get("originId"))
        return [name for name, count in (markers + deals).items() if count > 1]


async def stop_services(stack: Stack) -> None:
    for name in list(stack.services):
        await stack.stop(name)


async def move_to_empty_stores(stack: Stack) -> None:
    """Give what is started from now on a virtual host and a database in which nothing is."""
    run = secrets.token_hex(4)
    amqp_url = await stack.broker.create_vhost(f"dealbus-restored-{run}")
    stack.surroundings = dataclasses.replace(
        stack.surroundings, amqp_url=amqp_url, mongo_database=f"dealbus_restored_{run}"
    )


async def drop_stores(stack: Stack) -> None:
    await stop_services(stack)
    around = stack.surroundings
    await stack.broker.delete_vhost(around.amqp_url.rsplit("/", 1)[1])
    await stack.database.drop(around.mongo_database)


async def start_restored_services(stack: Stack) -> None:
    """Start the services anew and let the portal tell them, and nobody else, what happens."""
    stack.services.clear()
    await stack.add_services(*(f"{name}-restored" for name in SERVICES))
    stack.services["b24-connector"] = stack.services["b24-connector-restored"]
    await stack.register_webhook()
    del stack.services["b24-connector"]
