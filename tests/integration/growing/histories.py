"""What each side was told over time, and what went over the wire; not only how it ended."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import aio_pika
from aio_pika.abc import AbstractQueue

from sandbox.people.accountant import Accountant
from sandbox.people.seller import Seller
from shared.messages.envelope import Envelope, unwrap
from shared.messages.order import OrderGroup
from shared.messages.ring.commands import DealMove, DealUpsert, OrderUpsert
from shared.messages.ring.facts import DealChanged, OrderChanged, OrderStatus
from shared.messages.ring.message import Message
from shared.messages.routes import PUBLISHERS, exchange_of

FULL = 100


class Tap:
    """Keeps a copy of every message of the ring, in the order in which the broker took them."""

    def __init__(self, queue: AbstractQueue) -> None:
        self._queue = queue
        self.taken: list[tuple[Envelope, Message]] = []

    async def take(self) -> int:
        """Read what has come since, and tell how many there are in all."""
        while message := await self._queue.get(no_ack=True, fail=False):
            self.taken.append(unwrap(message.body))
        return len(self.taken)

    def told(self, figure: str) -> set[str]:
        """Orders that 1C has told to be paid or shipped in full: `paid_percent`, `shipped_percent`."""
        states = [(m.order.ref, m.order.state) for _, m in self.taken if isinstance(m, OrderStatus)]
        return {ref.id for ref, state in states if ref and state and getattr(state, figure) >= FULL}

    def quantities(self) -> dict[str, Decimal]:
        """The highest quantity in a row that was told of each record."""
        found: dict[str, Decimal] = {}
        for _, message in self.taken:
            if isinstance(message, DealChanged | OrderChanged):
                in_rows = [line.quantity for line in message.order.lines]
                found[message.subject] = max([found.get(message.subject, Decimal(0)), *in_rows])
        return found

    def overtaken(self, group: OrderGroup) -> list[str]:
        """Commands published after a command about the same pair that carries a higher number of the group."""
        highest: dict[tuple[type, str], int] = defaultdict(int)
        found = []
        for _, message in self.taken:
            if not isinstance(message, OrderUpsert | DealUpsert | DealMove) or group not in message.order.groups:
                continue
            number = message.order.groups[group].edited
            pair = (type(message), message.key)
            if number < highest[pair]:
                found.append(message.key)
            highest[pair] = max(highest[pair], number)
        return found


@asynccontextmanager
async def tapped(amqp_url: str) -> AsyncIterator[Tap]:
    """Copy everything that is published in a virtual host from now on; the topology must be there."""
    async with await aio_pika.connect(amqp_url) as connection:
        queue = await (await connection.channel()).declare_queue("tap", durable=True)
        for program in PUBLISHERS:
            await queue.bind(exchange_of(program), "#")
        yield Tap(queue)


def totals_of_order(accountant: Accountant, guid: str) -> list[float]:
    """Every total the order was posted with, people's and ours."""
    return [float(line["total"]) for line in accountant.order(guid).shown["history"] if line["event"] == "post"]


def amounts_of_deal(seller: Seller, deal: int) -> list[float]:
    """Every amount the deal had, people's and ours."""
    history = seller.control.get(f"deals/{deal}")["history"]
    changed = [line["fields"]["opportunity"][1] for line in history if "opportunity" in line.get("fields", {})]
    return [float(amount) for amount in changed]


def stages_of_deal(seller: Seller, deal: int) -> list[str]:
    """Every stage the deal stood in."""
    return [str(move["STAGE_ID"]) for move in seller.control.get(f"deals/{deal}")["stages"]]
