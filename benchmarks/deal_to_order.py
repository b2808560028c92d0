"""How long a manager waits: from the move to «Заказ в работе» to the posted order, on an idle system.

    python benchmarks/deal_to_order.py [deals]

Starts the local stack, moves one deal after another, and prints percentiles in milliseconds. The simulators answer
without delay of their own, so this is what the bus, the broker, the database and HTTP cost. The portal has no rate
limit here: a deal costs about four requests, so under two a second deals moved without a pause are two seconds apart,
whatever the bus does.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

from sandbox.dataset import build_dataset
from sandbox.demo.scene import Scene, until
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import Stack, StackPlan, running_stack

WARM_UP = 3
PLAN = StackPlan(
    portal_options=("--rate", "1000", "--bucket", "100000"), environment={"b24-connector": {"DEALBUS_B24_RATE": "0"}}
)


def measure(stack: Stack, deals: int) -> list[float]:
    """Return a latency in milliseconds for each deal after the first few."""
    company = build_dataset()
    told = stack.base.told
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        odata = (str(told["address"]), str(told["user"]), str(told["password"]))
        scene = Scene(seller, Accountant(base, company, odata), company)
        taken = [_one(scene) for _ in range(deals + WARM_UP)]
    return taken[WARM_UP:]


def _one(scene: Scene) -> float:
    first, second = scene.items(2)
    rows = [scene.seller.row(first, 2), scene.seller.row(second, 3)]
    deal = scene.seller.deal_for(scene.client(0, known=True), rows)
    began = time.monotonic()
    scene.seller.move(deal.id, "Заказ в работе")
    until(lambda: scene.order_of(deal))
    return (time.monotonic() - began) * 1000


async def main(deals: int) -> None:
    """Run and print."""
    async with running_stack(Path(".local/benchmark"), PLAN) as stack:
        taken = await asyncio.to_thread(measure, stack, deals)
    cuts = statistics.quantiles(taken, n=20)
    print(
        f"{deals} deals: median {statistics.median(taken):.0f} ms, p95 {cuts[-1]:.0f} ms, slowest {max(taken):.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30))
