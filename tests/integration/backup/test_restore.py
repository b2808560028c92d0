"""A backup is restored into an empty stack in front of the same portal and the same base."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from sandbox.people.control import Control
from sandbox.stack import StackPlan, running_stack
from sandbox.stack.program import StackError
from tests.waiting import wait_until

from .business import Business, drop_stores, move_to_empty_stores, start_restored_services, stop_services

QUICK = {
    "b24-connector": {"DEALBUS_B24_SWEEP_S": "2", "DEALBUS_B24_RATE": "0"},
    "onec-connector": {"DEALBUS_ONEC_POLL_S": "1"},
}
UNLIMITED = ("--rate", "1000", "--bucket", "100000", "--operating-limit", "100000")
DEALS = 5


@asynccontextmanager
async def _running(peers, workdir):
    plan = StackPlan(environment=QUICK, portal_options=UNLIMITED)
    async with running_stack(workdir, plan, peers) as stack:
        with Control(stack.portal.control_url) as portal, Control(stack.base.control_url) as base:
            yield stack, Business(stack, portal, base)


async def _backup(stack, file) -> None:
    """Stop the services and take a copy; while something waits, let them finish it, as the guide says."""
    while True:
        await stop_services(stack)
        try:
            await stack.console("backup", str(file))
        except StackError as refusal:
            if "в очереди" not in str(refusal):
                raise
            for name in stack.services:
                await stack.start(name)
        else:
            return


async def _restore(stack, file) -> None:
    await move_to_empty_stores(stack)
    await stack.console("topology", "apply")
    await stack.console("restore", str(file))
    await start_restored_services(stack)


@pytest.mark.timeout(400)
async def test_restored_into_an_empty_stack_both_sides_agree_and_nothing_is_doubled(peers, tmp_path):
    copy = tmp_path / "copy.bson.gz"
    async with _running(peers, tmp_path) as (stack, business):
        deals = [business.sold(number) for number in range(DEALS)]
        await wait_until(lambda: all(map(business.is_exchanged, deals)), 90)
        await _backup(stack, copy)
        # Nobody waits for the administrator.
        business.seller.edit(deals[0], title="Срочный заказ")
        business.seller.set_rows(deals[1], [business.seller.row(business.items[9], 7)])
        (order,) = business.accountant.orders_of_deal(deals[2])
        business.accountant.act(order.guid, "ship")
        business.corrects(deals[4], quantity=6)
        deals.append(business.sold(DEALS))

        await _restore(stack, copy)
        try:
            await wait_until(lambda: business.is_exchanged(deals[-1]), 90)
            await wait_until(lambda: business.seller.card(deals[2]).stage == "EXECUTING", 60)
            await wait_until(lambda: business.differences(deals) == [], 60)
            # Only who remembers what both sides agreed on can tell an accountant's edit from an old value.
            assert business.quantities(deals[4]) == [1, 6]
            business.seller.set_rows(deals[3], [business.seller.row(business.items[11], 3)])
            await wait_until(lambda: len(business.accountant.orders_of_deal(deals[3])[0].rows) == 1, 60)
            await wait_until(lambda: business.differences(deals) == [], 60)
            assert business.doubled() == []
            assert {len(business.seller.card(deal).told("создан в 1С")) for deal in deals} == {1}
        finally:
            await drop_stores(stack)


@pytest.mark.timeout(400)
async def test_a_copy_older_than_the_last_orders_doubles_none_of_them(peers, tmp_path):
    copy = tmp_path / "copy.bson.gz"
    async with _running(peers, tmp_path) as (stack, business):
        deals = [business.sold(number) for number in range(2)]
        await wait_until(lambda: all(map(business.is_exchanged, deals)), 90)
        await stack.console("backup", str(copy), "--running")
        deals.append(business.sold(2))
        await wait_until(lambda: business.is_exchanged(deals[-1]), 90)
        for name in list(stack.services):
            stack.kill(name)
        business.corrects(deals[0], quantity=6)

        await _restore(stack, copy)
        try:
            await wait_until(lambda: business.quantities(deals[0]) == [1, 6], 60)
            business.seller.set_rows(deals[-1], [business.seller.row(business.items[11], 3)])
            await wait_until(lambda: business.differences(deals) == [], 90)
            assert business.doubled() == []
        finally:
            await drop_stores(stack)


async def test_a_backup_of_a_working_bus_is_refused_and_a_restore_beside_it_or_over_data_too(peers, tmp_path):
    copy = tmp_path / "copy.bson.gz"
    async with _running(peers, tmp_path) as (stack, business):
        deal = business.sold(0)
        await wait_until(lambda: business.is_exchanged(deal), 60)
        with pytest.raises(StackError, match="читает работающий сервис"):
            await stack.console("backup", str(copy))
        await stack.console("backup", str(copy), "--running")
        with pytest.raises(StackError, match=r"(?s)Работают: .*b24-connector.*Остановите их"):
            await stack.console("restore", str(copy))
        await stop_services(stack)
        with pytest.raises(StackError, match="не пуста"):
            await stack.console("restore", str(copy))

        damaged = tmp_path / "damaged.bson.gz"
        await asyncio.to_thread(damaged.write_bytes, copy.read_bytes()[:-200])
        await move_to_empty_stores(stack)
        await stack.console("topology", "apply")
        with pytest.raises(StackError, match=r"не читается|неполон"):
            await stack.console("restore", str(damaged))
        async with stack.database.client() as client:
            assert await client[stack.surroundings.mongo_database].list_collection_names() == []
        await stack.broker.delete_vhost(stack.surroundings.amqp_url.rsplit("/", 1)[1])
