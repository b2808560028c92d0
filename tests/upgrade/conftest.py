"""Today's services, started once on what release a685209 had written; the tests look at what came of it."""

import json
from collections.abc import AsyncIterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from sandbox.dataset import build_dataset
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import SERVICES, Peers, Stack, StackPlan, running_stack
from tests.upgrade.both_sides import BothSides
from tests.upgrade.putting_back import put_back
from tests.upgrade.release import Delivery, Release
from tests.upgrade.watching import Envelope, let_rungs_pass, lying, watching

RELEASE = Release(Path(__file__).parent / "a685209")
WEB = "http://1c.td.example/ut"  # orders show this address, whatever port the simulated base has today
UNLIMITED = ("--rate", "1000", "--bucket", "100000", "--operating-limit", "100000")
ENVIRONMENT = {
    # The first sweep and the first look come at the start; more of them would only touch what waits.
    "b24-connector": {"DEALBUS_B24_SWEEP_S": "600", "DEALBUS_B24_RATE": "0"},
    "onec-connector": {"DEALBUS_ONEC_POLL_S": "1", "DEALBUS_ONEC_WEB_URL": WEB},
}


@dataclass
class Upgraded:
    """What was seen, in this order.

    Args:
        kept: what lay in the queues after `dealbus topology apply`.
        before: both sides before a service was started.
        caught_up: published until all that had waited was handled, as if an hour had passed for what stood on a rung.
        left: what lay in the queues then.
        after: both sides then.
        touched: published after every deal and order had been touched without force.
        states: all that portal and base remembered before and after those touches.
        dead: what the console tells of the dead letters.
        at_last: both sides after the dead letters were replayed.
        left_at_last: what lay in the queues then.
    """

    release: Release
    kept: list[Delivery] = field(default_factory=list)
    before: BothSides = field(default_factory=BothSides)
    caught_up: list[Envelope] = field(default_factory=list)
    left: list[Delivery] = field(default_factory=list)
    after: BothSides = field(default_factory=BothSides)
    touched: list[Envelope] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)
    dead: list[dict[str, Any]] = field(default_factory=list)
    at_last: BothSides = field(default_factory=BothSides)
    left_at_last: list[Delivery] = field(default_factory=list)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def upgraded(peers: Peers, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Upgraded]:
    plan = StackPlan(
        services=(),
        rules=RELEASE.rules,
        portal_options=(*UNLIMITED, "--state", str(RELEASE.portal)),
        base_options=("--state", str(RELEASE.base)),
        environment=ENVIRONMENT,
    )
    async with running_stack(tmp_path_factory.mktemp("upgrade"), plan, peers) as stack:
        yield await _upgrade(stack)


async def _upgrade(stack: Stack) -> Upgraded:
    seen = Upgraded(RELEASE)
    await put_back(stack, RELEASE)
    await stack.console("topology", "apply")
    seen.kept = await lying(stack)
    seen.before = _look(stack)
    await let_rungs_pass(stack)
    async with watching(stack) as watch:
        await stack.add_services(*SERVICES)
        await stack.register_webhook()
        seen.caught_up = await watch.until_quiet()
        seen.left, seen.after = await lying(stack), _look(stack)
        seen.states.append(_states(stack))
        await _touch_every_pair(stack)
        seen.touched = await watch.until_quiet()
        seen.states.append(_states(stack))
        seen.dead = json.loads(await stack.console("dead", "list", "--json"))
        await stack.console("dead", "replay")
        await watch.until_quiet()
        seen.left_at_last, seen.at_last = await lying(stack), _look(stack)
    return seen


@contextmanager
def _people(stack: Stack) -> Any:
    company, told = build_dataset(), stack.base.told
    odata = (str(told["address"]), str(told["user"]), str(told["password"]))
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        yield Seller(portal, company, str(stack.portal.told["webhook"])), Accountant(base, company, odata)


def _look(stack: Stack) -> BothSides:
    with _people(stack) as (seller, accountant):
        return BothSides.of(seller, accountant)


def _states(stack: Stack) -> dict[str, Any]:
    with _people(stack) as (seller, accountant):
        return {"portal": seller.control.get("state"), "base": accountant.control.get("state")}


async def _touch_every_pair(stack: Stack) -> None:
    """Let the portal and 1C say of every deal and order that it may have changed.

    The order older than the cut-off is left alone, as polling leaves it.
    """
    after = _look(stack)
    portal, events = stack.portal.told, f"{stack.services['b24-connector'].http_url}/b24/events"
    marks = {f"auth[{name}]": portal[name] for name in ("application_token", "member_id")}
    onec = stack.services["onec-connector"]
    token = onec.program.command.environment["DEALBUS_ONEC_TOKEN"]
    async with httpx.AsyncClient(trust_env=False) as client:
        for deal in after.deals:
            told = {"event": "ONCRMDEALUPDATE", "data[FIELDS][ID]": str(deal), **marks}
            (await client.post(events, data=told)).raise_for_status()
        report = {"orders": sorted(after.orders.keys() - {RELEASE.at_rest["older_order"]["order"]})}
        headers = {"Authorization": f"Bearer {token}"}
        (await client.post(f"{onec.http_url}/onec/events", json=report, headers=headers)).raise_for_status()
