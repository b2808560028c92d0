"""The demo's backlog: a thousand deals moved at once, under the portal's real limits and 1C's usual slowness."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.demo.scene import Scene
from sandbox.people.accountant import MARKER
from sandbox.people.seller import STAGES

CLIENTS = 200
ROWS = 5
PATIENCE_S = 1200.0
CARDS_AT_ONCE = 100
QUIET_S = 18.0
"""Longer than a batch waits under load."""

PORTAL_OPTIONS = ("--rate", "2", "--bucket", "50", "--command-ms", "4", "--companies", "240")
BASE_OPTIONS = ("--call-ms", "100", "--companies", "240")


@dataclass(frozen=True)
class Backlog:
    """The result of moving the demo's backlog of deals.

    Args:
        expected: deals that were moved.
        found: of them, those with a posted order and its number in the deal.
        doubled: of them, those with more than one order.
        seconds: from the move to the last number.
    """

    expected: int
    found: int
    doubled: int
    seconds: float


def play_backlog(scene: Scene, count: int, progress: Callable[[int], None]) -> Backlog:
    """Create `count` deals of 200 clients, move them all to «Заказ в работе», wait for the last order.

    Requests to the portal are counted from the move on: the deals lay in «Поступил заказ» and had been read before.
    """
    ids = scene.seller.control.post("deals/bulk", deals=_deals(scene, count))["ids"]
    _until_quiet(scene)
    scene.seller.control.post("reset_stats")
    began = time.monotonic()
    scene.seller.control.post("deals/edit", ids=ids, stage=STAGES["Заказ в работе"])
    waiting = set(ids)
    while waiting and time.monotonic() - began < PATIENCE_S:
        time.sleep(1)
        waiting -= _numbered(scene, waiting)
        progress(count - len(waiting))
    orders = Counter(line[MARKER] for line in scene.accountant.lines())
    doubled = sum(1 for number in ids if orders[f"B24-{number}"] > 1)
    return Backlog(count, count - len(waiting), doubled, time.monotonic() - began)


def _deals(scene: Scene, count: int) -> list[dict[str, Any]]:
    chance = random.Random(1)
    clients = [client for client in scene.company.clients if client.kind != "person" and client.agreement is None]
    items = [
        item
        for item in scene.company.items
        if item.known_to_onec and not item.characteristics and not item.packs and item.unit.code == "796"
    ]
    seeded = scene.seller.seeded
    deals = []
    for number in range(count):
        client = clients[number % min(CLIENTS, len(clients))]
        rows = [scene.seller.row(item, chance.randint(1, 20)) for item in chance.sample(items, ROWS)]
        party = {"company": seeded["companies"][client.guid]}
        if client.contacts:
            party["contact"] = seeded["contacts"][client.contacts[0].guid]
        deals.append({"title": f"Заказ {number + 1}", "manager": 11 + number % 5, "rows": rows, **party})
    return deals


def _until_quiet(scene: Scene) -> None:
    """Wait until nothing has been asked of the portal for a while, before the backlog is moved."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        time.sleep(0.5)
        requests = int(scene.seller.control.get("stats")["requests"])
        if requests != seen:
            seen, since = requests, time.monotonic()


def _numbered(scene: Scene, waiting: set[int]) -> set[int]:
    """Return deals of the backlog whose order is posted and whose number stands in the deal; some at a time."""
    posted = {line[MARKER]: line["Number"] for line in scene.accountant.lines() if line["Posted"]}
    ordered = sorted(number for number in waiting if f"B24-{number}" in posted)[:CARDS_AT_ONCE]
    return {number for number in ordered if scene.seller.card(number).field("NUMBER") == posted[f"B24-{number}"]}
