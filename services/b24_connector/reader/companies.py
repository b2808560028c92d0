"""The reader of companies: `company.touched` → `company.changed`, clients as partners of 1C (R7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Self, cast

from services.b24_connector.memory.company import (
    CompanyDocument,
    CompanyMemory,
    CompanyStore,
    left_of,
    once_said,
    said_in,
)
from services.b24_connector.portal import Portal
from services.b24_connector.reader.cards import CompanyCard, CompanyCards, with_said
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.reader.unreadable import fail_once, note_read
from services.b24_connector.vocabulary.companies import is_silent
from services.b24_connector.vocabulary.values import moment
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import company_digests
from shared.entities import GroupDoc, Publication, publication, untold
from shared.messages.envelope import Envelope
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import CompanyNote, CompanyUpsert
from shared.messages.ring.facts import CompanyChanged, CompanyTouched, DealTouched, Touched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.process.quiet import look_or_wait
from shared.store import TwoCounterparts

PRIVATE = "contact"
"""Kind of the portal's records that are private persons."""
SAME_SECOND = timedelta(seconds=2)


@dataclass(frozen=True)
class CompanyLook:
    """A company as it was read, with the version and the portal's time taken before."""

    entity: CompanyDocument
    card: CompanyCard
    begun: datetime


class CompanyReader:
    """Publishes companies of the portal that differ from what was published of them last.

    Args:
        portal: for counting this handler as one at work.
        cards: reads them.
        store: what is remembered of them.
        survivors: follow what is merged into another.
        private: reads the contacts that are private persons; None: none of them crosses.
    """

    def __init__(
        self,
        portal: Portal,
        cards: CompanyCards,
        store: CompanyStore,
        survivors: CompanySurvivors,
        private: Self | None = None,
    ) -> None:
        self._portal = portal
        self._cards = cards
        self._store = store
        self._survivors = survivors
        self.private = private

    def handlers(self) -> Handlers:
        """Return the handler of `company.touched`."""
        return (on(CompanyTouched, self.touched),)

    async def key(self, message: Message) -> str:
        """Return the key under which a company's message is handled, the same for reader and writers."""
        ref = _named(message)
        if ref is not None and ref.kind == PRIVATE and self.private is not None:
            return await self.private.key(message)
        entity = await self._store.find(ref.id) if ref is not None and ref.kind == self._cards.kind else None
        if entity is not None:
            return entity.key
        return ref.key if ref is not None and ref.kind == PRIVATE else message.subject

    async def touched(self, envelope: Envelope, message: CompanyTouched) -> HandlerResult:
        """Read a touched company and publish it if it differs from what was published last.

        Raises:
            Retryable: it is being written; uncounted.
            PortalRefusal, UnreadableRecord: it cannot be read, and this message is the one that says so.
        """
        if message.ref.kind == PRIVATE != self._cards.kind:
            return await self.private.touched(envelope, message) if self.private is not None else HandlerResult()
        with self._portal.visit():
            if message.ref.kind != self._cards.kind:
                return HandlerResult(await self._owners(message.ref))
            look = partial(look_or_wait, partial(self._look, message), message.subject)
            return await fail_once(look, self._store, envelope, message)

    async def would_tell(self, company: str, *, compared: bool = False) -> CompanyChanged | None:
        """Return what a forced read of a company would publish; nothing is published.

        Args:
            company: its id.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        ref = Ref(system="b24", kind=self._cards.kind, id=company)
        known = await self._store.find(company)
        entity = known or CompanyDocument(ref.key)
        card = await self._card(company, entity)
        if card is None or not await self._concerns(card, known):
            return None
        told = await self._with_origin(entity, card.company)
        digests = company_digests(told, spoken(told, entity.groups) & self._cards.groups)
        if compared:
            await self._store.note_compared(entity.key, untold(entity.groups, digests))
        found = publication(entity.groups, digests, entity.version + 1, force=True)
        return CompanyChanged(company=told.with_(groups=found.stamps)) if found else None

    async def _owners(self, part: Ref) -> Sequence[CompanyTouched]:
        """Return the companies of an event's requisite or account; of one that is gone the memory says whose."""
        companies = await self._cards.owners(part.kind, part.id)
        if not companies:
            companies = [one.ref async for one in self._store.listing({"fields.parts": part.key}) if one.ref]
        return [CompanyTouched(ref=Ref(system="b24", kind="company", id=one)) for one in dict.fromkeys(companies)]

    async def _look(self, message: CompanyTouched) -> HandlerResult | None:
        """Read a touched company once; None: it was written meanwhile, read again."""
        ref = message.ref
        known = await self._store.find(ref.id)
        entity = await self._store.take_version(known.key if known else ref.key)
        begun, card = self._portal.now, await self._card(ref.id, entity)
        await note_read(self._store, entity)
        if card is None:
            return await self._gone(entity, ref, force=message.force)
        if not await self._concerns(card, known):
            return HandlerResult()
        if known is None:
            key = await self._birth_key(card.company, ref)
            if not await self._bound(key, ref) or key != entity.key:
                return None
        return await self._publish(CompanyLook(entity, card, begun), message)

    async def _card(self, company: str, entity: CompanyDocument) -> CompanyCard | None:
        """Read a company, its clients of the kinds that 1C calls them where their templates cannot say it."""
        card = await self._cards.card(company)
        return with_said(card, said_in(entity.fields)) if card is not None else None

    async def _concerns(self, card: CompanyCard, known: CompanyDocument | None) -> bool:
        """Tell whether a company crosses: a client, or known to 1C; no company of ours, no mere lead."""
        if card.is_ours:
            return False
        is_known = known is not None and (known.groups or self._cards.kind == PRIVATE)
        return bool(is_known) or await self._cards.is_client(card) or await self._is_restored(card)

    async def _is_restored(self, card: CompanyCard) -> bool:
        """Tell whether a card has the mark of a partner whose own was deleted: it is that, restored under a new id."""
        born = await self._store.get(card.company.origin.key) if card.company.origin else None
        return born is not None and bool(born.fields.get("gone"))

    async def _bound(self, key: str, ref: Ref) -> bool:
        """Store whose a company is; False: the writer, working under the partner's key, has just linked it."""
        try:
            await self._store.bind(key, ref.id)
        except TwoCounterparts:
            if await self._store.find(ref.id) is None:
                raise
            return False
        return True

    async def _birth_key(self, company: Company, ref: Ref) -> str:
        """Return a company's birth key: its partner's if the bus has just made it, and no person copied it."""
        born = await self._store.get(company.origin.key) if company.origin else None
        return born.key if born is not None and (born.ref or ref.id) == ref.id else ref.key

    async def _publish(self, look: CompanyLook, message: CompanyTouched) -> HandlerResult | None:
        entity, card, asserted = look.entity, look.card, message.asserted
        await self._store.hear(entity.key, asserted)
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        company = await self._with_origin(entity, card.company)
        digests = company_digests(company, spoken(company, now.groups) & self._cards.groups)
        groups, at = dict(now.groups) | left_of(now, company), message.compared_at
        found = publication(groups, digests, entity.version, force=message.force, asserted=asserted, compared_at=at)
        fields = _seen(look)
        if found is None:
            await self._store_changes(now, fields)
            return HandlerResult()
        await self._store.announce(now.key, found.changed, entity.version)
        fact = CompanyChanged(company=company.with_(groups=found.stamps))
        return HandlerResult([fact], then=lambda: self._published(now, entity.version, found, fields))

    async def _with_origin(self, entity: CompanyDocument, company: Company) -> Company:
        """Put into a company the partner it was made of; a copy has its original's mark, and gets none."""
        kind, _, partner = entity.key.partition(":")
        if kind == "partner":
            return company.with_(origin=Ref(system="onec", kind="partner", id=partner))
        if self._cards.kind == PRIVATE:  # a contact's mark may be that of a contact person
            return company.with_(origin=None)
        if company.origin is None or await self._store.get(company.origin.key) is None:
            return company
        return company.with_(origin=None)

    async def _published(
        self, now: CompanyDocument, version: int, found: Publication[CompanyGroup], fields: CompanyMemory
    ) -> None:
        await self._store.store_published(now.key, version, found.digests)
        await self._store_changes(now, fields)

    async def _store_changes(self, now: CompanyDocument, fields: CompanyMemory) -> None:
        changed = {name: value for name, value in fields.items() if now.fields.get(name) != value}
        await self._store.set_fields(now.key, cast("CompanyMemory", changed))

    async def _gone(self, entity: CompanyDocument, ref: Ref, *, force: bool) -> HandlerResult | None:
        """Publish once, or when asked, that a published or written company is deleted; its pair stays.

        One that was merged is deleted too, and the portal names no survivor: what hung on it moved over without an
        event, so the survivor and the open deals it has now are looked at anew.
        """
        if not entity.groups or (entity.fields.get("gone") and not force):
            return HandlerResult()
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        named = Company(ref=ref, name=now.fields.get("name") or "", kind="person" if ref.kind == PRIVATE else "company")
        company = await self._with_origin(entity, named)
        told = {"gone": True, "seen": None}
        survivors = await self._survivors.of(ref.id, now.fields)
        became = ref.with_(id=survivors[0]) if len(survivors) == 1 else None
        fact = CompanyChanged(company=company, gone=True, became=became)
        hints = [*await self._moved(survivors), *await self._beheaded(ref)]
        return HandlerResult([fact, *hints], then=lambda: self._store_changes(now, cast("CompanyMemory", told)))

    async def _beheaded(self, head: Ref) -> list[Touched]:
        """Have the companies looked at whose head was deleted: their field names nobody now."""
        parts = [one.ref async for one in self._store.listing({"fields.head": head.id}) if one.ref]
        return [CompanyTouched(ref=head.with_(id=one)) for one in parts]

    async def _moved(self, survivors: Sequence[str]) -> list[Touched]:
        hints: list[Touched] = []
        for survivor in survivors:
            hints.append(CompanyTouched(ref=Ref(system="b24", kind=self._cards.kind, id=survivor), force=True))
            deals = await self._survivors.open_deals(survivor)
            hints += [DealTouched(ref=Ref(system="b24", kind="deal", id=deal)) for deal in deals]
        return hints


