"""Days in shadow: all that the exchange would do is told, none of it is done, and going live is as from the start."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sandbox.people.control import Control
from sandbox.stack import SERVICES, Stack, StackPlan, running_stack
from sandbox.stack.peers import Peers
from shared.rules import load_rules
from tests.integration.backup.business import Business
from tests.waiting import wait_until

QUICK = {
    "b24-connector": {"DEALBUS_B24_SWEEP_S": "2", "DEALBUS_B24_RATE": "0"},
    "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"},
    "console": {"DEALBUS_B24_RATE": "0"},
}
STEPS = 24
PATIENCE_S = 180
DAY_MS = 25 * 3600 * 1000
SHADOW = "shadow"
LONG_AGO = ("--since", "2026-01-01")


@dataclass
class Firm:
    """A company of sellers and accountants, whose work is a matter of its seed alone."""

    stack: Stack
    business: Business
    random: Random
    deals: list[int] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)

    def works(self, steps: int) -> None:
        """Do so many things, one after another; the same ones in every firm of this seed."""
        for _ in range(steps):
            self.random.choice((self._sells, self._sells, self._moves, self._edits, self._types))()

    def is_paid(self) -> str:
        """Let the client of an order that has no deal pay all of it."""
        known = next(one for one in self.business.clients[:-1] if one.known_to_onec)
        row = {"item": self.business.items[0].guid, "quantity": 2, "price": 90}
        order = self.business.accountant.create(known, [row], posted=True)
        self.business.accountant.act(order.guid, "pay", amount=str(order.total))
        self.orders.append(order.guid)
        return order.guid

    def loses_an_inn(self) -> Callable[[], None]:
        """Make a deal whose order will be refused; returns what puts it right."""
        client, control = self.business.clients[-1], self.business.seller.control
        company = self.business.seller.seeded["companies"][client.guid]
        (requisite, *_) = control.get(f"companies/{company}")["requisites"]
        control.post(f"requisites/{requisite['ID']}", RQ_INN="")
        deal = self._deal(client)
        self.business.seller.move(deal, "Заказ в работе")
        return lambda: control.post(f"requisites/{requisite['ID']}", RQ_INN=requisite["RQ_INN"])

    def _sells(self) -> None:
        self._deal(self.random.choice(self.business.clients[:-1]))

    def _deal(self, client: Any) -> int:
        item = self.random.choice(self.business.items)
        row = self.business.seller.row(item, self.random.randint(1, 9), price=100 * self.random.randint(1, 20))
        card = self.business.seller.deal_for(client, [row], title=f"Сделка {len(self.deals)}")
        self.deals.append(card.id)
        return card.id

    def _moves(self) -> None:
        if self.deals:
            self.business.seller.move(self.random.choice(self.deals), "Заказ в работе")

    def _edits(self) -> None:
        if self.deals:
            deal = self.random.choice(self.deals)
            row = self.business.seller.row(self.random.choice(self.business.items), self.random.randint(1, 9), price=70)
            self.business.seller.set_rows(deal, [row])

    def _types(self) -> None:
        row = {"item": self.random.choice(self.business.items).guid, "quantity": self.random.randint(1, 9), "price": 90}
        posted = self.random.random() < 0.7
        known = [one for one in self.business.clients[:-1] if one.known_to_onec]
        order = self.business.accountant.create(self.random.choice(known), [row], posted=posted)
        self.orders.append(order.guid)

    def stage(self, role: str) -> str:
        """Return the stage that new deals of orders get for a role."""
        rules = load_rules(self.stack.surroundings.rules)
        return str(getattr(rules.pipelines[rules.birth_pipeline], role))

    def stands(self) -> dict[str, Any]:
        """Say how both sides stand, by what does not depend on who came first."""
        seller, accountant = self.business.seller, self.business.accountant
        deals = {}
        for number, deal in enumerate(self.deals):
            card, orders = seller.card(deal), accountant.orders_of_deal(deal)
            deals[f"deal {number}"] = (card.deal["stageId"], card.rows_total, [_order(one) for one in orders])
        orders = {}
        for number, guid in enumerate(self.orders):
            born = [seller.card(one) for one in seller.deals_of(guid)]
            orders[f"order {number}"] = [
                (one.deal["stageId"], one.rows_total, bool(one.field("NUMBER"))) for one in born
            ]
        return deals | orders

    def writes(self) -> dict[str, Any]:
        """Count what both sides were asked to write, through the doors that programs use."""
        methods = self.business.seller.control.get("stats")["by_method"]
        reads = ("get", "list", "fields", "time", "current", "findbycomm", "scope", "profile", "batch")
        calls = self.business.accountant.control.get("calls", last=5000)
        asked = Counter(str(one["method"]) for one in calls["calls"])
        portal = {name: count for name, count in methods.items() if name.rpartition(".")[2] not in reads}
        return {**portal, **{name: count for name, count in asked.items() if name != "GET"}}

    async def report(self) -> dict[str, Any]:
        answer = await self.stack.console("shadow", "report", "--json")
        return dict(json.loads(answer.strip().splitlines()[-1]))

    async def kept(self) -> dict[str, int]:
        """Count the documents of every collection of the bus."""
        async with self.stack.database.client() as client:
            database = client[self.stack.surroundings.mongo_database]
            return {name: await database[name].count_documents({}) for name in await database.list_collection_names()}

    async def a_day_passes(self, deal: int) -> None:
        """Of one record alone: what was refused is looked at again all the same."""
        async with self.stack.database.client() as client:
            kept = client[self.stack.surroundings.mongo_database][SHADOW]
            await kept.update_one({"_id": f"deal:{deal}"}, [{"$set": {"at": {"$subtract": ["$at", DAY_MS]}}}])

    async def goes_live(self) -> None:
        await self.stack.console("topology", "apply")
        await self.stack.console("setup")
        await self.stack.add_services(*SERVICES)
        await self.stack.register_webhook()


def _order(order: Any) -> tuple[bool, Decimal, int]:
    return order.posted, order.total, len(order.rows)


@asynccontextmanager
async def firm(peers: Peers, folder: Path, seed: int) -> AsyncIterator[Firm]:
    plan = StackPlan(services=(), before_services=(), environment=QUICK)
    async with running_stack(folder, plan, peers) as stack:
        with ExitStack() as opened:
            portal, base = (opened.enter_context(Control(one.control_url)) for one in (stack.portal, stack.base))
            yield Firm(stack, Business(stack, portal, base), Random(seed))


@pytest.mark.timeout(900)
async def test_an_hour_of_shadow_then_live_is_live_from_the_start(peers, tmp_path):
    async with firm(peers, tmp_path / "shadowed", 7) as shadowed:
        gone = shadowed.business.sold(0)
        put_right = shadowed.loses_an_inn()
        paid = shadowed.is_paid()
        for _ in range(2):
            shadowed.works(STEPS // 2)
            await shadowed.stack.console("shadow", "watch", "--once", *(() if await shadowed.kept() else LONG_AGO))
        before, stood = await shadowed.report(), shadowed.stands()
        writes, kept = shadowed.writes(), await shadowed.kept()
        put_right()
        shadowed.business.seller.control.delete(f"deals/{gone}")
        await shadowed.a_day_passes(gone)
        await shadowed.stack.console("shadow", "watch", "--once")
        after, again = await shadowed.report(), shadowed.stands()
        await shadowed.goes_live()
        async with firm(peers, tmp_path / "live", 7) as live:
            await live.goes_live()
            live_right = live.loses_an_inn()
            live.is_paid()
            live.works(STEPS)
            live_right()

            await wait_until(lambda: shadowed.stands() == live.stands() != stood, timeout=PATIENCE_S, every=2)
        done, orders = shadowed.stands(), shadowed.business.accountant.orders_of_deal(gone)

    assert (writes, again) == ({}, stood)
    assert set(kept) == {SHADOW}
    _told_as_done(after, shadowed, done)
    _stands_where_told(after, shadowed, stood, done)
    assert {one["key"]: one["to"] for one in after["records"]}[f"order:{paid}"] == shadowed.stage("paid")
    assert sum(before["days"][day]["create"] for day in before["days"]) >= before["counted"]["create"]
    assert (_turns(before, gone), _turns(after, gone), orders) == (["create"], ["create", "left"], [])
    assert {"create", "left", "bear"} <= {one["would"] for one in after["records"]}
    refused = [one for one in before["records"] if one["would"] == "refused"]
    assert [(one["key"], "ИНН" in " ".join(one["said"])) for one in refused] == [(f"deal:{shadowed.deals[0]}", True)]
    assert _turns(after, shadowed.deals[0]) == ["refused", "create"]
    assert len({one["key"] for one in after["records"]}) == len(after["records"])


def _turns(report: dict[str, Any], deal: int) -> list[str]:
    (found,) = [one for one in report["records"] if one["key"] == f"deal:{deal}"]
    return [one["would"] for one in found["turns"]]


def _told_as_done(report: dict[str, Any], firm: Firm, done: dict[str, Any]) -> None:
    """What was told last is what has been done, record by record."""
    would = {one["key"]: one["would"] for one in report["records"]}
    for number, deal in enumerate(firm.deals):
        orders = done[f"deal {number}"][2]
        assert would[f"deal:{deal}"] == ("create" if orders else "left"), (deal, would, done)
    for number, order in enumerate(firm.orders):
        assert would.get(f"order:{order}", "unborn") == ("bear" if done[f"order {number}"] else "unborn")


def _stands_where_told(report: dict[str, Any], firm: Firm, stood: dict[str, Any], done: dict[str, Any]) -> None:
    """Each deal is in the stage that was foretold: where it stood, or where it would be moved or born."""
    to = {one["key"]: one["to"] for one in report["records"]}
    for number, deal in enumerate(firm.deals):
        name = f"deal {number}"
        assert done[name][0] == (to[f"deal:{deal}"] or stood[name][0]), (deal, stood, done)
    for number, order in enumerate(firm.orders):
        born = [stage for stage, *_ in done[f"order {number}"]]
        assert born in ([], [to.get(f"order:{order}") or firm.stage("work")]), (order, to, done)
