"""A first load on real parts: broker, database, services and simulators, at twenty times the portal's pace.

What the portal charges, its limit and its window are a twentieth, and so are the rungs of the ladder and whatever the
connector reckons with (`hurried`); a command of the table keeps the portal at work for what it is charged. Seconds of
the portal are seconds here times twenty.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sandbox.dataset import build_dataset
from sandbox.portal.methods.catalog import ARTICLE, BARCODE
from sandbox.stack import SERVICES, Stack, StackPlan, running_stack
from sandbox.stack.peers import Peers
from sandbox.stack.services import RULES
from shared.store.pairs import COLLECTION
from tests.integration.load.hurried.sitecustomize import HURRY

HURRIED = Path(__file__).parent / "hurried"
ROOT = HURRIED.parents[3]
KINDS = ("Розничная", "Оптовая", "Дилерская")
KNOWN_ITEMS, KNOWN_CLIENTS = 60, 12
"""What the portal holds before the load, by an earlier exchange."""
RATE = 2.0
LOADING = {"HURRIED": "1", "PYTHONPATH": os.pathsep.join((str(HURRIED), str(ROOT)))}
_OFF = {
    "products: {direction: off, groups: [], article_property: null, barcode_property: null": (
        f"products: {{direction: 1c→b24, groups: [], article_property: property{ARTICLE}, "
        f"barcode_property: property{BARCODE}"
    ),
    "prices: {direction: off, kinds: [], base: null}": (
        f"prices: {{direction: 1c→b24, kinds: [{', '.join(KINDS)}], base: {KINDS[0]}}}"
    ),
    "companies: {direction: off": "companies: {direction: both",
}


def rules_of_load(folder: Path) -> Path:
    """Write the delivered rules with goods, three kinds of prices and companies turned on."""
    text = RULES.read_text(encoding="utf-8")
    for off, on in _OFF.items():
        assert off in text
        text = text.replace(off, on)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@dataclass
class Warehouse:
    """A stack while it loads; `began` is when the services were started, by the monotonic clock."""

    stack: Stack
    portal: httpx.AsyncClient
    began: float = field(default_factory=time.monotonic)

    async def stats(self) -> dict[str, Any]:
        """Return what the portal was asked."""
        found: dict[str, Any] = (await self.portal.get("stats")).json()
        return found

    async def outer_keys(self) -> list[str]:
        """Return the items of 1C that products of the portal stand for."""
        return [row["xmlId"] for row in (await self.portal.get("products")).json() if row.get("xmlId")]

    async def paired(self) -> int:
        """Count the products that both sides know."""
        async with self.stack.database.client() as client:
            pairs = client[self.stack.surroundings.mongo_database][COLLECTION]
            return await pairs.count_documents({"kind": "product", "b24": {"$gt": ""}, "onec": {"$gt": ""}})

    async def price_types(self) -> dict[str, list[int]]:
        """Return the types in which each item's product has a price, by item; one for each of its prices."""
        cards = (await self.portal.get("products")).json()
        return {card["xmlId"]: [one["catalogGroupId"] for one in card["prices"]] for card in cards if card.get("xmlId")}

    async def left_to_do(self, what: str) -> dict[str, int]:
        """Return how much a second pass would still create, link or change, and what is doubtful or refused."""
        told = json.loads((await self.stack.console("load", what, "--dry-run", "--json")).splitlines()[-1])
        return {
            would: of["count"] for kind in told.values() for would, of in kind.items() if would not in {"same", "left"}
        }

    async def dead(self) -> int:
        """Count what was given up."""
        async with self.stack.broker.management() as api:
            vhost = self.stack.surroundings.amqp_url.rsplit("/", 1)[1]
            queues = (await api.get(f"/api/queues/{vhost}")).json()
        return sum(one.get("messages", 0) for one in queues if one["name"].endswith(".dead"))

    async def until_paired(self, count: int, *, within_s: float) -> None:
        """Wait until so many products are paired."""
        while (done := await self.paired()) < count:
            assert time.monotonic() - self.began < within_s, f"{done} of {count} after {within_s:.0f} s"
            await asyncio.sleep(0.5)


def offered(items: int, companies: int = KNOWN_CLIENTS) -> set[str]:
    """Return the items of the base that become a product: of those sold in characteristics none has a price."""
    company = build_dataset(companies=companies, items=items)
    return {one.guid for one in company.items if one.known_to_onec and not one.characteristics}


@asynccontextmanager
async def warehouse(
    folder: Path, peers: Peers, *, items: int, companies: int = KNOWN_CLIENTS
) -> AsyncIterator[Warehouse]:
    """Run a base with so many items and companies, a portal that knows a few of either, and all services."""
    portal = ("--companies", str(KNOWN_CLIENTS), "--items", str(KNOWN_ITEMS), "--rate", str(RATE * HURRY))
    environment = {name: dict(LOADING) for name in (*SERVICES, "console")}
    environment["b24-connector"] |= {"DEALBUS_B24_RATE": str(RATE * HURRY)}
    environment["onec-connector"] |= {"DEALBUS_ONEC_POLL_S": "1"}
    plan = StackPlan(
        services=(),
        rules=rules_of_load(folder),
        portal_options=(*portal, "--hurry", str(HURRY), "--at-work", "yes"),
        base_options=("--companies", str(companies), "--items", str(items)),
        environment=environment,
    )
    async with running_stack(folder, plan, peers) as stack:
        for command in plan.before_services:
            await stack.console(*command)
        async with stack.portal.control() as control:
            await control.post("reset_stats")
            loading = Warehouse(stack, control)
            await stack.add_services(*SERVICES)
            await stack.register_webhook()
            yield loading
