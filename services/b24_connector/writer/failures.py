"""Tells in the deal that a message about it waits for a right, or was given up."""

from collections.abc import Sequence

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.deal import Deal, DealMemory, DealStore
from services.b24_connector.portal import PortalHidden, PortalRefusal, PortalRightsError
from services.b24_connector.portal.rights import NO_SCOPE, right_of
from services.b24_connector.reader.snapshots import DealSnapshots
from services.b24_connector.reader.unreadable import Unreadable
from services.b24_connector.vocabulary.exchange import State, hindered
from services.b24_connector.writer.comments import NoteRefused
from services.b24_connector.writer.notes import NoteWriter
from shared.bus.errors import Retryable, TooLargeError
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import DealMove, DealNote, DealUpsert
from shared.messages.ring.facts import DealTouched
from shared.messages.ring.message import Message
from shared.messages.ring.told import Told
from shared.store import Into

log = structlog.get_logger()


class DealFailures:
    """Is called for every failed message about a deal.

    Args:
        deals: reads them.
        store: what is remembered of them.
        notes: tells the manager.
    """

    def __init__(self, deals: DealSnapshots, store: DealStore, notes: NoteWriter) -> None:
        self._deals = deals
        self._store = store
        self._notes = notes

    async def tell(self, envelope: Envelope, message: Message, error: Exception, *, is_dead: bool) -> Sequence[Message]:  # noqa: ARG002 - the lane's contract
        """Tell in the deal, once, that a message about it failed, if a person must act; of a failed comment nothing."""
        told = _told(error, is_dead=is_dead)
        if told is None or isinstance(message, DealNote):
            return ()
        entity = await self._entity(message)
        if entity and isinstance(error, TooLargeError) and isinstance(message, DealTouched):
            await self._store.set_fields(entity.key, {"too_long": True})
        deal = message.ref.id if isinstance(message, DealTouched) else entity.ref if entity else None
        if deal and not await self._is_idle(message, entity, deal):
            key = entity.key if entity else message.subject
            more: DealMemory = {"hindered": Into({_hindered_by(message): hindered((told,), _state(error, told))})}
            await self._notes.tell(key, deal, entity.fields if entity else {}, (told,), more=more)
        return ()

    async def tell_unreadable(self, envelope: Envelope, message: DealTouched, error: Unreadable) -> None:
        """Tell in a deal edited since it was read that it cannot be, though another message has failed over it.

        Raises:
            Retryable: the portal does not answer.
        """
        try:
            await self.tell(envelope, message, error, is_dead=True)
        except NoteRefused as refused:
            log.warning("the portal takes no comment", key=message.ref.key, error=str(refused))

    async def _entity(self, message: Message) -> Deal | None:
        if isinstance(message, DealTouched):
            return await self._store.find(message.ref.id)
        return await self._store.get(message.subject)

    async def _is_idle(self, message: Message, entity: Deal | None, deal: str) -> bool:
        """Tell whether a deal waits for nothing: it stands as it was last read, or is gone, or hidden from us."""
        try:
            item = await self._deals.header(deal)
        except PortalHidden:
            return True
        if item is None:
            return True
        seen = entity.fields.get("seen") if entity else None
        return isinstance(message, DealTouched) and seen is not None and seen == item.get("updatedTime")


def _hindered_by(message: Message) -> str:
    """Return the hindrance that a failed message leaves in its deal."""
    return "deal" if isinstance(message, DealUpsert) else "stage" if isinstance(message, DealMove) else "read"


def _state(error: Exception, told: Told) -> State:
    return "waits" if isinstance(error, PortalRightsError | PortalHidden) else "stopped" if told.stops else "refused"


def _told(error: Exception, *, is_dead: bool) -> Told | None:
    if isinstance(error, PortalRightsError):
        fault = error.fault
        return sentences.no_right(right_of(fault.method) if fault.code == NO_SCOPE else "")
    if not is_dead:
        return None
    if isinstance(error, TooLargeError):
        return sentences.too_long()
    if isinstance(error, PortalHidden):
        return sentences.not_shown(error.record)
    if isinstance(error, PortalRefusal):
        return sentences.given_up(error.fault.words)
    return sentences.given_up("") if isinstance(error, Retryable) else None
