"""Looks for the secrets that a run knew in whatever the run produced, however a text spells them."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import aio_pika
import httpx

from shared.bus.topology import queues, retry_exchange
from shared.messages.routes import GROUPS, PUBLISHERS, exchange_of
from shared.observe.secrets import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sandbox.stack import Stack

SECRET_SETTINGS = (
    *("DEALBUS_AMQP_URL", "DEALBUS_MONGO_URL", "DEALBUS_B24_WEBHOOK", "DEALBUS_B24_APPLICATION_TOKEN"),
    *("DEALBUS_ONEC_PASSWORD", "DEALBUS_ONEC_TOKEN"),
)
SHORTEST = 8
"""Characters; what is shorter stands in other words, and no real secret is."""
TAP = "kept-for-a-look"
PAGES = ("metrics", "health/ready", "health/live")


def betrayed(secrets: Mapping[str, str], produced: Mapping[str, str]) -> list[str]:
    """Say which secret stands where; neither is shown.

    Args:
        secrets: by the name of their setting.
        produced: texts by where they were found.
    """
    spelt = {name: set(_spellings(secret)) for name, secret in secrets.items() if len(secret) >= SHORTEST}
    return [
        f"{place} holds {name}"
        for place, text in produced.items()
        for name, spellings in spelt.items()
        if any(one in text for one in spellings)
    ]


def _spellings(secret: str) -> Iterator[str]:
    yield from (secret, quote(secret, safe=""), quote(secret, safe="").lower(), quote_plus(secret))
    for write in (b64encode, urlsafe_b64encode):
        for before in range(3):  # by where in a group of three bytes it begins; the ends depend on the neighbours
            written = write(bytes(before) + secret.encode()).decode().rstrip("=")
            yield written[(0, 2, 3)[before] : -1]


def secrets_of(stack: Stack) -> dict[str, str]:
    """Return what the services of a stack are not to tell, by setting."""
    return {
        f"{setting} of {name} ({place})": secret
        for name, service in stack.services.items()
        for setting in SECRET_SETTINGS
        for place, secret in enumerate(secrets_in(service.program.command.environment.get(setting, "")))
        if secret
    }


async def tap(url: str) -> None:
    """Keep a copy of every message that is published or put aside from now on, for `produced_by`."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(TAP, durable=True)
        for program in PUBLISHERS:
            await queue.bind(exchange_of(program), "#")
        for aside in (retry_exchange(group) for group in GROUPS):
            for key in {key for one in queues() for exchange, key in one.bindings if exchange == aside}:
                await queue.bind(aside, key)


async def produced_by(stack: Stack) -> dict[str, str]:
    """Return the logs of a stack's services, the pages they show and the messages that were kept of them."""
    found = {"messages": await kept(stack.addresses()["amqp_url"])}
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        for name, service in stack.services.items():
            found[f"the log of {name}"] = service.program.command.log.read_text(encoding="utf-8", errors="replace")
            for page in PAGES:
                found[f"{page} of {name}"] = (await client.get(f"{service.http_url}/{page}")).text
    return found


async def kept(url: str) -> str:
    """Return headers and bodies of the messages that `tap` kept."""
    texts = []
    async with await aio_pika.connect(url) as connection:
        queue = await (await connection.channel()).get_queue(TAP)
        while message := await queue.get(no_ack=True, fail=False):
            texts.append(f"{message.headers}\n{message.body.decode(errors='replace')}")
    return "\n".join(texts)
