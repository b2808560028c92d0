"""The services do their work with the rights they are given, on a database that asks for passwords."""

from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from sandbox.people.control import Control
from sandbox.stack import SERVICES, StackPlan, running_stack
from sandbox.stack.peers import Peers
from shared.store.lanes import NOTED
from tests.integration.backup.business import Business
from tests.integration.rights.conftest import addresses, administrators, forget_users
from tests.waiting import wait_until


@pytest.mark.timeout(240)
async def test_a_deal_becomes_an_order_and_is_moved_under_the_services_own_users(
    peers: Peers, guarded, tmp_path: Path
) -> None:
    environment: dict[str, dict[str, str]] = {"console": {"DEALBUS_MANAGEMENT_URL": administrators(peers.broker)}}
    plan = StackPlan(environment=environment, services=())
    async with running_stack(tmp_path, plan, Peers(peers.broker, guarded)) as stack:
        given = addresses(tmp_path / "secrets", stack.surroundings.amqp_url, guarded.url)
        environment |= given.environment()
        environment["b24-connector"] |= {"DEALBUS_B24_SWEEP_S": "2", "DEALBUS_B24_RATE": "0"}
        environment["onec-connector"]["DEALBUS_ONEC_POLL_S"] = "1"
        for command in (("topology", "apply"), ("rights", "apply", "--secrets", str(given.folder)), ("setup",)):
            await stack.console(*command)
        await stack.add_services(*SERVICES, "reconciler")
        await stack.register_webhook()

        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            business = Business(stack, portal, base)
            deal = business.sold(0)
            await wait_until(lambda: business.is_exchanged(deal), 90)
            (order,) = business.accountant.orders_of_deal(deal)
            business.accountant.act(order.guid, "ship")
            await wait_until(lambda: business.seller.card(deal).stage == "EXECUTING", 60)

        async with AsyncMongoClient[dict[str, Any]](guarded.url) as client:
            made = set(await client[stack.surroundings.mongo_database].list_collection_names())
        logs = {name: service.program.output() for name, service in stack.services.items()}
        await forget_users(peers.broker, given)
    assert set(NOTED) <= made  # each keeps what `dealbus status` is told of its lanes
    assert not [name for name, log in logs.items() if "ACCESS_REFUSED" in log or "not authorized" in log]
