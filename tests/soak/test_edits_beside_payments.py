"""A payment in 1C and a row edit in its deal within seconds of each other, at the settings that are delivered.

What became of every edit is read from what the simulators kept, not from how it ended: who saved the rows of a deal and
when, and every total the order was posted with.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio

from sandbox.people.accountant import Order
from sandbox.people.control import Control
from sandbox.stack import Peers, Stack, StackPlan, running_stack
from services.onec_connector.intake.push import PATH
from shared.bus.replay import dead_letters
from shared.messages.routes import GROUPS
from tests.integration.backup.business import Business
from tests.waiting import wait_until

DEALS, ROUNDS = 50, 4
APART_S = 3.0
"""The longest time between a payment and the edit beside it, whichever is first."""
PACE_S = 0.5
"""Between two deals: quick enough for the portal's limit to hold the bus back, so that its writes meet edits unread."""
ROUND_S = 150.0
"""Longer than two sweeps, so that no edit is carried across by the next one."""
OTHERS = 500
"""Parked deals of the portal, so that comparing rows in a ring, 25 deals a sweep, brings no edit across by itself."""
SWEEP_S = 60
WITHIN = timedelta(seconds=2 * SWEEP_S)
ROUND_TRIP = timedelta(seconds=2)
"""The window that README names, in the whole seconds that both systems keep."""
MOSCOW = ZoneInfo("Europe/Moscow")
BUS = 7
SIMULTANEOUSLY, STOPPED = "одновременно", "остановлен"

PLAN = StackPlan(portal_options=("--rate", "2", "--bucket", "50"))

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(1800)]


@dataclass(frozen=True)
class Edit:
    """A row edit: the sum the deal had by it, and when it was saved, by the wall."""

    deal: int
    order: str
    total: Decimal
    at: datetime


class Office(Business):
    """Managers who edit rows while accountants take in payments."""

    def __init__(self, stack: Stack, portal: Control, base: Control) -> None:
        super().__init__(stack, portal, base)
        onec = stack.surroundings.environment("onec-connector", 0)
        self.token = {"Authorization": f"Bearer {onec['DEALBUS_ONEC_TOKEN']}"}
        self.intake = stack.services["onec-connector"].http_url
        self.is_reported = True
        self.deals: list[int] = []
        self.orders: dict[int, str] = {}
        self.edits: list[Edit] = []

    def opens(self) -> None:
        plain = [item for item in self.items if item.kind == "goods"]
        parked = {"manager": 11, "stage": "NEW", "rows": [self.seller.row(plain[0])]}
        self.seller.control.post("deals/bulk", count=OTHERS, spec=parked)
        for number in range(DEALS):
            rows = [self.seller.row(plain[number % 20], 2), self.seller.row(plain[number % 20 + 1], 1)]
            deal = self.seller.deal_for(self.clients[number % len(self.clients)], rows).id
            self.seller.move(deal, "Заказ в работе")
            self.deals.append(deal)

    def is_open(self) -> bool:
        return all(map(self.is_exchanged, self.deals))

    def knows_its_orders(self) -> None:
        self.orders = {deal: self.accountant.orders_of_deal(deal)[0].guid for deal in self.deals}

    def edits_rows(self, deal: int) -> None:
        """Put one more into the first row: totals only grow, so each is met once."""
        row = self.seller.card(deal).rows[0]
        change = {str(row["id"]): {"quantity": row["quantity"] + 1}}
        self.seller.control.post(f"deals/{deal}/rows", change=change)
        edit = Edit(deal, self.orders[deal], self.seller.card(deal).amount, datetime.now(MOSCOW))
        self.edits.append(edit)

    def takes_payment(self, deal: int) -> None:
        """A part for every other deal, which changes figures alone; all of it for the rest, which moves them.

        Half of them 1C reports at once, as its extension does: then the bus writes into the deal within the second.
        """
        self.accountant.act(self.orders[deal], "pay", percent=10 if deal % 2 else 100)
        if self.is_reported and deal % 4 < 2:
            httpx.post(
                f"{self.intake}{PATH}", json={"orders": [self.orders[deal]]}, headers=self.token, trust_env=False
            )

    def unequal(self) -> list[str]:
        return self.differences(self.deals)


