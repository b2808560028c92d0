"""Awaits promptly what is stored between a look at a record and its write; else the record is looked at again."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from shared.bus.errors import Retryable
from shared.messages.groups import Stamp
from shared.store.entities import EntityStore
from shared.store.entity import Entity, K, M

T = TypeVar("T")
PROMPT_S = 2.0
"""So long may a note take; a database that steps down or is cut off takes up to a minute."""


async def promptly(noting: Awaitable[T]) -> T:
    """Await a note stored before a record's write; if it does not come promptly, the record is looked at again.

    No call of either peer is conditional, so what people save between look and write is overwritten.

    Raises:
        Retryable: the note is stored, and nothing was sent; uncounted.
    """
    clock = asyncio.get_running_loop().time
    began = clock()
    noted = await noting
    if clock() - began > PROMPT_S:
        raise Retryable("the database was slow, and the record is looked at again", after_s=1, counted=False)
    return noted


async def note_forecast(
    store: EntityStore[M], entity: Entity[M], digests: Mapping[K, str], stamps: Mapping[K, Stamp]
) -> None:
    """Note what a record will hold once a write of it was taken (`EntityStore.note_sent`).

    Args:
        store: of the entity.
        entity: as the write began.
        digests: by group.
        stamps: the command's.

    Raises:
        Retryable: another write has begun, or the database was slow; uncounted.
    """
    version, sent = entity.writing.version if entity.writing else 0, numbered(digests, stamps)
    if sent and not await promptly(store.note_sent(entity.key, version, sent)):
        raise Retryable(f"another write of {entity.key} has begun", after_s=5, counted=False)


def numbered(digests: Mapping[K, str], stamps: Mapping[K, Stamp]) -> dict[K, dict[str, int]]:
    """Return digests with the numbers of a command, as `EntityStore.note_sent` takes them."""
    return {group: {digest: stamps[group].edited} for group, digest in digests.items()}
