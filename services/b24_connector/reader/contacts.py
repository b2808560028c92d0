"""The reader of contacts: `contact.touched` → `contact.changed`, as contact persons of 1C (R7)."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from services.b24_connector.memory.company import CompanyStore, once_said
from services.b24_connector.memory.contact import ContactDocument, ContactMemory, ContactStore
from services.b24_connector.portal import Portal, PortalHidden
from services.b24_connector.reader.companies import SAME_SECOND
from services.b24_connector.reader.contact_cards import ContactCards, card_of
from services.b24_connector.reader.unreadable import fail_once, note_read
from services.b24_connector.vocabulary.contacts import companies_of, name_parts, says_nothing
from services.b24_connector.vocabulary.values import moment
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import contact_digests
from shared.canon.keys import same_person
from shared.entities import GroupDoc, Publication, publication, untold
from shared.messages.contact import ContactCard, ContactGroup, company_of, contact_of, in_company
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.facts import CompanyTouched, ContactChanged, ContactTouched
from shared.messages.ring.message import Message
from shared.messages.things import Ref
from shared.process.quiet import look_or_wait

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ContactLook:
    """A contact as it was read in one of its companies, with the version and the portal's time taken before."""

    entity: ContactDocument
    item: Row
    card: ContactCard
    begun: datetime