@dataclass
class Account:
    """What became of the edits, counted from the simulators' own records."""

    edits: int
    crossed_s: list[float]
    lost: list[str]
    late: list[str]
    conflicts: list[str]
    overwritten: list[str]
    overwritten_in_window: list[str]
    fallen: list[str]

    def words(self) -> dict[str, Any]:
        took = sorted(self.crossed_s)
        return {
            "edits": self.edits,
            "in 1C": len(took),
            "seconds, median": took[len(took) // 2] if took else None,
            "seconds, p95": took[int(len(took) * 0.95)] if took else None,
            "seconds, longest": took[-1] if took else None,
            "overwritten within the round trip": len(self.overwritten_in_window),
        }

    def faults(self) -> dict[str, list[str]]:
        found = {
            "lost": self.lost,
            "late": self.late,
            "conflicts": self.conflicts,
            "overwritten": self.overwritten,
            "fallen": self.fallen,
        }
        return {name: lines for name, lines in found.items() if lines}


def account_of(office: Office) -> Account:
    account = Account(len(office.edits), [], [], [], [], [], [], [])
    for edit in office.edits:
        _follow(edit, office.accountant.order(edit.order), account)
    for deal in office.deals:
        _read_card(office, deal, account)
    return account


def _follow(edit: Edit, order: Order, account: Account) -> None:
    """Find the first posting with the edit's sum."""
    since = edit.at - timedelta(seconds=1)  # 1C keeps whole seconds
    posts = [line for line in order.shown["history"] if line["event"] == "post"]
    times = [datetime.fromisoformat(line["at"]).replace(tzinfo=MOSCOW) for line in posts]
    met = [at for at, line in zip(times, posts, strict=True) if Decimal(line["total"]) == edit.total and at >= since]
    if not met:
        account.lost.append(f"deal {edit.deal}: {edit.total} of {edit.at:%H:%M:%S}, posted {posts}")
        return
    took = max(met[0] - edit.at, timedelta(0))
    account.crossed_s.append(round(took.total_seconds(), 1))
    if took > WITHIN:
        account.late.append(f"deal {edit.deal}: {edit.total} after {took}")


def _read_card(office: Office, deal: int, account: Account) -> None:
    """Look for rows that the bus has saved, conflicts that were told, and totals that fell back."""
    shown = office.seller.control.get(f"deals/{deal}")
    texts = [str(comment["text"]) for comment in shown["comments"]]
    account.conflicts += [f"deal {deal}: {text}" for text in texts if SIMULTANEOUSLY in text or STOPPED in text]
    person: datetime | None = None
    for line in shown["history"]:
        at = datetime.fromisoformat(line["time"])
        if line["what"] == "rows" and line["user"] != BUS:
            person = at
        elif line["what"] == "rows" and person is not None:
            within = at - person <= ROUND_TRIP
            (account.overwritten_in_window if within else account.overwritten).append(f"deal {deal}: rows at {at}")
    posted = [line for line in office.accountant.order(office.orders[deal]).shown["history"] if line["event"] == "post"]
    totals = [Decimal(line["total"]) for line in posted]
    if totals != sorted(totals):
        account.fallen.append(f"deal {deal}: {totals}")


def appointments(seed: int) -> list[tuple[float, int, str]]:
    """When who does what: each deal once a round, its payment and its edit at most `APART_S` apart."""
    chance, found = random.Random(seed), []
    for number in range(DEALS * ROUNDS):
        due = APART_S + number // DEALS * ROUND_S + number % DEALS * PACE_S
        apart = chance.uniform(-APART_S, APART_S)
        found += [(due, number % DEALS, "takes_payment"), (due + apart, number % DEALS, "edits_rows")]
    return sorted(found)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(peers: Peers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with running_stack(tmp_path_factory.mktemp("beside"), PLAN, peers) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(stack: Stack) -> AsyncIterator[Office]:
    with ExitStack() as controls:
        portal, base = (controls.enter_context(Control(one.control_url)) for one in (stack.portal, stack.base))
        office = Office(stack, portal, base)
        office.opens()
        await wait_until(office.is_open, 300, every=2)
        office.knows_its_orders()
        yield office


@pytest.fixture
def office(opened: Office) -> Office:
    opened.edits.clear()
    return opened


async def settle(office: Office) -> Account:
    """Give the last edit its two sweeps, and count."""
    with suppress(AssertionError):  # what stays different is told by the caller
        await wait_until(lambda: not office.unequal(), 2 * WITHIN.total_seconds(), every=2)
    return account_of(office)


async def judge(office: Office, stack: Stack, record_property: Callable[[str, object], None]) -> None:
    account = await settle(office)
    for name, value in account.words().items():
        record_property(name, value)

    assert account.faults() == {}
    assert office.unequal() == []
    assert office.doubled() == []
    assert [one for group in GROUPS for one in await dead_letters(stack.addresses()["amqp_url"], group)] == []


async def test_edits_within_three_seconds_of_a_payment_reach_1c_within_two_sweeps(
    stack: Stack, office: Office, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()

    for due, number, act in appointments(seed=8):
        await asyncio.sleep(max(0.0, began + due - time.monotonic()))  # an appointment, not a wait for the bus
        getattr(office, act)(office.deals[number])

    assert len(office.edits) == DEALS * ROUNDS
    await judge(office, stack, record_property)


@pytest.mark.parametrize("service", ["b24-connector", "onec-connector"])
async def test_edits_and_payments_of_the_time_a_connector_was_stopped_reach_1c_within_two_sweeps_of_its_start(
    stack: Stack, office: Office, service: str, record_property: Callable[[str, object], None]
) -> None:
    office.is_reported = False
    await stack.stop(service)
    for deal in office.deals:
        office.takes_payment(deal)
        office.edits_rows(deal)

    await stack.start(service)
    started = datetime.now(MOSCOW)

    office.edits = [Edit(one.deal, one.order, one.total, started) for one in office.edits]
    await judge(office, stack, record_property)
