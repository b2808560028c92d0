"""Two customers on one broker and one database server: each exchanges its own, neither sees the other."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.people.accountant import Order
from sandbox.people.control import Control
from sandbox.people.seller import Card
from sandbox.stack import SERVICES, Database, Stack, StackPlan, running_stack
from sandbox.stack.peers import Peers
from sandbox.stack.services import RULES
from shared.bus.topology import queues
from tests.integration.backup.business import Business
from tests.integration.growing.histories import Tap, tapped
from tests.integration.rights.conftest import Addresses, addresses, administrators, forget_users, guarded_database
from tests.waiting import wait_until

QUEUES = {queue.name for queue in queues()}


@dataclass
class Customer:
    """One of the two, with everything of its own but the servers."""

    name: str
    stack: Stack
    given: Addresses
    business: Business
    tap: Tap

    @property
    def database(self) -> str:
        return self.stack.surroundings.mongo_database

    def sells(self, number: int, quantity: int) -> Card:
        """Make a deal that bears the customer's name and put it to work."""
        row = self.business.seller.row(self.business.items[number], quantity)
        deal = self.business.seller.deal_for(self.business.clients[number], [row], title=f"Заказ {self.name}")
        return self.business.seller.move(deal.id, "Заказ в работе")

    def order(self, deal: Card) -> Order:
        (order,) = self.business.accountant.orders_of_deal(deal.id)
        return order

    def marks(self, deal: Card) -> set[str]:
        """What is this customer's alone and would show wherever its messages or documents went."""
        around = self.stack.surroundings
        places = {str(self.stack.portal.told["webhook"]).split("/")[2], self.stack.base.address.split("/")[2]}
        return {self.name, self.order(deal).guid, around.mongo_database, *places}

    async def holds(self) -> dict[str, str]:
        """Everything of this customer in words: messages, documents, portal, base."""
        await self.tap.take()
        async with self.stack.database.client() as client:
            database = client[self.database]
            documents = {name: await database[name].find().to_list() for name in await database.list_collection_names()}
        seller, accountant = self.business.seller, self.business.accountant
        cards = [seller.control.get(f"deals/{deal['id']}") for deal in seller.control.get("deals")]
        orders = [accountant.control.get(f"orders/{line['guid']}") for line in accountant.lines()]
        asked = accountant.control.get("calls", last=5000)
        return {
            "queues": " ".join(message.model_dump_json() for _, message in self.tap.taken),
            "collections": _words(documents),
            "portal": _words(cards),
            "base": _words([orders, asked, accountant.control.get("journal")]),
        }


def _words(found: Any) -> str:
    return json.dumps(found, ensure_ascii=False, default=str)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Database]:
    async with guarded_database(tmp_path) as database:
        yield database


def own_rules(name: str, folder: Path) -> Path:
    """Write the rules of a portal of its own."""
    folder.mkdir()
    path = folder / "rules.yaml"
    path.write_text(RULES.read_text().replace("portal_id: td.example", f"portal_id: {name}.example"))
    return path


@asynccontextmanager
async def customer(name: str, peers: Peers, folder: Path) -> AsyncIterator[Customer]:
    """Set a customer up as an administrator does, and run its services under its own users."""
    rules = own_rules(name, folder)
    environment: dict[str, dict[str, str]] = {"console": {"DEALBUS_MANAGEMENT_URL": administrators(peers.broker)}}
    plan = StackPlan(environment=environment, services=(), rules=rules)
    async with running_stack(folder, plan, peers) as stack, AsyncExitStack() as opened:
        around = stack.surroundings
        given = addresses(folder / "secrets", around.amqp_url, peers.database.url)
        opened.push_async_callback(forget_users, peers.broker, given)
        environment |= given.environment()
        environment["b24-connector"] |= {"DEALBUS_B24_SWEEP_S": "2", "DEALBUS_B24_RATE": "0"}
        environment["onec-connector"]["DEALBUS_ONEC_POLL_S"] = "1"
        for command in (("topology", "apply"), ("rights", "apply", "--secrets", str(given.folder)), ("setup",)):
            await stack.console(*command)
        tap = await opened.enter_async_context(tapped(around.amqp_url))
        await stack.add_services(*SERVICES)
        await stack.register_webhook()
        portal, base = (opened.enter_context(Control(one.control_url)) for one in (stack.portal, stack.base))
        yield Customer(name, stack, given, Business(stack, portal, base), tap)


@pytest.fixture
async def two(peers: Peers, guarded: Database, tmp_path: Path) -> AsyncIterator[tuple[Customer, Customer]]:
    servers = Peers(peers.broker, guarded)
    async with (
        customer("alpha", servers, tmp_path / "alpha") as alpha,
        customer("beta", servers, tmp_path / "beta") as beta,
    ):
        yield alpha, beta


async def queues_of_vhost(of: Customer) -> set[str]:
    async with of.stack.broker.management() as api:
        vhost = of.stack.surroundings.amqp_url.rsplit("/", 1)[1]
        return {queue["name"] for queue in (await api.get(f"/api/queues/{vhost}")).json()}


@pytest.mark.timeout(400)
async def test_two_customers_with_the_same_deal_number_get_their_own_order_and_see_nothing_of_each_other(
    two: tuple[Customer, Customer],
) -> None:
    alpha, beta = two
    deals = alpha.sells(0, 3), beta.sells(1, 5)
    assert deals[0].id == deals[1].id

    for one, deal in zip(two, deals, strict=True):
        await wait_until(lambda one=one, deal=deal: one.business.is_exchanged(deal.id), 90)
        one.business.accountant.act(one.order(deal).guid, "ship")
    for one, deal in zip(two, deals, strict=True):
        await wait_until(lambda one=one, deal=deal: one.business.seller.card(deal.id).stage == "EXECUTING", 60)

    assert [len(one.order(deal).rows) for one, deal in zip(two, deals, strict=True)] == [1, 1]
    assert [one.order(deal).total for one, deal in zip(two, deals, strict=True)] == [deal.amount for deal in deals]
    marks = [one.marks(deal) for one, deal in zip(two, deals, strict=True)]
    for one, own, others in zip(two, marks, reversed(marks), strict=True):
        for place, words in (await one.holds()).items():
            assert one.name in words, f"nothing of {one.name} was looked at in its own {place}"
            assert not {mark for mark in others if mark in words}, f"{place} of {one.name}"
        assert not own & others
        assert await queues_of_vhost(one) == {*QUEUES, "tap"}
