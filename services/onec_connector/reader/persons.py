"""Touched contact persons → snapshots → facts (docs/convergence.md, the reader's half)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

from services.onec_connector.base.wire import Row
from services.onec_connector.memory.person import PersonEntity, PersonMemory, PersonStore, person_key
from services.onec_connector.objects import standard
from services.onec_connector.reader.partners import LOOK_AGAIN_S, LOOKS
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.vocabulary.person_names import NameParts
from services.onec_connector.vocabulary.persons import is_living, parts_of, read_contact
from shared.bus.done import Done
from shared.bus.errors import Retryable
from shared.bus.lane import Handlers, on
from shared.canon import contact_digests
from shared.entities import publication
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.facts import PersonChanged, PersonTouched
from shared.messages.things import Ref


class PersonReader:
    """Publishes what differs from what was published last.

    Args:
        cards: looks at 1C.
        store: remembers.
        enabled: whether the rules send contact persons to the portal.
        taken: is told the key of every hint, whatever becomes of it.
    """

    def __init__(self, cards: PersonCards, store: PersonStore, *, enabled: bool, taken: Callable[[str], None]) -> None:
        self._taken = taken
        self._cards = cards
        self._store = store
        self._enabled = enabled

    def handlers(self) -> Handlers:
        """Tell which message goes to which handler."""
        return (on(PersonTouched, self.touched),)

    async def key(self, message: PersonTouched | PersonUpsert) -> str:
        """Return the key a message is handled under, the same for reader and writer of the contact person."""
        ref = message.ref if isinstance(message, PersonTouched) else message.contact.ref
        return ref.key if ref is not None else message.subject

    async def touched(self, _envelope: Envelope, message: PersonTouched) -> Done:
        """Look at a contact person and publish what changed.

        Raises:
            Retryable: it is being written just now.
        """
        self._taken(message.ref.key)
        if not self._enabled:
            return Done()
        for look in range(LOOKS):
            if (done := await self._look(message)) is not None:
                return done
            if look + 1 < LOOKS:
                await asyncio.sleep(LOOK_AGAIN_S)
        raise Retryable("the contact person is being written", after_s=5, counted=False)

    async def _look(self, message: PersonTouched) -> Done | None:
        """Look once; None: it was written meanwhile, by an order's command too, look again."""
        version = (await self._store.take_version(message.ref.key, ref=message.ref.id)).version
        row = await self._cards.see(message.ref.id)
        entity = await self._store.unmoved(message.ref.key, version)
        if entity is None:
            return None
        if row is None or not is_living(row):
            return await self._gone(entity, message.ref, row)
        return await self._publish(entity, version, row, force=message.force)

    async def would_tell(self) -> AsyncIterator[PersonChanged]:
        """Yield what a forced look at each contact person would publish; nothing is remembered."""
        kinds = await self._cards.kinds()
        async for row in self._cards.see_all():
            if not is_living(row):
                continue
            key = person_key(row[standard.REF])
            entity = await self._store.get(key) or PersonEntity(key)
            card = read_contact(row, kinds, known_parts(entity))
            digests = contact_digests(card, ContactGroup)
            if found := publication(entity.groups, digests, entity.version + 1, force=True):
                yield PersonChanged(contact=card.with_(groups=found.stamps, origin=_written_from(entity)))

    async def _publish(self, entity: PersonEntity, version: int, row: Row, *, force: bool) -> Done:
        card = read_contact(row, await self._cards.kinds(), known_parts(entity))
        came_back = bool(entity.fields.get("gone"))
        unsaid = card.full_name != (entity.fields.get("unsplit") or "")
        found = publication(
            entity.groups, contact_digests(card, ContactGroup), version, force=force or came_back or unsaid
        )
        if found is None:
            return Done()
        await self._store.announce(entity.key, found.changed, version)

        async def remember() -> None:
            await self._store.store_published(entity.key, version, found.digests)
            await self._store.set_fields(entity.key, _remembered(card, entity))

        fact = PersonChanged(contact=card.with_(groups=found.stamps, origin=_written_from(entity)))
        return Done(publish=(fact,), then=remember)

    async def _gone(self, entity: PersonEntity, ref: Ref, row: Row | None) -> Done:
        """Tell once that a person the portal heard of is marked, deleted, or has ended."""
        if not entity.groups or entity.fields.get("gone"):
            return Done()
        card = ContactCard(ref=ref, last_name=" ".join(known_parts(entity) or ()))
        if row is not None:
            card = read_contact(row, await self._cards.kinds(), known_parts(entity)).with_(full_name="")
        fact = PersonChanged(contact=card, gone=True)
        return Done(publish=(fact,), then=partial(self._store.set_fields, entity.key, {"gone": True}))


def known_parts(entity: PersonEntity) -> NameParts | None:
    """Return the parts of the name that both sides had last; None: they never met."""
    parts = entity.fields.get("parts")
    return NameParts(*parts) if parts else None


def _written_from(entity: PersonEntity) -> Ref | None:
    """Return the contact a person was written from last: its pair may be on its way, and the name another by now."""
    contact = entity.fields.get("contact")
    return Ref(system="b24", kind="contact", id=contact) if contact else None


def _remembered(card: ContactCard, entity: PersonEntity) -> PersonMemory:
    memory: PersonMemory = {"parts": list(parts_of(card)), "unsplit": card.full_name or None}
    return {**memory, "gone": None} if entity.fields.get("gone") else memory
