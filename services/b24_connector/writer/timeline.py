"""Tells sentences in the timeline of a deal, company or private person, each once, whatever becomes of an answer.

A comment has no key of its own, so what is about to be told is remembered before the call: a run that finds it there
looks whether the comment stands before it writes it again, or another one with some of the same sentences.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar, cast

from services.b24_connector.memory.told import DoubtedNote, ToldMemory
from services.b24_connector.vocabulary.values import as_text
from services.b24_connector.writer.comments import LONG_AGO, Comments
from services.b24_connector.writer.unread import IDS_KEPT, Telling, choose
from shared.canon import digest
from shared.messages.ring.told import Told
from shared.store import Into
from shared.store.entities import EntityStore

M = TypeVar("M", bound=ToldMemory)
UNTOLD: Final[ToldMemory] = {"telling": None, "telling_since": None, "doubted": None}


class Timeline(Generic[M]):
    """The timelines of one kind of records, with what is remembered of what they say.

    Args:
        comments: writes and finds them.
        store: of the records' documents.
    """

    def __init__(self, comments: Comments, store: EntityStore[M]) -> None:
        self._comments = comments
        self._store = store

    async def left(
        self, key: str, record: str, fields: M, told: Sequence[Told], *, always: bool = False
    ) -> tuple[M, Telling]:
        """Choose which sentences a record's timeline does not say yet, and return its fields as they are then.

        Where nobody knows whether a former comment stands, that is found out before another one is written.

        Args:
            key: of its document.
            record: its id.
            fields: of the document, as read before.
            told: sentences in order.
            always: repeat sentences too.

        Raises:
            Retryable: a former run's comment may still come; uncounted.
        """
        left = _unread(fields, told, always=always)
        if left.told and fields.get("doubted") and fields.get("telling") != digest(left.text):
            fields = await self._settled(key, record, fields)
            left = _unread(fields, told, always=always)
        return fields, left

    async def write(self, key: str, record: str, fields: M, left: Telling) -> str:
        """Write what is left to tell as one comment unless that stands, and return its id.

        Args:
            key: of the record's document.
            record: its id.
            fields: of the document.
            left: what to tell.

        Raises:
            PortalMissing: the record is gone.
            NoteRefused: the portal does not take it.
            DoubtfulWrite: nobody knows whether it stands; the next run looks.
        """
        known: ToldMemory = fields
        telling, text = digest(left.text), as_text(left.text)
        begun = (known.get("telling_since") or LONG_AGO) if known.get("telling") == telling else None
        doubted: DoubtedNote = {"text": text, "told": dict(left.marks), "heard": left.ids}

        async def remember(since: datetime | None) -> None:
            told: ToldMemory = {"telling": telling, "telling_since": since, "doubted": doubted}
            await self._note(key, told if since else UNTOLD)

        return await self._comments.once(record, text, begun=begun, remember=remember)

    async def remember(self, key: str, fields: M, left: Telling) -> None:
        """Remember that a record's timeline says what was left to tell."""
        await self._note(key, told_of(fields, left))

    async def _settled(self, key: str, record: str, fields: M) -> M:
        """Learn whether a doubted comment stands, and return the record's fields as they are then."""
        known: ToldMemory = fields
        changes, doubted = UNTOLD, known.get("doubted")
        begun = known.get("telling_since") or LONG_AGO
        if doubted and await self._comments.made(record, doubted["text"], begun=begun):
            heard = [*(known.get("heard") or ()), *doubted["heard"]]
            changes = {**UNTOLD, "told": Into(doubted["told"]), "heard": heard[-IDS_KEPT:] or None}
        await self._note(key, changes)
        entity = await self._store.get(key)
        return entity.fields if entity else fields

    async def _note(self, key: str, changes: ToldMemory) -> None:
        await self._store.set_fields(key, cast("Any", changes))


def told_of(fields: ToldMemory, left: Telling) -> ToldMemory:
    """Return what to remember once a record's timeline says what was left to tell."""
    changes: ToldMemory = {"told": Into(left.marks), **(UNTOLD if left.told else {})}
    if left.ids:
        changes["heard"] = [*(fields.get("heard") or ()), *left.ids][-IDS_KEPT:]
    return changes


def _unread(fields: ToldMemory, told: Sequence[Told], *, always: bool) -> Telling:
    unheard = [one for one in told if one.id not in (fields.get("heard") or ())]
    left = choose(unheard, fields.get("told") or {}, always=always)
    return replace(left, ids=tuple(dict.fromkeys(one.id for one in unheard if one.id)))
