"""The b24-connector as a process between a simulated portal and real queues."""

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aio_pika
import httpx
import pytest
from pymongo.asynchronous.database import AsyncDatabase

from sandbox.stack import free_ports
from sandbox.stack.program import Command, Program
from sandbox.stack.simulators import (
    Simulator,
    python_environment,
    simulator_of,
    simulator_program,
    tell_portal_where_to_send,
)
from shared.bus.bus import Bus
from shared.canon import ORDERS
from shared.messages.envelope import unwrap
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.store import EntityStore, connect
from tests.integration.b24_connector.company_office import Registry, opened_registry
from tests.integration.b24_connector.private_office import PrivateOffice, opened_shop
from tests.tester import TESTER, apply_groups
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
QUEUES = ("stage-router.orders", "mapper.orders")


@dataclass
class World:
    portal: Simulator
    control: httpx.AsyncClient
    bus: Bus
    database: AsyncDatabase
    store: EntityStore
    channel: aio_pika.abc.AbstractChannel
    amqp_url: str
    mongo_url: str
    mongo_database: str
    workdir: Path
    connector: Program | None = None
    address: str = ""
    messages: list = field(default_factory=list)

    async def start(self, *, listens: bool = True, **settings: str) -> None:
        (port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{port}"
        environment = python_environment() | {
            "DEALBUS_AMQP_URL": self.amqp_url,
            "DEALBUS_MONGO_URL": self.mongo_url,
            "DEALBUS_MONGO_DATABASE": self.mongo_database,
            "DEALBUS_RULES": str(ROOT / "deploy/config/rules.yaml"),
            "DEALBUS_HTTP_PORT": str(port),
            "DEALBUS_B24_WEBHOOK": self.portal.told["webhook"],
            "DEALBUS_B24_APPLICATION_TOKEN": self.portal.told["application_token"],
            "DEALBUS_B24_MEMBER_ID": self.portal.told["member_id"],
            "DEALBUS_B24_RATE": "0",
            "DEALBUS_B24_SWEEP_S": "3600",
            **settings,
        }
        argv = (sys.executable, "-m", "services.b24_connector")
        log = self.workdir / "b24_connector.log"
        self.connector = Program(Command("b24_connector", argv, environment, log, cwd=ROOT), ready=self._is_ready)
        await self.connector.start()
        if listens:
            await tell_portal_where_to_send(self.portal, f"{self.address}/b24/events")

    async def crash(self) -> None:
        """Kill the connector, and let the time of its lease be over at once."""
        self.connector.kill()
        await self.database["leases_b24-connector"].delete_many({})

    async def run(self, *words: str) -> tuple[int, str]:
        """Run `check`, `setup` or a question of the console to its end."""
        command = "-".join(words)
        environment = self.connector.command.environment if self.connector else {}
        argv = (sys.executable, "-m", "services.b24_connector", *words)
        program = Program(Command(command, argv, environment, self.workdir / f"{command}.log", cwd=ROOT))
        program.spawn()
        return await program.wait(), program.output()

    async def _is_ready(self) -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                return (await client.get(f"{self.address}/health/ready")).status_code == 200
            except httpx.TransportError:
                return False

    async def seeded(self) -> dict:
        return (await self.control.get("seeded")).json()

    async def companies(self) -> list[int]:
        """Clients, our own companies left out."""
        return list((await self.seeded())["companies"].values())

    async def products(self) -> list[int]:
        return list((await self.seeded())["products"].values())

    async def new_deal(self, *, stage: str = "NEW", rows: list | None = None, **words) -> int:
        """A manager makes a deal of a seeded company with one row of two pieces at 120."""
        company = (await self.companies())[0]
        row = {"productId": (await self.products())[0], "price": 120, "quantity": 2, "taxRate": 22, "taxIncluded": "Y"}
        spec = {"title": "Поставка болтов", "company": company, "rows": rows or [row], "stage": stage, **words}
        return (await self.does("deals", **spec))["deal"]["id"]

    async def card(self, deal: int) -> dict:
        return (await self.control.get(f"deals/{deal}")).json()

    async def does(self, path: str, **words) -> dict:
        answer = await self.control.post(path, json=words)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def touch(self, deal: int, **words) -> None:
        await self.bus.publish(DealTouched(ref=Ref(system="b24", kind="deal", id=str(deal)), **words))

    async def drain(self) -> list:
        """Take everything that has reached the other services' queues so far."""
        for name in QUEUES:
            queue = await self.channel.get_queue(name)
            while (message := await queue.get(fail=False, no_ack=True)) is not None:
                self.messages.append(unwrap(message.body)[1])
        return self.messages

    async def received(self, kind: type, count: int = 1, timeout_s: float = 20) -> list:
        async def enough():
            found = [one for one in await self.drain() if isinstance(one, kind)]
            return found if len(found) >= count else None

        return await wait_until(enough, timeout_s)

    async def queue_is_empty(self) -> bool:
        """The connector has nothing to do, and nothing on its rungs."""
        names = ["b24-connector.orders", *(f"b24-connector.orders.retry.{rung}" for rung in ("5s", "1m"))]
        counts = [
            (await self.channel.declare_queue(name, passive=True)).declaration_result.message_count for name in names
        ]
        return not any(counts) and await self.has_nothing_in_hand()

    async def has_nothing_in_hand(self) -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            metrics = (await client.get(f"{self.address}/metrics")).text
        in_process = [line for line in metrics.splitlines() if line.startswith("bus_in_process_messages{")]
        return all(line.endswith(" 0.0") for line in in_process)

    async def calm(self, timeout_s: float = 30) -> list:
        """Wait until the connector is idle three times in a row, and return all messages."""
        quiet = 0

        async def idle():
            nonlocal quiet
            waiting = (await self.control.get("stats")).json()["events"]["waiting"]
            quiet = quiet + 1 if not waiting and await self.queue_is_empty() else 0
            return quiet >= 3

        await wait_until(idle, timeout_s, every=0.1)
        return await self.drain()


@pytest.fixture
async def world(amqp_url, mongo_url, mongo_database, tmp_path) -> AsyncIterator[World]:
    program = simulator_program("portal", tmp_path, ("--companies", "20", "--items", "60"))
    await program.start()
    try:
        portal = simulator_of(program)
        await apply_groups(amqp_url, ["b24-connector.orders"], stand_ins=True)
        async with (
            portal.control() as control,
            Bus.connect(amqp_url, service=TESTER) as bus,
            connect(mongo_url, mongo_database) as database,
            await aio_pika.connect(amqp_url) as connection,
        ):
            channel = await connection.channel()
            store = EntityStore(database, "b24", ORDERS)
            made = World(portal, control, bus, database, store, channel, amqp_url, mongo_url, mongo_database, tmp_path)
            yield made
            if made.connector:
                await made.connector.stop()
    finally:
        program.kill()


@pytest.fixture
async def registry() -> AsyncIterator[Registry]:
    """Companies of a portal, and what the connector reads and writes of them."""
    async with opened_registry() as registry:
        yield registry


@pytest.fixture
async def shop() -> AsyncIterator[PrivateOffice]:
    """Private persons of a portal who buy, and what the connector reads and writes of them."""
    async with opened_shop() as shop:
        yield shop
