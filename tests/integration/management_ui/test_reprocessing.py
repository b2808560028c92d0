"""A dead letter is found, understood and replayed in the management UI, and its order appears in 1C.

`DEALBUS_SCREENSHOTS=docs/screenshots` makes the pictures of the guide anew, those of the 4.x.
"""

import os
from pathlib import Path

import pytest

from sandbox.dataset import build_dataset
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import Seller
from sandbox.stack import StackPlan, running_stack
from sandbox.stack.peers import Peers
from shared.bus.replay import dead_letters
from tests.waiting import wait_until

from .queue_pages import ManagementUi

GROUP = "b24-connector.orders"
# The sweep would find the deal again by itself; here a person repairs it first.
PATIENT = {"b24-connector": {"DEALBUS_B24_SWEEP_S": "3600"}, "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"}}
DENIED = {"kind": "error", "method": "crm.item.productrow.list", "status": 400, "code": "ACCESS_DENIED", "count": 100}


def _pictures(version: str) -> Path | None:
    folder = os.environ.get("DEALBUS_SCREENSHOTS")
    return Path(folder) if folder and version.startswith("4.") else None


def _people(stack, portal: Control, base: Control) -> tuple[Seller, Accountant]:
    company = build_dataset()
    told = stack.base.told
    odata = (str(told["address"]), str(told["user"]), str(told["password"]))
    return Seller(portal, company, str(stack.portal.told["webhook"])), Accountant(base, company, odata)


def _deal(seller: Seller) -> int:
    client = next(one for one in seller.company.clients if one.kind == "company" and one.agreement is None)
    item = next(one for one in seller.company.items if one.known_to_onec and not one.characteristics and not one.packs)
    return seller.deal_for(client, [seller.row(item, 2)]).id


@pytest.mark.timeout(600)
async def test_an_operator_replays_a_dead_letter_in_the_browser(server, database, page, tmp_path):
    peers = Peers(server.broker, database)
    async with running_stack(tmp_path, StackPlan(environment=PATIENT), peers) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            seller, accountant = _people(stack, portal, base)
            amqp_url = stack.addresses()["amqp_url"]

            async def nothing_is_dead() -> bool:
                return not await dead_letters(amqp_url, GROUP)

            # The portal does not show the rows of deals to the webhook's user, and a deal comes meanwhile.
            portal.post("faults", **DENIED)
            deal = _deal(seller)
            seller.move(deal, "Заказ в работе")
            await wait_until(lambda: dead_letters(amqp_url, GROUP), 60)
            await wait_until(lambda: portal.get("stats")["events"]["waiting"] == 0, 30)

            ui = ManagementUi(page, stack.broker.management_url, _pictures(server.version))
            await ui.log_in(stack.broker.user, stack.broker.password)
            version = await ui.version()
            assert version == server.version
            assert version.startswith(server.wanted)
            await ui.choose_vhost(amqp_url.rsplit("/", 1)[1])
            await ui.open_queue_with_messages(f"{GROUP}.dead")
            shown = await ui.first_message()
            assert "portal-refused" in shown
            assert "Битрикс24 отказал" in shown
            assert f"deal:{deal}" in shown

            portal.delete("faults")
            assert accountant.orders_of_deal(deal) == []
            await ui.move_messages(f"{GROUP}.replay")
            await wait_until(lambda: accountant.orders_of_deal(deal), 60)

            (order,) = accountant.orders_of_deal(deal)
            await wait_until(lambda: seller.card(deal).field("NUMBER") == order.number, 60)
            await wait_until(nothing_is_dead, 30)
