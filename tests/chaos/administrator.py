"""The administrator: loses edits by purging a queue, then says which side is right (`dealbus reconcile --fix`)."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import aio_pika

from sandbox.people.seller import STAGES
from sandbox.stack import SERVICES, StackError
from sandbox.stack.services import RECONCILER, service_program
from tests.chaos.network import START_S
from tests.chaos.things import THINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sandbox.people.accountant import Order
    from sandbox.people.seller import Card
    from tests.chaos.breaking.scene import Scene
    from tests.chaos.company import Pair

EVERY = 3
"""In every third seed that is played alone."""
LOST_EDITS = 4
LOST = ("mapper", "mapper.orders")
"""The service that is stopped meanwhile, and its queue, which every edit of a deal or an order comes through."""
PASSED_S = 12.0
"""Until then an edit has come there: two sweeps."""
TRIES = 10
COMPARED = tuple(one for one in THINGS if one.name != "title")
"""What a reconciliation compares of a deal and its order, and people edit; the title is a remark in the order."""
_NOT_LIVE = {STAGES["Поступил заказ"], STAGES["Сделка провалена"]}


class Administrator:
    """Whoever runs the exchange.

    Args:
        scene: the stack, and the seed's random numbers.
        note: told what was done, for the log of the seed.
    """

    def __init__(self, scene: Scene, note: Callable[[str], None]) -> None:
        self._scene, self._stack, self._random, self._note = scene, scene.stack, scene.random, note
        self._company = scene.company

    async def lose_and_decide(self, pairs: Sequence[Pair]) -> str:
        """Lose some edits, let one side stand while a service is killed, and return which; empty: nothing to lose."""
        if not await self._lose_edits(pairs):
            return ""
        side: Literal["b24", "onec"] = self._random.choice(("b24", "onec"))
        await asyncio.to_thread(self._decide, pairs, side)
        await self._run_reconciler()
        killing = asyncio.create_task(self._kill_one())
        words = ("reconcile", "--only", "deals", "--fix", side, "--yes")
        with suppress(StackError):  # something still differs by its second look: the checker waits, and tells
            self._note(f"reconciled: {await self._stack.console(*words)}"[-300:])
        await killing
        return f"fix {side}"

    async def _lose_edits(self, pairs: Sequence[Pair]) -> bool:
        """Let people edit one thing in some pairs, and lose what the connectors tell of it."""
        service, queue = LOST
        live = await asyncio.to_thread(self._live, pairs)
        if not live:
            return False
        if not await self._stopped_idle(service, queue):
            return False
        for pair, card, order in self._random.sample(live, min(LOST_EDITS, len(live))):
            await asyncio.to_thread(self._edit, pair, card, order)
        await asyncio.sleep(PASSED_S)
        async with await aio_pika.connect(self._stack.surroundings.amqp_url) as connection:
            purged = await (await (await connection.channel()).get_queue(queue)).purge()
        self._note(f"{purged.message_count} messages of {queue} purged")
        await self._scene.start(service)
        return True

    async def _stopped_idle(self, service: str, queue: str) -> bool:
        """Stop a service when nothing waits for it; False: something always does."""
        for _ in range(TRIES):
            await self._stack.stop(service)
            async with await aio_pika.connect(self._stack.surroundings.amqp_url) as connection:
                found = await (await connection.channel()).declare_queue(queue, passive=True)
            if not found.declaration_result.message_count:
                return True
            await self._scene.start(service)
            await self._scene.hold(5)
        return False

    def _live(self, pairs: Sequence[Pair]) -> list[tuple[Pair, Card, Order]]:
        """Return the pairs whose edits cross whole: posted, neither paid nor shipped, without an invoice."""
        marked, found = self._company.orders_by_marker(), list[tuple["Pair", "Card", "Order"]]()
        for pair in pairs:
            if pair.deleted or pair.paid_or_shipped or pair.invoice or pair.stage in _NOT_LIVE:
                continue
            card, order = self._company.find_card(pair), self._company.find_order(pair, marked)
            if card and order and order.posted and card.stage == pair.stage:
                found.append((pair, card, order))
        return found

    def _edit(self, pair: Pair, card: Card, order: Order) -> None:
        thing, side = self._random.choice(COMPARED), self._random.choice(("deal", "order"))
        pair.deeds.append(time.time())
        if side == "deal":
            thing.edit_deal(self._company, self._random, card)
        else:
            thing.edit_order(self._company, self._random, order)
            pair.figures = time.monotonic() if thing.name == "rows" else pair.figures
        self._note(f"{pair.name}: {thing.name} edited in the {side}, and nobody will hear of it")

    def _decide(self, pairs: Sequence[Pair], side: Literal["b24", "onec"]) -> None:
        """Remember what is to stand wherever both sides differ now."""
        marked = self._company.orders_by_marker()
        for pair in pairs:
            card, order = self._company.find_card(pair), self._company.find_order(pair, marked)
            if card is None or order is None or pair.deleted or pair.stage in _NOT_LIVE:
                continue
            for thing in COMPARED:
                deal, base = thing.of_deal(self._company, card), thing.of_order(order)
                if deal != base:
                    pair.decided[thing.name] = (time.time(), deal if side == "b24" else base)
                    pair.deeds.append(time.time())
                    self._note(f"{pair.name}: {thing.name} of {side} is to stand, {pair.decided[thing.name][1]}")

    async def _run_reconciler(self) -> None:
        if RECONCILER in self._stack.services:
            return
        service = service_program(RECONCILER, RECONCILER, self._stack.surroundings)
        command = service.program.command
        service.program.command = replace(command, argv=(*command.argv[:-1], "tests.chaos.reconciling"))
        self._stack.services[RECONCILER] = service
        await self._stack.supervisor.start(service.program, timeout_s=START_S)

    async def _kill_one(self) -> None:
        """Kill a service while both sides are compared, or while what was decided is carried over."""
        await self._scene.hold(1, 10, 20, 30)
        name = self._random.choice(SERVICES)
        self._stack.kill(name)
        await self._scene.start(name)
        self._note(f"kill -9 of {name} meanwhile")
