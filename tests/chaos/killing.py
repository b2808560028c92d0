"""A company at work while its services are killed one after the other."""

from collections import Counter
from decimal import Decimal

from sandbox.dataset import build_dataset
from sandbox.people.accountant import MARKER, Accountant
from sandbox.people.control import Control
from sandbox.people.seller import STAGES, Seller
from sandbox.stack import SERVICES, StackPlan, running_stack
from shared.bus.replay import dead_letters
from shared.messages.routes import GROUPS
from tests.chaos.network import QUICK
from tests.waiting import wait_until


class Business:
    """Both sides of the company, and the deals of this test."""

    def __init__(self, stack, portal: Control, base: Control, deals: int) -> None:
        company = build_dataset()
        told = stack.base.told
        odata = (str(told["address"]), str(told["user"]), str(told["password"]))
        self.seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        self.accountant = Accountant(base, company, odata)
        clients = [one for one in company.clients if one.kind == "company" and one.agreement is None]
        plain = [one for one in company.items if one.known_to_onec and not one.characteristics and not one.packs]
        self.deals = [
            self.seller.deal_for(
                clients[number % 10], [self.seller.row(plain[number % 7], 2), self.seller.row(plain[8], 1)]
            ).id
            for number in range(deals)
        ]

    def move_all(self) -> None:
        self.seller.control.post("deals/edit", ids=self.deals, stage=STAGES["Заказ в работе"])

    def posted(self) -> int:
        wanted = {f"B24-{deal}" for deal in self.deals}
        return sum(1 for line in self.accountant.lines() if line["Posted"] and line[MARKER] in wanted)

    def numbered(self) -> int:
        return sum(1 for deal in self.deals if self.seller.card(deal).field("NUMBER"))

    def orders(self) -> Counter[str]:
        return Counter(line[MARKER] for line in self.accountant.lines() if line[MARKER])


async def every_deal_becomes_one_order(peers, workdir, *, deals: int, rounds: int, patience_s: float) -> None:
    """Move deals to work, kill every service in turn as orders appear, and compare both sides.

    Args:
        peers: the broker and the database
        workdir: for logs
        deals: moved at once
        rounds: how often each service is killed
        patience_s: after the last kill, until every deal has its order

    """
    async with running_stack(workdir, StackPlan(environment=QUICK), peers) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            business = Business(stack, portal, base, deals)
            business.move_all()

            for name in SERVICES * rounds:
                before = business.posted()
                await wait_until(lambda before=before: business.posted() > before or business.posted() == deals, 60)
                stack.kill(name)
                await stack.start(name)
            await wait_until(lambda: business.numbered() == deals, patience_s, every=1)

            assert business.orders() == Counter({f"B24-{deal}": 1 for deal in business.deals})
            for deal in business.deals:
                (order,) = business.accountant.orders_of_deal(deal)
                card = business.seller.card(deal)
                assert (order.posted, order.total, len(card.told("создан в 1С"))) == (True, Decimal(card.amount), 1)
            assert [
                letter for group in GROUPS for letter in await dead_letters(stack.addresses()["amqp_url"], group)
            ] == []
