"""Handles `deal.note`: tells the manager in the deal's timeline, once; of a deleted deal, by a notice."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog

from services.b24_connector import sentences
from services.b24_connector.memory.deal import Deal, DealMemory, DealStore
from services.b24_connector.memory.deal_notes import Burst
from services.b24_connector.portal import Portal, PortalMissing, PortalRefusal
from services.b24_connector.vocabulary.exchange import after
from services.b24_connector.vocabulary.names import DealFields
from services.b24_connector.vocabulary.values import as_text, identity
from services.b24_connector.writer.answered import answer_of, state_after, still_true
from services.b24_connector.writer.comments import Comments, NoteRefused
from services.b24_connector.writer.exchange import ExchangeFields, FieldsOf
from services.b24_connector.writer.refused_notes import told_now, waits_another
from services.b24_connector.writer.timeline import Timeline, told_of
from services.b24_connector.writer.todos import DealTodos
from services.b24_connector.writer.unread import Telling
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import DealNote
from shared.messages.ring.told import Edit, Told, with_stage_names
from shared.process.page_links import NO_LINKS, PageLinks
from shared.russian import edited
from shared.store import Into
from shared.store.history import History

BURST = timedelta(minutes=5)
T = TypeVar("T")
Settle = Callable[[str, str, int], Awaitable[None]]
log = structlog.get_logger()


async def _nothing_to_settle(_key: str, _deal: str, _edited: int) -> None:
    """Do nothing: no deal has a wish for new prices that could be ended."""


class NoteWriter:
    """Handles `deal.note`, and writes what the other writers have to say in the deal.

    Args:
        portal: where the timeline is.
        store: remembers what was told.
        name_of: names of stages.
        fields_of: how the portal calls our fields.
        todos: the rules want a to-do for every refusal.
        settle: ends a deal's wish for prices anew, by birth key, id and number of the edit.
        history: keeps what was told.
        links: to the page of a deal.
    """

    def __init__(  # noqa: PLR0913 - wired once
        self,
        portal: Portal,
        store: DealStore,
        name_of: Callable[[str], str],
        fields_of: FieldsOf = DealFields,
        *,
        settle: Settle = _nothing_to_settle,
        todos: bool = False,
        history: History | None = None,
        links: PageLinks = NO_LINKS,
    ) -> None:
        self._portal = portal
        self._comments = Comments(portal, "deal")
        self._timeline = Timeline(self._comments, store)
        self._store = store
        self._name_of = name_of
        self._exchange = ExchangeFields(portal, fields_of, links)
        self._todos = DealTodos(portal, store, enabled=todos)
        self._settle = settle
        self._history = history

    def handlers(self) -> Handlers:
        """Return the handler of `deal.note`."""
        return (on(DealNote, self.noted),)

    async def noted(self, envelope: Envelope, message: DealNote) -> HandlerResult:
        """Tell a `deal.note`, remember whether the deal waits, and show in its fields what hinders it.

        Raises:
            NoteRefused: the portal does not take the comment, and no other message waits with the same sentences.
        """
        with self._portal.visit():
            entity = await self._store.get(message.key)
            fields: DealMemory = entity.fields if entity else {}
            fields = await self.pay(message.key, message.deal.id, fields)
            if not await self._has_told(envelope, message, fields):
                return HandlerResult()
            for edited in {one.settles for one in message.told if one.settles}:
                await self._settle(message.key, message.deal.id, edited)
        return HandlerResult()

    async def _has_told(self, envelope: Envelope, message: DealNote, fields: DealMemory) -> bool:
        """Tell a note in its deal; False: the portal does not take it, and another message waits with the same."""
        told, state = still_true(message, fields), state_after(message, fields)
        if told != message.told:
            log.info("a note came after a later answer of 1C", key=message.key)
        try:
            done: DealMemory = {**state, **answer_of(message, fields), **told_now(message, fields)}
            await self.tell(message.key, message.deal.id, fields, told, more=done)
        except NoteRefused:
            await self._store.set_fields(message.key, state)
            if await waits_another(self._store, envelope, message, fields):
                return False
            raise
        return True

    async def looked(self, entity: Deal, deal: str, item: Mapping[str, Any]) -> None:
        """Note that a deal was read: its hindrance of reading is over, and its figures and exchange are put right."""
        key, fields = entity.key, entity.fields
        if person := identity(item.get("assignedById")):
            fields = {**fields, "responsible": person}
        known, passed = fields.get("hindered") or {}, bool(fields.get("ordered"))
        if await self._exchange.clear(entity, deal, item):
            await self._store.set_fields(key, {"emptied": True})
        if "read" in known or self._exchange.is_due(fields, known, passed=passed):
            await self.tell(key, deal, fields, (), more={"hindered": Into({"read": None})})
            return
        await self._todos.settle(key, deal, fields)
        if changes := await self._exchange.show_again(entity, deal, item):
            await self._store.set_fields(key, changes)

    async def pay(self, key: str, deal: str, fields: DealMemory) -> DealMemory:
        """Tell what a write that was cut short still owes the manager, and return the deal's fields as they are then.

        The to-do of a refusal is owed, too.
        """
        fields = await self._todos.settle(key, deal, fields)
        owed = tuple(Told.model_validate(one) for one in fields.get("owed") or ())
        if not owed:
            return fields
        try:
            await self.tell(key, deal, fields, owed, always=True, more={"owed": None})
        except NoteRefused:
            return fields  # still owed; the deal itself is written all the same
        entity = await self._store.get(key)
        return entity.fields if entity else fields

    async def tell(
        self,
        key: str,
        deal: str,
        fields: DealMemory,
        told: Sequence[Told],
        *,
        always: bool = False,
        more: DealMemory | None = None,
    ) -> None:
        """Write as one comment what the deal's timeline does not say yet, and remember it, a burst of edits too.

        Args:
            key: birth key.
            deal: id in the portal.
            fields: of the entity, as read before.
            told: sentences in order.
            always: repeat sentences too; for things that happened again.
            more: fields to store with the marks.

        Raises:
            DoubtfulWrite: nobody knows whether the comment stands; the next run looks.
        """
        named = [with_stage_names(one, self._name_of) for one in told]
        fields, left = await self._timeline.left(key, deal, fields, named, always=always)
        more = more or {}
        hindrances = after(fields.get("hindered"), dict(more.get("hindered") or {}))
        passed = bool(fields.get("ordered")) or any(one.topic in {"created", "changed"} for one in told)
        show = self._exchange.show(deal, fields, hindrances, passed=passed)
        burst, shown = await _in_one_batch(self._tell_left(key, deal, fields, left), show)
        changes: DealMemory = {**more, **told_of(fields, left), "shown": shown}
        changes["told"] = Into({**left.marks, **(more.get("told") or {})})
        if left.told:
            changes["burst"] = burst
        await self._store.set_fields(key, changes)
        if left.told and self._history is not None:
            await self._history.note(key, "told", {"said": left.text})
        await self._todos.settle(key, deal, {**fields, "hindered": hindrances})

    async def tell_if_taken(
        self, key: str, deal: str, fields: DealMemory, told: Sequence[Told], *, more: DealMemory
    ) -> None:
        """Tell as `tell` does what is said again within the hour: where the portal takes no comment, none waits for it.

        Args:
            key: birth key.
            deal: id in the portal.
            fields: of the entity, as read before.
            told: sentences in order.
            more: fields to store, whether it is told or not.
        """
        try:
            await self.tell(key, deal, fields, told, more=more)
        except NoteRefused:
            await self._store.set_fields(key, more)

    async def _tell_left(self, key: str, deal: str, fields: DealMemory, left: Telling) -> Burst | None:
        """Write the deal's comment, and return the one in which the next edits of a burst may be told."""
        if not left.told:
            return None
        edit, burst = left.edit, _goes_on(fields.get("burst"))
        if edit is None:
            await self._comment(key, deal, fields, left)
            return None
        whole = Edit.model_validate(burst["edit"]).together(edit) if burst else edit
        if burst and await self._comments.replaced(burst["comment"], as_text(edited(whole))):
            return {**burst, "edit": whole.model_dump(mode="json")}
        made = await self._comment(key, deal, fields, left)
        return {"comment": made, "at": datetime.now(UTC), "edit": edit.model_dump(mode="json")} if made else None

    async def _comment(self, key: str, deal: str, fields: DealMemory, left: Telling) -> str:
        """Write a comment in the deal unless it stands, and return its id; empty where there is no deal."""
        try:
            return await self._timeline.write(key, deal, fields, left)
        except PortalMissing:
            await self._ring(key, deal, fields, as_text(left.text))
        return ""

    async def _ring(self, key: str, deal: str, fields: DealMemory, text: str) -> None:
        """Send a notice about a deleted deal to its last responsible."""
        person = fields.get("responsible")
        if not person:
            log.warning("nobody to tell: the deal is gone", key=key)
            return
        notice = {"USER_ID": person, "MESSAGE": sentences.of_deleted(deal, text)}
        try:
            made = (await self._portal.call("im.notify", notice, write=True)).result
        except PortalRefusal as refusal:
            log.warning("nobody to tell: the deal is gone", key=key, error=refusal.fault.code)
        else:
            if made is False:  # so the portal says that it has made no notice
                log.warning("nobody to tell: the deal is gone", key=key, person=person)


def _goes_on(burst: Burst | None) -> Burst | None:
    return burst if burst and "edit" in burst and datetime.now(UTC) - burst["at"] < BURST else None


async def _in_one_batch(first: Coroutine[Any, Any, T], second: Coroutine[Any, Any, str | None]) -> tuple[T, str | None]:
    """Run a call and the write of a deal's exchange fields at once, so that they leave in one request.

    An error is raised when both are done.
    """
    one, other = await asyncio.gather(first, second, return_exceptions=True)
    if isinstance(one, BaseException):
        raise one
    if isinstance(other, BaseException):
        raise other
    return one, other
