"""Four replicas of router and mapper on one queue: messages overtake each other, values do not."""

from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.people.control import Control
from sandbox.people.seller import STAGES
from sandbox.stack import Stack, StackPlan, replicas_of, running_stack
from sandbox.stack.peers import Peers
from shared.bus.replay import dead_letters
from shared.messages.order import OrderGroup
from shared.messages.routes import GROUPS
from tests.integration.backup.business import Business
from tests.integration.growing.histories import (
    Tap,
    amounts_of_deal,
    stages_of_deal,
    tapped,
    totals_of_order,
)
from tests.waiting import wait_until

REPLICAS = 4
PAIRS = 8
ROUNDS = range(2, 14)
FROZEN = range(4, 9)
DYING = range(ROUNDS.stop - 2, ROUNDS.stop)
"""The last rounds: what these replicas hold when they die is told by no later edit."""

PLAN = StackPlan(
    services=(
        "b24-connector",
        "onec-connector",
        *replicas_of("mapper", REPLICAS),
        *replicas_of("stage-router", REPLICAS),
    ),
    portal_options=("--rate", "1000", "--bucket", "100000"),
    environment={
        "b24-connector": {"DEALBUS_B24_RATE": "0", "DEALBUS_B24_SWEEP_S": "2"},
        "onec-connector": {"DEALBUS_ONEC_POLL_S": "0.5"},
    },
)


class Trade(Business):
    """Deals whose rows the sellers change, orders whose rows the accountants change, and deals that are paid."""

    def opens(self) -> None:
        self.edited = [self.sold(number) for number in range(PAIRS)]
        self.paid = [self.sold(number) for number in range(PAIRS)]
        self.typed = [
            self.accountant.create(client, [{"item": self.items[0].guid, "quantity": 1, "price": 150}]).guid
            for client in self.known_clients()[:PAIRS]
        ]

    def known_clients(self):
        return [client for client in self.clients if client.known_to_onec]

    def is_open(self) -> bool:
        born = all(len(self.seller.deals_of(guid)) == 1 for guid in self.typed)
        return born and all(map(self.is_exchanged, (*self.edited, *self.paid)))

    def edit_all(self, quantity: int) -> None:
        """Put a quantity, higher than the last one, into the first row of everything."""
        for deal in self.edited:
            row = self.seller.card(deal).rows[0]["id"]
            self.seller.control.post(f"deals/{deal}/rows", change={str(row): {"quantity": quantity}})
        for guid in self.typed:
            row = self.accountant.order(guid).rows[0]["КодСтроки"]
            self.accountant.edit(guid, change=[{"row": row, "quantity": quantity}])

    def edited_records(self) -> list[str]:
        return [*(f"deal:{deal}" for deal in self.edited), *(f"order:{guid}" for guid in self.typed)]

    def orders_to_pay(self) -> list[str]:
        return [self.accountant.orders_of_deal(deal)[0].guid for deal in self.paid]

    def unequal(self) -> list[str]:
        found = self.differences([*self.edited, *self.paid])
        for guid in self.typed:
            deals = self.seller.deals_of(guid)
            amounts = [self.seller.card(deal).amount for deal in deals]
            if amounts != [self.accountant.order(guid).total]:
                found.append(f"order {guid}: {self.accountant.order(guid).total}, its deals: {amounts}")
        stages = {deal: self.seller.card(deal).stage for deal in self.paid}
        return found + [f"deal {deal} is in {stage}" for deal, stage in stages.items() if stage != "WON"]

    def histories(self) -> dict[str, list[float]]:
        """Every value each side had, in order: money of both sides of every pair, stages of the deals that are paid."""
        stages = list(STAGES.values())
        found: dict[str, list[float]] = {}
        for deal in (*self.edited, *self.paid):
            (order,) = self.accountant.orders_of_deal(deal)
            found[f"order of deal {deal}"] = totals_of_order(self.accountant, order.guid)
        for guid in self.typed:
            (deal,) = self.seller.deals_of(guid)
            found |= {f"deal of order {guid}": amounts_of_deal(self.seller, deal)}
            found |= {f"order {guid}": totals_of_order(self.accountant, guid)}
        found |= {f"deal {deal}": amounts_of_deal(self.seller, deal) for deal in self.edited}
        found |= {f"stages of {deal}": list(map(stages.index, stages_of_deal(self.seller, deal))) for deal in self.paid}
        return found


@pytest.fixture
async def stack(peers: Peers, tmp_path: Path) -> AsyncIterator[Stack]:
    async with running_stack(tmp_path, PLAN, peers) as running:
        yield running


async def edit_in_rounds(stack: Stack, trade: Trade, tap: Tap) -> None:
    """Let people edit while replicas freeze; two come back with what they held, two die holding it."""
    for quantity in ROUNDS:
        seen = await tap.take()
        act_on_replicas(stack, quantity)
        trade.edit_all(quantity)
        if quantity == FROZEN.start + 1:
            await pay_and_ship(trade, tap)

        async def is_under_way(seen: int = seen) -> bool:
            return await tap.take() >= seen + PAIRS

        await wait_until(is_under_way, 60)

    async def is_all_told() -> bool:
        await tap.take()
        told = tap.quantities()
        return all(told.get(record) == ROUNDS[-1] for record in trade.edited_records())

    await wait_until(is_all_told, 60)
    act_on_replicas(stack, ROUNDS.stop)


def act_on_replicas(stack: Stack, quantity: int) -> None:
    """Do what is due in this round."""
    for act, number, due in (
        (stack.freeze, 2, FROZEN.start),
        (stack.thaw, 2, FROZEN.stop),
        (stack.freeze, 3, DYING.start),
        (stack.kill, 3, DYING.stop),
    ):
        for service in ("mapper", "stage-router") if quantity == due else ():
            act(f"{service}-{number}")


async def pay_and_ship(trade: Trade, tap: Tap) -> None:
    """Do one after the other, each told on the wire before the next: a frozen replica then holds some of the first."""
    orders = trade.orders_to_pay()
    for action, figure in (("pay", "paid_percent"), ("ship", "shipped_percent")):
        for guid in orders:
            trade.accountant.act(guid, action)

        async def is_told(figure: str = figure) -> bool:
            await tap.take()
            return tap.told(figure) >= set(orders)

        await wait_until(is_told, 60)


@pytest.mark.timeout(400)
async def test_no_older_value_is_put_over_a_newer_one_while_replicas_freeze_and_die(stack: Stack) -> None:
    amqp_url = stack.addresses()["amqp_url"]
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        trade = Trade(stack, portal, base)
        trade.opens()
        await wait_until(trade.is_open, 120, every=0.5)

        async with tapped(amqp_url) as tap:
            await edit_in_rounds(stack, trade, tap)
            with suppress(AssertionError):  # what stays different is told below, after what fell
                await wait_until(lambda: trade.unequal() == [], 120, every=0.5)
            await tap.take()

        assert tap.overtaken(OrderGroup.ROWS), "no command overtook another: nothing was tried"
        fallen = [
            f"{name}: {told}" for name, told in trade.histories().items() if any(a > b for a, b in pairwise(told))
        ]
        assert fallen == []
        assert trade.unequal() == []
        assert trade.doubled() == []
        assert [letter for group in GROUPS for letter in await dead_letters(amqp_url, group)] == []
