"""What a note still says of 1C's answer about a deal's order: a later answer may have come before it.

A note is parked for seconds or hours, or replayed. What it says of how the order stands is not true any more then; what
has happened it tells all the same.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal

from services.b24_connector.memory.deal import DealMemory
from services.b24_connector.vocabulary.exchange import noted
from shared.bus.clocks import APART_S
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Told
from shared.store import Into

AHEAD = timedelta(seconds=APART_S)
"""A moment further in the future was noted by a wrong clock."""


def still_true(note: DealNote, fields: DealMemory) -> tuple[Told, ...]:
    """Return a note's sentences without those of how the order stood before the manager read a later answer of 1C.

    An edit that an accepted order did not take (`waiting` is False) has happened, and no later answer says it again.

    Args:
        note: of whatever age.
        fields: of the deal.
    """
    if not _is_earlier(note, fields.get("answered")):
        return note.told
    over = {"closed", "refusal"} if note.waiting else {"closed"}
    return tuple(one for one in note.told if one.topic not in over or one.stops)


def state_after(note: DealNote, fields: DealMemory) -> DealMemory:
    """Return what to remember, told or not, of how a deal's order stands; one that waits no more may be refused anew.

    Args:
        note: of whatever age.
        fields: of the deal.
    """
    changes = noted(note)
    is_told = _is_earlier(note, fields.get("answered"))
    if is_told or _is_earlier(note, fields.get("state_at")):
        # What an administrator alone ends is ended by no answer; the refusal told last stays the later one.
        changes = {of: one for of, one in changes.items() if of == "stopped"}
        last: DealMemory = {"told": Into({"refusal": (fields.get("told") or {}).get("refusal")})} if is_told else {}
        return {"hindered": Into(changes), **last} if changes else last
    state: DealMemory = {"hindered": Into(changes)} if changes else {}
    if note.waiting is None:
        return state
    state |= {"waiting": True if note.waiting else None, **_dated("state_at", note)}
    is_refused = note.waiting or any(one.topic == "refusal" for one in note.told)
    return state if is_refused else {**state, "told": Into({"refusal": None})}


def answer_of(note: DealNote, fields: DealMemory) -> DealMemory:
    """Return what to remember of a note's answer once it is told."""
    is_over = note.waiting is None or _is_earlier(note, fields.get("answered"))
    return {} if is_over else _dated("answered", note)


def _is_earlier(note: DealNote, answered: datetime | None) -> bool:
    """Tell whether a note tells of a moment before an answer; one from the future is no answer to go by."""
    if note.since is None or answered is None:
        return False
    answered = answered.replace(tzinfo=UTC)
    return note.since < answered <= datetime.now(UTC) + AHEAD


def _dated(name: Literal["answered", "state_at"], note: DealNote) -> DealMemory:
    """Return the moment of a note's answer to be remembered: of one from the future, the moment at which it came."""
    if note.since is None:
        return {}
    now = datetime.now(UTC)
    since = note.since if note.since <= now + AHEAD else now
    return {"answered": since} if name == "answered" else {"state_at": since}
