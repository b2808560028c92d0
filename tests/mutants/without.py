"""What a mutant calls in place of a safeguard. Only a mutated copy of the tree imports it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from services.b24_connector.vocabulary.amounts import amount_of
from services.b24_connector.vocabulary.deals import client_of
from services.b24_connector.vocabulary.values import identity
from services.mapper.links import DealLink
from shared.bus.errors import Retryable
from shared.entities import Verdict
from shared.messages.things import Ref

_begun: list["asyncio.Future[None]"] = []


async def begin_unseen_write(store: Any, key: str) -> Any:
    """Begin a write for which no reader steps aside."""

    async def unmoved(key: str, version: int) -> Any:
        entity = await store.get(key)
        return entity if entity is not None and entity.version == version else None

    store.unmoved = unmoved
    return await store.begin_write(key)


def everything(stamps: Mapping[str, object]) -> dict[str, Verdict]:
    """Write every group of a command, whatever its number."""
    return dict.fromkeys(stamps, Verdict.WRITE)


async def at_once(then: Callable[[], Awaitable[object]] | None) -> None:
    """Do before publishing what is to be done after the broker's confirm."""
    if then is not None:
        await then()


def soon(then: Callable[[], Awaitable[object]] | None) -> None:
    """Begin it at once, where nobody can wait for it."""
    if then is not None:
        _begun.append(asyncio.ensure_future(at_once(then)))


def every_write(_entity: object, _before: object, after: Mapping[str, Any]) -> dict[str, Any]:
    """Expect the echo of a write whatever a person has saved beside it."""
    return {
        "time": after.get("updatedTime"),
        "user": identity(after.get("updatedBy")),
        "amount": amount_of(after),
        "client": client_of(after),
        "at": datetime.now(UTC),
    }


def unborn(ref: Ref) -> DealLink:
    """Return the link of a record that begins here, and store nothing."""
    return DealLink(ref.key, *((ref.id, None) if ref.system == "b24" else (None, ref.id)))


def forgiving(publish: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[None]]:
    """Go on as if the broker had taken what it did not take."""

    async def publishes(*messages: object, **words: object) -> None:
        with suppress(Retryable):
            await publish(*messages, **words)

    return publishes


def forgive(sender: Any) -> None:
    """The same of whatever publishes through it."""
    sender._publish = forgiving(sender._publish)
