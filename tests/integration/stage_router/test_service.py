"""The stage-router as a process between a real broker's queues."""

import signal
import sys
from pathlib import Path

import aio_pika
import httpx

from sandbox.stack import Command, Program, free_ports
from sandbox.stack.simulators import ROOT, python_environment
from shared.bus.bus import Bus
from shared.messages.envelope import unwrap
from shared.messages.ring.decisions import OrderWanted, StageWanted
from shared.messages.ring.facts import DealChanged, OrderStatus
from tests.tester import TESTER, apply_groups
from tests.unit.rules.snapshots import DEAL, deal, order
from tests.waiting import wait_until

RULES = Path("deploy/config/rules.yaml")
DELIVERED = RULES.read_text(encoding="utf-8")


def router(amqp_url, workdir, rules=RULES):
    (port,) = free_ports(1)
    environment = python_environment() | {
        "DEALBUS_AMQP_URL": amqp_url,
        "DEALBUS_RULES": str(rules),
        "DEALBUS_HTTP_PORT": str(port),
    }
    command = Command(
        "router", (sys.executable, "-m", "services.stage_router"), environment, workdir / "router.log", cwd=ROOT
    )
    return Program(command, ready=lambda: is_ready(f"http://127.0.0.1:{port}"))


async def is_ready(address):
    async with httpx.AsyncClient(trust_env=False) as client:
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


async def test_facts_become_decisions_for_the_mapper(amqp_url, tmp_path):
    await apply_groups(amqp_url, ("stage-router.orders", "mapper.orders"), stand_ins=True)
    program = router(amqp_url, tmp_path)
    await program.start()
    try:
        async with Bus.connect(amqp_url, service=TESTER) as bus:
            await bus.publish(DealChanged(order=deal()))
            (wanted,) = await decisions(amqp_url, 1)
            await bus.publish(OrderStatus(order=order("ГотовКОтгрузке", paid=100, origin=DEAL)))
            (stage,) = await decisions(amqp_url, 1)
        program.signal(signal.SIGTERM)
        code = await program.wait()
    finally:
        program.kill()

    assert isinstance(wanted, OrderWanted)
    assert wanted.may_create
    assert isinstance(stage, StageWanted)
    assert stage.rule.moves["0"].to == "FINAL_INVOICE"
    assert code == 0


async def test_a_wrong_rules_file_stops_the_start_with_its_line_and_no_traceback(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(DELIVERED.replace("lost: unpost\n", "lost: unpst\n"), encoding="utf-8")
    program = router("amqp://nobody@127.0.0.1:1/", tmp_path, path)
    program.spawn()
    code = await program.wait()

    text = program.output()
    assert code == 2
    assert "имелось в виду «unpost»" in text
    assert "строка" in text
    assert "Traceback" not in text
