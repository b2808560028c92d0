"""What a note says of 1C's answer about a deal's order: the deal waits, or a later answer has come."""

from datetime import UTC

from services.b24_connector.memory.deal import DealMemory
from shared.messages.ring.commands import DealNote
from shared.store import Into


def is_overtaken(note: DealNote, fields: DealMemory) -> bool:
    """Tell whether 1C has answered about a deal's order after what a note tells of it: it was parked, or replayed."""
    answered = fields.get("answered")
    return bool(answered and note.since and note.since < answered.replace(tzinfo=UTC))


def waiting_after(note: DealNote) -> DealMemory:
    """Return what to remember of a deal's wait; one that waits no more may be told the same refusal again."""
    if note.waiting is None:
        return {}
    answered: DealMemory = {"answered": note.since} if note.since else {}
    if note.waiting or any(one.topic == "refusal" for one in note.told):
        return {**answered, "waiting": True if note.waiting else None}
    return {**answered, "waiting": None, "told": Into({"refusal": None})}
