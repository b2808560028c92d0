"""A real Prometheus and a real Alertmanager watch a running stack, and 1C goes away."""

import os
import re
import shutil
from pathlib import Path

import aio_pika
import pytest

from sandbox.dataset import build_dataset
from sandbox.people.accountant import Accountant
from sandbox.people.control import Control
from sandbox.people.seller import STAGES, Seller
from sandbox.stack import SERVICES, StackPlan, running_stack
from sandbox.stack.installing import find_or_install_prometheus
from sandbox.stack.services import RECONCILER
from tests.waiting import wait_until

from .watching import alerts, drawn, firing_is, watching, without_answer

FIGURES = re.compile(r"\b(?:bus|rabbitmq)_\w+(?:\{[^}]*\})?|\bup\{[^}]*\}")
QUICK = {"onec-connector": {"DEALBUS_ONEC_POLL_S": "1"}, "b24-connector": {"DEALBUS_B24_RATE": "0"}}
PLAN = StackPlan(environment=QUICK, portal_options=("--rate", "1000", "--bucket", "100000"))


@pytest.fixture
def programs() -> dict[str, Path]:
    if not shutil.which("prometheus") and (os.geteuid() != 0 or not shutil.which("apt-get")):
        pytest.skip("no Prometheus, and without root and apt there is no way to install it")
    return find_or_install_prometheus("prometheus", "alertmanager")


async def live_a_day(stack) -> None:
    """Everything that is drawn has happened: an order paid, an order and a deal refused, a message nobody can read."""
    company, told = build_dataset(), stack.base.told
    odata = (str(told["address"]), str(told["user"]), str(told["password"]))
    with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
        seller = Seller(portal, company, str(stack.portal.told["webhook"]))
        accountant = Accountant(base, company, odata)
        client = next(one for one in company.clients if one.kind == "company" and one.agreement is None)
        item = next(one for one in company.items if one.known_to_onec and not one.characteristics and not one.packs)
        deal = seller.deal_for(client, [seller.row(item, 2)])
        seller.move(deal.id, "Заказ в работе")
        await wait_until(lambda: seller.card(deal.id).field("NUMBER"), 60)
        (order,) = accountant.orders_of_deal(deal.id)
        accountant.act(order.guid, "pay", percent=100)
        await wait_until(lambda: seller.card(deal.id).stage == STAGES["Счет оплачен"], 60)
        empty = seller.deal_for(client, [])
        seller.move(empty.id, "Заказ в работе")
        await wait_until(lambda: seller.card(empty.id).told("нет товаров"), 60)
        refusal = {"code": "CRM_FIELD_ERROR_REQUIRED", "text": "Не заполнено обязательное поле", "status": 400}
        portal.post("faults", kind="error", method="crm.item.add", **refusal)
        known = next(one for one in company.clients if one.kind == "company" and one.known_to_onec)
        accountant.create(known, [{"item": item.guid, "quantity": 1, "price": 100}])
    await publish_nonsense(stack)


async def publish_nonsense(stack) -> None:
    """Put a message that no service can read where all services look."""
    async with await aio_pika.connect(stack.addresses()["amqp_url"]) as connection:
        exchange = await (await connection.channel()).get_exchange("dealbus.b24-connector")
        await exchange.publish(aio_pika.Message(b"nonsense", delivery_mode=2), "deal.changed")


@pytest.mark.timeout(300)
async def test_every_alert_and_panel_has_its_figures_and_an_outage_is_told_and_taken_back(programs, peers, tmp_path):
    everything = (*SERVICES, RECONCILER)
    plan = StackPlan(services=everything, environment=QUICK, portal_options=("--rate", "1000", "--bucket", "100000"))
    async with (
        running_stack(tmp_path / "stack", plan, peers) as stack,
        watching(programs, tmp_path, stack) as (url, heard),
    ):
        await live_a_day(stack)
        figures = {name for rule in alerts()["groups"][0]["rules"] for name in FIGURES.findall(rule["expr"])}
        assert await without_answer(url, {*figures, *drawn()}) == set()
        await wait_until(lambda: firing_is(url, {"DeadLetters"}), 30)  # the nonsense; a good day fires nothing else

        await stack.stop("base")
        await wait_until(lambda: ("PeerAway", "firing") in heard, 90)

        await stack.start("base")
        await wait_until(lambda: ("PeerAway", "resolved") in heard, 120)
