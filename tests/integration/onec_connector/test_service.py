"""The service as a process: broker, database and base are real or simulated programs."""

import httpx
import pytest

from sandbox.stack import StackPlan, running_stack
from shared.bus.bus import Bus
from shared.bus.lane import Lane, on
from shared.bus.result import HandlerResult
from shared.messages.ring.facts import DealTouched, OrderChanged, OrderStatus, PeerStatus
from shared.messages.ring.outcomes import OrderUpserted
from tests.integration.onec_connector.connector import Onec, command, deal, known_client, known_item
from tests.tester import TESTER, admit_tester
from tests.waiting import wait_until

PLAN = StackPlan(services=("onec-connector",), environment={"onec-connector": {"DEALBUS_ONEC_POLL_S": "0.5"}})


@pytest.fixture
async def stack(tmp_path, peers):
    async with running_stack(tmp_path, PLAN, peers) as running:
        await admit_tester(running.surroundings.amqp_url)
        yield running


async def test_a_command_becomes_an_order_and_the_accountants_order_becomes_a_fact(stack, company):
    heard: list = []

    async def hear(_envelope, message) -> HandlerResult:
        heard.append(message)
        return HandlerResult()

    lanes = [
        Lane(group="mapper.orders", handlers=[on(OrderUpserted, hear)]),
        Lane(group="stage-router.orders", handlers=[on(OrderChanged, hear), on(OrderStatus, hear)]),
    ]
    async with (
        Bus.connect(stack.surroundings.amqp_url, service=TESTER) as bus,
        bus.serve(lanes[0]),
        bus.serve(lanes[1]),
        stack.base.control() as control,
    ):
        await bus.publish(command(deal(company)))
        await wait_until(lambda: {OrderUpserted, OrderStatus} <= {type(message) for message in heard}, timeout=30)
        heard.clear()
        onec = Onec("", "", "", control)
        rows = [{"item": known_item(company).guid, "quantity": 1}]
        born = await onec.do("orders", client=known_client(company).guid, rows=rows)

        told = await wait_until(lambda: [one for one in heard if isinstance(one, OrderChanged)], timeout=30)

    assert [one.order.ref.id for one in told] == [born["guid"]]


async def test_while_1c_is_closed_commands_wait_and_are_decided_anew_when_it_opens(stack, company):
    heard: list = []

    async def hear(_envelope, message) -> HandlerResult:
        heard.append(message)
        return HandlerResult()

    async def decide_anew(_envelope, message) -> HandlerResult:
        heard.append(message)
        return HandlerResult(publish=(command(deal(company)),))

    lane = Lane(group="mapper.orders", handlers=[on(OrderUpserted, hear), on(PeerStatus, hear)])
    async with (
        Bus.connect(stack.surroundings.amqp_url, service=TESTER) as bus,
        bus.serve(lane),
        bus.serve(Lane(group="b24-connector.orders", handlers=[on(DealTouched, decide_anew)])),
        stack.base.control() as control,
    ):
        onec = Onec("", "", "", control)
        await onec.do("lock")
        await wait_until(lambda: [one for one in heard if isinstance(one, PeerStatus) and not one.open], timeout=60)
        await bus.publish(command(deal(company)))
        await onec.do("unlock")

        await wait_until(lambda: [one for one in heard if isinstance(one, OrderUpserted)], timeout=60)

        assert [(one.open, one.locked) for one in heard if isinstance(one, PeerStatus)][-2:] == [
            (False, True),
            (True, False),
        ]
        assert [one.force for one in heard if isinstance(one, DealTouched)] == [True]
        assert len(await onec.orders()) == 1


async def test_a_report_of_the_extension_needs_the_token(stack):
    address = f"{stack.services['onec-connector'].http_url}/onec/events"
    body = {"orders": ["5b1d6e0a-0000-5000-8000-00000000b042"]}
    async with httpx.AsyncClient(trust_env=False) as client:
        without = await client.post(address, json=body)
        token = {"Authorization": "Bearer sandbox-onec-token"}
        taken = await client.post(address, json=body, headers=token)
        unreadable = await client.post(address, json={"orders": ["5"]}, headers=token)

    assert (without.status_code, taken.status_code, unreadable.status_code) == (403, 200, 400)
