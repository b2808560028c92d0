"""Has one message wait with a sentence that a deal's timeline does not take, however often it is said meanwhile.

An order that the portal refuses is tried hourly, and each time the same sentence comes anew.
"""

from datetime import UTC, datetime, timedelta

from services.b24_connector.memory.deal import DealMemory, DealStore
from services.b24_connector.memory.deal_notes import Untold
from shared.canon import digest
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import DealNote
from shared.store import Into

LOST_AFTER = timedelta(hours=2)
"""A message that waits comes hourly; one that has not come for longer was taken out of its queue by somebody."""


async def waits_another(store: DealStore, envelope: Envelope, note: DealNote, fields: DealMemory) -> bool:
    """Tell whether another message waits to tell the same in a deal; if none does, note that this one will.

    Args:
        store: where the deal is remembered.
        envelope: of the message; its id is the same in every attempt.
        note: the message, which the portal has not let be told.
        fields: of the deal.
    """
    what, by, now = _what(note), str(envelope.id), datetime.now(UTC)
    known = (fields.get("untold") or {}).get(what)
    if known and known["by"] != by and now - known["at"] < LOST_AFTER:
        return True
    own: Untold = {"by": by, "at": now}
    await store.set_fields(note.key, {"untold": Into({what: own})})
    return False


def told_now(note: DealNote, fields: DealMemory) -> DealMemory:
    """Return what to remember once a message is told: none waits to tell the same.

    Args:
        note: the message.
        fields: of the deal.
    """
    untold = {what: one for what, one in (fields.get("untold") or {}).items() if what != _what(note)}
    return {"untold": untold or None} if fields.get("untold") else {}


def _what(note: DealNote) -> str:
    return digest([one.text for one in note.told])
