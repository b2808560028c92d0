"""Has one message of a record that cannot be read given up, however often the record is looked at."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog

from services.b24_connector.memory.unreadable import NotedUnreadable
from services.b24_connector.portal import PortalHidden, PortalRefusal
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.facts import Touched
from shared.messages.things import Ref
from shared.process.answers import UnreadableRecord
from shared.store import Entity, EntityStore

Unreadable = PortalRefusal | UnreadableRecord
T = TypeVar("T", bound=Touched)
TellUnreadable = Callable[[Envelope, T, Unreadable], Awaitable[None]]
UNREAD = HandlerResult()
"""Nothing was read: earlier touches are not answered, as the first one will be when it is replayed."""
log = structlog.get_logger()


async def fail_once(
    look: Callable[[], Awaitable[HandlerResult]],
    store: EntityStore[Any],
    envelope: Envelope,
    message: T,
    *,
    tell: TellUnreadable[T] | None = None,
) -> HandlerResult:
    """Look at a record of the portal, and let one message alone fail for as long as it cannot be read.

    Else every round of a sweep would make a dead letter more, or begin another row of attempts.

    Args:
        look: reads the record and returns what is to be published.
        store: where it is remembered.
        envelope: of the message that asks for the look.
        message: that.
        tell: tells people; called when another message has failed over the record already. None: nobody is told.

    Returns:
        What the look has; `UNREAD` where another message has failed over the record already.

    Raises:
        PortalRefusal, UnreadableRecord: it cannot be read, and this message is the first that has found so.
    """
    try:
        return await look()
    except (PortalRefusal, UnreadableRecord) as error:
        if await _is_first(store, message.ref, envelope, error) or message.asserted:
            raise  # a person's decision is nobody's to drop
        log.info("still cannot be read", ref=message.ref.key, error=str(error))
        if tell is not None:
            await tell(envelope, message, error)
        return UNREAD


async def note_read(store: EntityStore[Any], entity: Entity[Any] | None) -> None:
    """Forget that a record of the portal could not be read: it can, or is gone.

    Args:
        store: where it is remembered.
        entity: its document; None: it has none.
    """
    if entity is not None and entity.fields.get("unreadable"):
        await store.set_fields(entity.key, {"unreadable": None})


async def _is_first(store: EntityStore[Any], ref: Ref, envelope: Envelope, error: Unreadable) -> bool:
    """Tell whether a message is the first that finds a record unreadable, or is tried again after that; note it."""
    by = str(envelope.id)  # the same in every attempt
    entity = await store.find(ref.id) or await store.get(ref.key)
    noted: NotedUnreadable | None = entity.fields.get("unreadable") if entity else None
    if noted is None or noted["why"] != str(error):
        now: NotedUnreadable = {
            "by": noted["by"] if noted else by,
            "record": error.record if isinstance(error, PortalHidden) else "",
            "why": str(error),
            "since": noted["since"] if noted else datetime.now(UTC),
        }
        await store.set_fields(entity.key if entity else ref.key, {"unreadable": now})
    return noted is None or noted["by"] == by
