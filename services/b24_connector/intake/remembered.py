"""What `check` learns from the b24-connector's own database: the portal's last event, what could not be read."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from services.b24_connector.intake.last_event import LastEvent
from services.b24_connector.reference.event_findings import HeardEvents
from services.b24_connector.reference.unreadable_findings import UnreadableFound, unreadable_records
from services.b24_connector.settings import Settings
from shared.bus.errors import Retryable
from shared.store import Lease, StoreUnavailableError, connect

EVENT_S = 60
"""How long `check` waits for a person to change a deal."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the database of the b24-connector says for `check`.

    Args:
        heard: of the portal.
        unreadable: what could not be read of it.
    """

    heard: HeardEvents
    unreadable: Sequence[UnreadableFound] = ()


async def remembered(settings: Settings, service: str) -> Remembered | None:
    """Return what the database says for `check`; None: it is away.

    On a terminal, wait for a test event if the portal was never heard.

    Args:
        settings: where it is.
        service: the name under which the running one holds its lease.
    """
    try:
        async with connect(settings.mongo_url, settings.mongo_database) as database:
            last, lease = LastEvent(database), Lease(database, service, "")
            unreadable = await unreadable_records(database)
            heard = await _heard_so_far(last, listening=await lease.is_held())
            if heard.listening and heard.last is None and heard.refused is None and sys.stdout.isatty():
                heard = await _heard_soon(last)
            return Remembered(heard, unreadable)
    except (StoreUnavailableError, Retryable):
        return None  # `dealbus check` says so itself


async def _heard_soon(last: LastEvent) -> HeardEvents:
    print(f"Измените сейчас на портале любую сделку: жду события {EVENT_S} с.")  # noqa: T201
    heard = HeardEvents(None, listening=True)
    for _ in range(EVENT_S):
        await asyncio.sleep(1)
        heard = await _heard_so_far(last, listening=True)
        if heard.last or heard.refused:
            break
    return heard


async def _heard_so_far(last: LastEvent, *, listening: bool) -> HeardEvents:
    return HeardEvents(await last.at(), listening, *(await last.refusal() or ()))
