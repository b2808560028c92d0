"""What the portal would do with commands of the lane `directory`: `ask products`, commands in, verdicts out."""

import asyncio
from dataclasses import asdict

from services.b24_connector.portal import Portal
from services.b24_connector.writer.products.trial import Trial, Weighed
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.ring.message import Message
from shared.process.asking import heard, say_json


async def products(portal: Portal) -> int:
    """Read commands from standard input and write a verdict on each, in their order."""
    trial = Trial(portal)
    async for message in heard():
        if (verdict := await _verdict(trial, message)) is not None:
            await asyncio.to_thread(say_json, asdict(verdict))
    return 0


async def _verdict(trial: Trial, message: Message) -> Weighed | None:
    match message:
        case ProductUpsert():
            return await trial.product(message)
        case SectionUpsert():
            return await trial.section(message)
        case _:
            return None