class ContactReader:
    """Publishes contacts of the portal that differ, in a company, from what was published of them last.

    Args:
        portal: for counting this handler as one at work.
        cards: reads contacts.
        store: what is remembered of them.
        private: what is remembered of those who buy for themselves; None: these do not cross.
    """

    def __init__(
        self, portal: Portal, cards: ContactCards, store: ContactStore, private: CompanyStore | None = None
    ) -> None:
        self._portal = portal
        self._cards = cards
        self._store = store
        self._private = private

    def handlers(self) -> Handlers:
        """Return the handler of `contact.touched`."""
        return (on(ContactTouched, self.touched),)

    async def key(self, message: ContactTouched | ContactUpsert) -> str:
        """Return the key under which a contact's message is handled, the same for reader and writer."""
        ref = message.ref if isinstance(message, ContactTouched) else message.contact.ref
        entity = await self._store.find(ref.id) if ref is not None else None
        return entity.key if entity else message.subject

    async def touched(self, envelope: Envelope, message: ContactTouched) -> HandlerResult:
        """Read a touched contact in one company and publish it if it differs from what was published last.

        A hint that names no company, or a company alone, becomes one for each contact and company it may mean.

        Raises:
            Retryable: it is being written; uncounted.
            PortalRefusal, UnreadableRecord: it cannot be read, and this message is the one that says so.
        """
        with self._portal.visit():
            if company_of(message.ref) is None:
                return await fail_once(partial(self._meant, message), self._store, envelope, message)
            look = partial(look_or_wait, partial(self._look, message), message.subject)
            return await fail_once(look, self._store, envelope, message)

    async def would_tell(self, ref: Ref, *, compared: bool = False) -> ContactChanged | None:
        """Return what a forced read of a contact in a company would publish; nothing is published.

        Args:
            ref: of it in the company.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        item, company = await self._cards.contact(contact_of(ref)), company_of(ref)
        if item is None or company is None or company.id not in companies_of(item):
            return None
        entity = await self._store.find(ref.id) or ContactDocument(ref.key)
        card = await self._with_origin(entity, card_of(item, company.id))
        digests = contact_digests(card, spoken(card, entity.groups))
        if compared:
            await self._store.note_compared(entity.key, untold(entity.groups, digests))
        found = publication(entity.groups, digests, entity.version + 1, force=True)
        return ContactChanged(contact=card.with_(groups=found.stamps)) if found else None

    async def _meant(self, message: ContactTouched) -> HandlerResult:
        """Return the contacts in companies that a hint means, with known ones that may have left a company."""
        hints: list[Message] = []
        if message.ref.kind == "company":
            refs = await self._come_and_gone(message.ref.id)
        else:
            number = message.ref.id
            item, hidden = await self._shown(number)
            refs = [in_company(number, one).id for one in (companies_of(item) if item else ())]
            refs += [one async for one in self._known({"fields.contact": number})]
            if await self._may_buy(number, item):
                hints.append(CompanyTouched(ref=message.ref, force=message.force))
            if hidden is not None and not (refs or hints):
                raise hidden  # else it is said of those that are known
        await note_read(self._store, await self._store.get(message.ref.key))
        found = [Ref(system="b24", kind="contact", id=one) for one in dict.fromkeys(refs)]
        return HandlerResult([*hints, *(ContactTouched(ref=one, force=message.force) for one in found)])

    async def _shown(self, number: str) -> tuple[Row | None, PortalHidden | None]:
        try:
            return await self._cards.contact(number), None
        except PortalHidden as hidden:
            return None, hidden

    async def _may_buy(self, number: str, item: Row | None) -> bool:
        """Tell whether a contact may be a private person: it has no company, or was one before."""
        if self._private is None:
            return False
        return (item is not None and not companies_of(item)) or await self._private.find(number) is not None

    async def _come_and_gone(self, company: str) -> list[str]:
        """Return the contacts that a company's card has added or removed, which have no event of their own."""
        there = {in_company(one, company).id for one in await self._cards.numbers(company)}
        known = {one async for one in self._known({"fields.company": company, "fields.gone": {"$ne": True}})}
        return sorted(there ^ known)

    async def _known(self, where: Mapping[str, Any]) -> AsyncIterator[str]:
        async for entity in self._store.listing(where):
            if entity.ref:
                yield entity.ref

    async def _look(self, message: ContactTouched) -> HandlerResult | None:
        """Read a touched contact in a company once; None: it was written meanwhile, read again."""
        ref, company = message.ref, company_of(message.ref)
        known = await self._store.find(ref.id)
        entity = await self._store.take_version(known.key if known else ref.key)
        begun, item = self._portal.now, await self._cards.contact(contact_of(ref))
        if item is None or company is None or company.id not in companies_of(item):
            await note_read(self._store, entity)
            return await self._gone(entity, ref, force=message.force)
        card = card_of(item, company.id)
        await note_read(self._store, entity)
        if known is None:
            key = await self._birth_key(card, ref)
            await self._store.bind(key, ref.id)
            if key != entity.key:
                return None
        return await self._publish(ContactLook(entity, item, card, begun), message)

    async def _birth_key(self, card: ContactCard, ref: Ref) -> str:
        """Return a contact's birth key: its contact person's if the bus has just made it, and it is not a copy."""
        born = await self._store.get(card.origin.key) if card.origin else None
        return born.key if born is not None and (born.ref or ref.id) == ref.id else ref.key

    async def _publish(self, look: ContactLook, message: ContactTouched) -> HandlerResult | None:
        entity, asserted = look.entity, message.asserted
        await self._store.hear(entity.key, asserted)
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        card = await self._with_origin(now, look.card)
        digests = contact_digests(card, spoken(card, now.groups))
        has_come_back = bool(now.fields.get("gone"))
        force = message.force or has_come_back
        groups = dict(now.groups) | now.left_unheard(digests)
        found = publication(
            groups, digests, entity.version, force=force, asserted=asserted, compared_at=message.compared_at
        )
        fields = _seen(look)
        if found is None:
            await self._store_changes(now, fields)
            return HandlerResult()
        await self._store.announce(now.key, found.changed, entity.version)
        fact = ContactChanged(contact=card.with_(groups=found.stamps))
        return HandlerResult([fact], then=lambda: self._published(now, entity.version, found, fields))

    async def _with_origin(self, entity: ContactDocument, card: ContactCard) -> ContactCard:
        """Put into a contact the contact person it was made of; a copy has its original's mark, and gets none."""
        kind, _, born = entity.key.partition(":")
        person = entity.fields.get("person") or (born if kind == "contact_person" else "")
        if person:
            return card.with_(origin=Ref(system="onec", kind="contact_person", id=person))
        if card.origin is None or not await self._is_anothers(card.origin):
            return card
        return card.with_(origin=None)

    async def _is_anothers(self, marked: Ref) -> bool:
        """Tell whether a mark of 1C is of a known contact person's own contact, or of a private partner."""
        if await self._store.get(marked.key) is not None:
            return True
        return self._private is not None and await self._private.get(f"partner:{marked.id}") is not None

    async def _published(
        self, now: ContactDocument, version: int, found: Publication[ContactGroup], fields: ContactMemory
    ) -> None:
        await self._store.store_published(now.key, version, found.digests)
        await self._store_changes(now, fields)

    async def _store_changes(self, now: ContactDocument, fields: ContactMemory) -> None:
        changed = {name: value for name, value in fields.items() if now.fields.get(name) != value}
        await self._store.set_fields(now.key, cast("ContactMemory", changed))

    async def _gone(self, entity: ContactDocument, ref: Ref, *, force: bool) -> HandlerResult | None:
        """Publish once, or when asked, that a published or written contact has left the company, or the portal."""
        if not entity.groups or (entity.fields.get("gone") and not force):
            return HandlerResult()
        now = await self._store.unmoved(entity.key, entity.version)
        if now is None:
            return None
        known = ContactCard(ref=ref, company=company_of(ref), **(now.fields.get("name") or {}))
        became = await self._survivor(known, now.fields.get("marks") or ())
        fact = ContactChanged(contact=await self._with_origin(now, known), gone=True, became=became)
        told: ContactMemory = {"gone": True, "seen": None}
        return HandlerResult([fact], then=lambda: self._store_changes(now, told))

    async def _survivor(self, dead: ContactCard, marks: Iterable[str]) -> Ref | None:
        """Return the contact a deleted one was merged into: the only namesake in the company with all its values.

        The portal names no survivor; phones and e-mails of the dead one are added to what he has.
        """
        ref, company = dead.ref, dead.company
        if ref is None or company is None or not dead.name or await self._cards.contact(contact_of(ref)) is not None:
            return None
        others = [one for one in await self._cards.numbers(company.id) if one != contact_of(ref)]
        cards = [card_of(row, company.id) for row in await self._cards.living(others)]
        alike = [one for one in cards if same_person(one.name, dead.name) and {*marks} <= {*one.phones, *one.emails}]
        return alike[0].ref if len(alike) == 1 else None


def spoken(contact: ContactCard, document: Mapping[str, GroupDoc]) -> frozenset[ContactGroup]:
    """Return the groups in which a contact has a value, or had one: only there is an empty value an edit.

    Args:
        contact: as it stands.
        document: as remembered.
    """
    once = once_said(document)
    return frozenset(group for group in ContactGroup if group in once or not says_nothing(contact, group))


def standing(card: ContactCard) -> ContactMemory:
    """Return what the document of a contact remembers after every full read and every write."""
    ref, company = card.ref, card.company
    return {
        "contact": contact_of(ref) if ref else None,
        "company": company.id if company else None,
        "name": name_parts(card) or None,
        "marks": [*card.phones, *card.emails] or None,
        "gone": None,
    }


def _seen(look: ContactLook) -> ContactMemory:
    """Remember the time of a contact's full read, unless it may have been saved again in that second."""
    updated = moment(look.item.get("updatedTime"))
    is_settled = updated is not None and look.begun - updated >= SAME_SECOND
    return {**standing(look.card), **({"seen": look.item.get("updatedTime")} if is_settled else {})}
