"""Deals and orders that the bus has made equal, people who act behind its back, and the lane `census` between them.

Equal they are made by the readers, writers, rules and mapper themselves, with a list for a bus; counted they are over a
real broker.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.dataset import Dataset
from sandbox.portal.control import cards
from sandbox.portal.engine.state import Portal as SimulatedPortal
from services.b24_connector.assembly import DealFlow
from services.b24_connector.portal import Portal
from services.mapper.links import Links
from services.onec_connector.vocabulary.orders import link
from services.reconciler.findings import KnownDifference
from services.reconciler.looking import Looker, Memory
from services.reconciler.runs import Run
from shared.messages.ring.census import Subject
from shared.messages.ring.facts import DealTouched, OrderTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref, System
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import Wire
from tests.integration.onec_connector.connector import Onec
from tests.integration.ring.ring import Ring
from tests.waiting import wait_until

RULES = delivered_rules()


@dataclass
class Ways:
    """What is not the bus: nobody hints, and time passes in the portal alone."""

    simulated: SimulatedPortal

    def hear(self) -> Sequence[Message]:
        return ()

    async def look(self) -> None:
        self.pass_by(60)

    def pass_by(self, seconds: float) -> None:
        self.simulated.clock.advance(seconds)


@dataclass
class Business:
    """Both systems and everything between them."""

    simulated: SimulatedPortal
    wire: Wire
    portal: Portal
    onec: Onec
    company: Dataset
    ring: Ring
    b24: DealFlow
    links: Links
    looker: Looker
    memory: Memory
    database: Any
    runs: int = 0
    orders: dict[int, str] = field(default_factory=dict)

    # People.

    def deal(self, place: int = 0, *, stage: str = "PREPARATION", **words: Any) -> int:
        """Make a deal of a known client with two rows."""
        spec = {
            "title": "Болты",
            "company": self.client(place),
            "rows": self.rows(place),
            "stage": stage,
            "manager": 11,
        }
        return int(cards.create(self.simulated, {**spec, **words})["id"])

    def client(self, place: int) -> int:
        known = [
            one
            for one in self.company.clients
            if one.known_to_onec and one.kind == "company" and len(one.requisites) == 1
        ]
        return int(self.simulated.seeded["companies"][known[place % len(known)].guid])

    def rows(self, place: int = 0) -> list[dict[str, Any]]:
        return [self.row(place, 2 + place % 3), self.row(place + 1, 1)]

    def row(self, place: int, quantity: int = 1, **words: Any) -> dict[str, Any]:
        goods = [
            one for one in self.company.items if one.known_to_onec and one.kind == "goods" and not one.characteristics
        ]
        item = [one for one in goods if one.unit.code == "796"][place % 40]
        rate = None if item.vat_rate is None else int(item.vat_rate)
        product = self.simulated.seeded["products"][item.guid]
        told = {"productId": product, "productName": item.name, "price": item.price, "measureCode": 796}
        return {**told, "quantity": quantity, "taxRate": rate, "taxIncluded": "Y", **words}

    def edit(self, deal: int, **words: Any) -> None:
        cards.edit(self.simulated, cards.deal_of(self.simulated, deal), words)

    def delete(self, deal: int) -> None:
        cards.delete(self.simulated, cards.deal_of(self.simulated, deal), {})

    async def alter(self, deal: int, action: str, **body: Any) -> dict[str, Any]:
        """Do something to a deal's order in 1C."""
        return await self.onec.do(f"orders/{self.orders[deal]}/{action}", **body)

    async def twin(self, deal: int) -> int:
        """Copy a deal and its order, as if the bus had made them: many pairs cost little."""
        copied = cards.copy(self.simulated, cards.deal_of(self.simulated, deal), {"stage": "PREPARATION"})
        twin = int(copied["id"])
        order = self.orders[twin] = await self.copied_order(deal, twin)
        number = (await self.onec.order(order))["document"]["Number"]
        shows = {"UF_CRM_DEALBUS_NUMBER": number, "UF_CRM_DEALBUS_URL": link(order, "http://1c")}
        self.edit(twin, fields=shows)
        pairs = [{"_id": f"deal:{twin}", "kind": "deal", "b24": str(twin), "onec": order}]
        await self.database["links"].insert_many(pairs)
        return twin

    async def twins(self, deal: int, count: int) -> list[int]:
        """Copy a deal and its order many times at once."""
        pattern = cards.deal_of(self.simulated, deal)
        made = [int(cards.copy(self.simulated, pattern, {"stage": "PREPARATION"})["id"]) for _ in range(count)]
        answer = await self.alter(deal, "twins", markers=[f"B24-{one}" for one in made])
        for twin, order in zip(made, answer["orders"], strict=True):
            shows = {"UF_CRM_DEALBUS_NUMBER": order["number"], "UF_CRM_DEALBUS_URL": link(order["guid"], "http://1c")}
            self.edit(twin, fields=shows)
            self.orders[twin] = order["guid"]
        pairs = [{"_id": f"deal:{one}", "kind": "deal", "b24": str(one), "onec": self.orders[one]} for one in made]
        await self.database["links"].insert_many(pairs)
        return made

    async def copied_order(self, deal: int, marked: int) -> str:
        """Copy an order in 1C, and give it the mark of a deal."""
        guid = str((await self.alter(deal, "copy"))["guid"])
        marker = {"НомерПоДаннымКлиента": f"B24-{marked}"}
        await self.onec.do(f"orders/{guid}/edit", header=marker)
        await self.onec.do(f"orders/{guid}/post")
        return guid

    # The bus.

    async def exchange(self, deals: Sequence[int]) -> None:
        """Let the bus carry deals over, and then what 1C has made of them."""
        self.ring.waiting += [DealTouched(ref=Ref(system="b24", kind="deal", id=str(deal))) for deal in deals]
        await self._settle()
        self.orders |= {deal: await self._order_of(deal) for deal in deals}
        touched = [Ref(system="onec", kind="order", id=self.orders[deal]) for deal in deals]
        self.ring.waiting += [OrderTouched(ref=one) for one in touched]
        await self._settle()

    async def _order_of(self, deal: int) -> str:
        found = await self.links.look_up(f"deal:{deal}") or {}
        assert found.get("onec"), (deal, found, self.ring.dead)
        return str(found["onec"])

    async def _settle(self) -> None:
        assert await self.ring.settle() is None
        assert not self.ring.dead

    async def lose(self, deal: int, *, side: System) -> None:
        """A side tells its edit, and nobody ever hears of it."""
        order = Ref(system="onec", kind="order", id=self.orders[deal])
        hint = (
            DealTouched(ref=Ref(system="b24", kind="deal", id=str(deal))) if side == "b24" else OrderTouched(ref=order)
        )
        self.ring.waiting[:] = [hint]
        await self.ring.deliver(random.Random(0), calm=True)
        assert self.ring.waiting, "nothing was told"
        self.ring.waiting.clear()

    async def carry(self, *hints: Message) -> None:
        """Let the bus do what these hints lead to."""
        self.ring.waiting += hints
        await self._settle()

    # Reconciliation.

    async def reconcile(
        self,
        *,
        since: datetime | None = None,
        between: Any = None,
        only: Sequence[Subject] = ("deals",),
        within_s: float = 120,
    ) -> Run:
        """Compare both sides; `between` both looks people may act."""
        self.runs += 1
        now = datetime.now(UTC)
        name, start = f"run {self.runs}", since or RULES.cutoff
        assert await self.memory.runs.begin(name, start, now, is_whole=since is None, subjects=only)

        async def is_over() -> Run | None:
            nonlocal between, now
            run = await self.memory.runs.latest()
            if run is not None and run.step == "pause":
                if between is not None:
                    await between()
                    between = None
                now += timedelta(minutes=11)
            await self.looker.step(now)
            run = await self.memory.runs.latest()
            return run if run is not None and run.name == name and run.step == "done" else None

        return await wait_until(is_over, within_s, every=within_s / 2400)

    async def found(self) -> Mapping[str, list[str]]:
        """Return by pair what differs."""
        kept: dict[str, list[str]] = {}
        for one in await self.findings():
            kept.setdefault(one.key, []).append(one.difference.what + (f" ({one.apart})" if one.apart else ""))
        return {key: sorted(set(what)) for key, what in kept.items()}

    async def findings(self) -> list[KnownDifference]:
        return await self.memory.findings.all()