def spoken(company: Company, document: Mapping[str, GroupDoc]) -> frozenset[CompanyGroup]:
    """Return the groups in which a company has a value, or had one: only there is an empty value an edit.

    Args:
        company: as it stands.
        document: as remembered.
    """
    once = once_said(document)
    return frozenset(group for group in CompanyGroup if group in once or not is_silent(company, group))


def standing(card: CompanyCard) -> CompanyMemory:
    """Return what the document of a company remembers after every full read and every write."""
    numbers = sorted({f"{one.inn}:{one.kpp}" for one in card.company.legal_entities if one.inn})
    head = card.company.head.ref.id if card.company.head and card.company.head.ref else None
    kept: CompanyMemory = {"name": card.company.name or None, "parts": card.parts or None, "numbers": numbers or None}
    if card.company.kind == "person":
        kept["marks"] = [*card.company.phones, *card.company.emails] or None
    return {**kept, "head": head, "gone": None}


def _seen(look: CompanyLook) -> CompanyMemory:
    """Remember the time of a company's full read, unless it may have been saved again in that second."""
    updated = moment(look.card.item.get("updatedTime"))
    is_settled = updated is not None and look.begun - updated >= SAME_SECOND
    return {**standing(look.card), **({"seen": look.card.item.get("updatedTime")} if is_settled else {})}


def _named(message: Message) -> Ref | None:
    """Return the portal's company that a message is about, where it names one."""
    if isinstance(message, CompanyTouched):
        return message.ref
    if isinstance(message, CompanyNote):
        return message.company
    return message.company.ref if isinstance(message, CompanyUpsert) else None
