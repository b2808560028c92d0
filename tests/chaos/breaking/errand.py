"""What somebody outside of a seed's people does, so that a service comes to a step to which theirs seldom lead it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from sandbox.people.seller import STAGES
from tests.waiting import wait_until

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.company import Company

WORK, LOST = STAGES["Заказ в работе"], STAGES["Сделка провалена"]
ORDER_S = 60.0


class DealToLose:
    """A deal with a posted order; losing it lets the bus unpost that."""

    def __init__(self, company: Company, deal: int) -> None:
        self._company, self._deal = company, deal

    @classmethod
    async def made(cls, company: Company, random: Random) -> DealToLose:
        """Make the deal and wait for its order, but not for ever: something else may be broken still."""
        client, rows = random.choice(company.clients), [company.seller.row(random.choice(company.items), 1)]
        card = await asyncio.to_thread(company.seller.deal_for, client, rows, stage=WORK)
        made = cls(company, card.id)
        with suppress(AssertionError):
            await wait_until(lambda: asyncio.to_thread(made._is_posted), ORDER_S, every=0.5)
        return made

    def _is_posted(self) -> bool:
        return any(order.posted for order in self._company.accountant.orders_of_deal(self._deal))

    async def lose(self) -> None:
        """Drag it to the lost ones."""
        await asyncio.to_thread(self._company.seller.edit, self._deal, stage=LOST)
