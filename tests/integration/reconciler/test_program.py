"""The reconciler as a process: it begins what is wanted, tells the console how far it is, and ends in good order."""

import json
import signal
import sys

import aio_pika
import httpx

from sandbox.stack import Command, Program, free_ports
from sandbox.stack.simulators import ROOT, python_environment
from shared.bus.bus import Bus
from shared.messages.envelope import unwrap
from shared.messages.ring.census import DealCensus, ReconcileWanted
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until


async def is_ready(address: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            return (await client.get(f"{address}/health/ready")).status_code == 200
        except httpx.TransportError:
            return False


async def test_it_asks_for_both_sides_and_says_so(amqp_url, mongo_url, mongo_database, tmp_path):
    (port,) = free_ports(1)
    environment = python_environment() | {
        "DEALBUS_AMQP_URL": amqp_url,
        "DEALBUS_MONGO_URL": mongo_url,
        "DEALBUS_MONGO_DATABASE": mongo_database,
        "DEALBUS_RULES": str(ROOT / "deploy/config/rules.yaml"),
        "DEALBUS_HTTP_PORT": str(port),
        "DEALBUS_RECONCILE_AT": "off",
    }
    words = (sys.executable, "-m", "services.reconciler")
    await apply_groups(amqp_url, ["reconciler.census"], stand_ins=True)
    command = Command("reconciler", words, environment, tmp_path / "reconciler.log", cwd=ROOT)
    program = Program(command, ready=lambda: is_ready(f"http://127.0.0.1:{port}"))
    async with Bus.connect(amqp_url, service=TESTER) as bus, await aio_pika.connect(amqp_url) as connection:
        await bus.publish(ReconcileWanted(run="mine"))  # it waits for the service
        await program.start()
        try:
            queue = await (await connection.channel()).get_queue("b24-connector.census")

            async def asked() -> aio_pika.abc.AbstractIncomingMessage | None:
                return await queue.get(fail=False, no_ack=True)

            message = await wait_until(asked, 60)
            told = {}
            for question in ("state", "summary", "first"):
                log = tmp_path / f"{question}.log"
                teller = Program(Command(question, (*words, question), environment, log, cwd=ROOT))
                teller.spawn()
                assert await teller.wait() == 0, teller.output()
                told[question] = json.loads(teller.output().splitlines()[-1])
            program.signal(signal.SIGTERM)
            code = await program.wait()
        finally:
            program.kill()

    assert unwrap(message.body)[1] == DealCensus(run="mine", since="2026-01-01T00:00:00+03:00")
    assert told["state"]["run"]["name"] == "mine"
    assert told["state"]["differences"] == []
    assert told["summary"] == {"run": told["state"]["run"], "done": None, "differing": 0}
    nothing = {"differences": 0, "pairs": 0, "moving": 0, "standing": 0, "earlier": 0}
    assert told["first"] | {"done": None} == told["state"] | {"totals": nothing}
    assert code == 0
