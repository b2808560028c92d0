"""The administrator who says who is who, and what he is asked."""

import asyncio
from dataclasses import dataclass

import aio_pika
from typer.testing import CliRunner

from services.console.matching.command import app
from services.console.settings import ConsoleSettings
from services.mapper.links import Links
from shared.messages.envelope import unwrap
from shared.messages.ring.doubts import Doubt, doubt_about
from shared.messages.ring.facts import DealTouched
from shared.messages.things import Ref
from shared.store import EntityStore

ONE, OTHER, ITEM = (f"0a000000-0000-4000-8000-0000000000{last}" for last in ("01", "02", "81"))
REQUISITE = Ref(system="b24", kind="requisite", id="27")
QUEUES = ("b24-connector.orders", "b24-connector.directory", "onec-connector.orders", "onec-connector.directory")
HINTS = [DealTouched(ref=Ref(system="b24", kind="deal", id=number), force=True) for number in ("41", "42")]


def legal_entity(guid):
    return Ref(system="onec", kind="legal_entity", id=guid)


def which_firm(name="Ромашка") -> Doubt:
    keys = {"inn": "7707083893", "name": name}
    found = [
        (legal_entity(ONE), "Ромашка", {"inn": "7707083893", "name": name}),
        (legal_entity(OTHER), "Лютик", {"inn": "7707083893", "name": "Лютик"}),
    ]
    return doubt_about("requisite", REQUISITE, name, keys, found)


def which_product() -> Doubt:
    item = Ref(system="onec", kind="item", id=ITEM)
    found = [(Ref(system="b24", kind="product", id=one), "Болт", {"article": "B-8"}) for one in ("501", "502")]
    return doubt_about("product", item, "Болт М8", {"article": "B-8"}, found)


@dataclass
class Office:
    """What the administrator works with, and what he brings about."""

    settings: ConsoleSettings
    links: Links
    products: EntityStore

    async def waits(self, *deals: str, doubt: Doubt | None = None) -> None:
        for deal in deals:
            await self.links.doubts.put(doubt or which_firm(), f"deal:{deal}")

    async def partner(self, kind: str, ref: Ref) -> str:
        return (await self.links.counterparts([(kind, ref)])).get((kind, ref.id), "")

    async def types(self, *words: str) -> tuple[int, str]:
        named = {
            "AMQP_URL": self.settings.amqp_url,
            "MONGO_URL": self.settings.mongo_url,
            "MONGO_DATABASE": self.settings.mongo_database,
        }
        environment = {f"DEALBUS_{name}": value for name, value in named.items()}
        done = await asyncio.to_thread(CliRunner().invoke, app, list(words), env=environment)
        return done.exit_code, done.output

    async def told(self) -> list:
        async with await aio_pika.connect(self.settings.amqp_url) as connection:
            channel, found = await connection.channel(), []
            for name in QUEUES:
                queue = await channel.get_queue(name)
                while (message := await queue.get(fail=False, no_ack=True)) is not None:
                    found.append(unwrap(message.body)[1])
            return found
