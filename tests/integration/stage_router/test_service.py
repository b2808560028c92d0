"""The stage-router as a process between a real broker's queues."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import aio_pika
import httpx

from sandbox.stack import free_ports
from shared.bus.bus import Bus
from shared.bus.topology import apply_topology
from shared.messages.envelope import unwrap
from shared.messages.ring.decisions import OrderWanted, StageWanted
from shared.messages.ring.facts import DealChanged, OrderStatus
from tests.tester import TESTER, admit_tester
from tests.unit.rules.snapshots import DEAL, deal, order
from tests.waiting import wait_until

RULES = Path("deploy/config/rules.yaml")


@contextmanager
def router(amqp_url, rules=RULES):
    (port,) = free_ports(1)
    environment = {
        **os.environ,
        "DEALBUS_AMQP_URL": amqp_url,
        "DEALBUS_RULES": str(rules),
        "DEALBUS_HTTP_PORT": str(port),
    }
    command = [sys.executable, "-m", "services.stage_router"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


async def is_ready(address):
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{address}/health/ready")).status_code == 200
        except httpx.TransportError:
            return False


async def decisions(amqp_url, count):
    """Take decisions from the mapper's queue."""
    connection = await aio_pika.connect(amqp_url)
    async with connection:
        queue = await (await connection.channel()).get_queue("mapper.orders")
        found = []

        async def taken():
            message = await queue.get(fail=False, no_ack=True)
            if message is not None:
                found.append(unwrap(message.body)[1])
            return len(found) == count

        await wait_until(taken)
    return found


async def test_facts_become_decisions_for_the_mapper(amqp_url):
    await apply_topology(amqp_url)
    await admit_tester(amqp_url)
    with router(amqp_url) as (process, address):
        await wait_until(lambda: is_ready(address))
        async with Bus.connect(amqp_url, service=TESTER) as bus:
            await bus.publish(DealChanged(order=deal()))
            (wanted,) = await decisions(amqp_url, 1)
            await bus.publish(OrderStatus(order=order("ГотовКОтгрузке", paid=100, origin=DEAL)))
            (stage,) = await decisions(amqp_url, 1)
        process.terminate()
        code = process.wait(30)

    assert isinstance(wanted, OrderWanted)
    assert wanted.may_create
    assert isinstance(stage, StageWanted)
    assert stage.rule.moves["0"].to == "FINAL_INVOICE"
    assert code == 0


def test_a_wrong_rules_file_stops_the_start_with_its_line_and_no_traceback(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(RULES.read_text(encoding="utf-8").replace("lost: unpost\n", "lost: unpst\n"), encoding="utf-8")
    with router("amqp://nobody@127.0.0.1:1/", path) as (process, _):
        _, errors = process.communicate(timeout=30)

    text = errors.decode()
    assert process.returncode == 2
    assert "имелось в виду «unpost»" in text
    assert "строка" in text
    assert "Traceback" not in text
