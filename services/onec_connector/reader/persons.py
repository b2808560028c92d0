"""The reader of 1C's contact persons, merged ones too: touched persons → rows → facts (docs/convergence.md)."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import cast

from services.onec_connector.base.wire import Row
from services.onec_connector.memory.person import PersonEntity, PersonMemory, PersonStore, person_key
from services.onec_connector.objects import standard
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.reference.person_survivors import PersonSurvivors
from services.onec_connector.vocabulary.persons import is_living, parts_of, read_contact
from shared.bus.lane import Handlers, on
from shared.bus.result import HandlerResult
from shared.canon import contact_digests
from shared.canon.person_names import NameParts
from shared.entities import publication, untold
from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.envelope import Envelope
from shared.messages.ring.commands import PersonUpsert
from shared.messages.ring.facts import PersonChanged, PersonTouched
from shared.messages.things import Ref
from shared.process.quiet import look_or_wait

FEW = 10
"""Records that are read one by one; of more, the catalogs are read whole."""


class PersonReader:
    """Publishes contact persons of 1C that differ from what was published last.

    Args:
        cards: looks at 1C.
        store: remembers.
        survivors: follow who is merged into another.
        enabled: whether the rules send contact persons to the portal.
        taken: is told the key of every hint, whatever becomes of it.
    """

    def __init__(
        self,
        cards: PersonCards,
        store: PersonStore,
        survivors: PersonSurvivors,
        *,
        enabled: bool,
        taken: Callable[[str], None],
    ) -> None:
        self._taken = taken
        self._cards = cards
        self._store = store
        self._survivors = survivors
        self._enabled = enabled

    def handlers(self) -> Handlers:
        """Return the handler of `person.touched`."""
        return (on(PersonTouched, self.touched),)

    async def key(self, message: PersonTouched | PersonUpsert) -> str:
        """Return the key under which a contact person's message is handled, the same for reader and writer."""
        ref = message.ref if isinstance(message, PersonTouched) else message.contact.ref
        return ref.key if ref is not None else message.subject

    async def touched(self, _envelope: Envelope, message: PersonTouched) -> HandlerResult:
        """Read a touched contact person of 1C and publish what changed.

        Raises:
            Retryable: it is being written just now.
        """
        self._taken(message.ref.key)
        if not self._enabled:
            return HandlerResult()
        return await look_or_wait(partial(self._look, message), message.subject)

    async def _look(self, message: PersonTouched) -> HandlerResult | None:
        """Read a contact person of 1C once; None: it was written meanwhile, also by an order, read again."""
        version = (await self._store.take_version(message.ref.key, ref=message.ref.id)).version
        row = await self._cards.see(message.ref.id)
        await self._store.hear(message.ref.key, message.asserted)
        entity = await self._store.unmoved(message.ref.key, version)
        if entity is None:
            return None
        if row is None or not is_living(row):
            return await self._gone(entity, message.ref, row, force=message.force)
        return await self._publish(entity, version, row, message)

    async def would_tell(self, only: Sequence[str] = (), *, compared: bool = False) -> AsyncIterator[PersonChanged]:
        """Yield what a forced read of each contact person of 1C would publish; nothing is published.

        Args:
            only: these persons alone; none: all, whose catalog is read whole.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        kinds = await self._cards.kinds()
        wanted = frozenset(only)
        async for row in self._some(only) if 0 < len(only) <= FEW else self._cards.see_all():
            if wanted and row[standard.REF] not in wanted:
                continue
            if not is_living(row):
                continue
            key = person_key(row[standard.REF])
            entity = await self._store.get(key) or PersonEntity(key)
            card = read_contact(row, kinds, known_parts(entity))
            digests = contact_digests(card, ContactGroup)
            if compared:
                await self._store.note_compared(key, untold(entity.groups, digests))
            if found := publication(entity.groups, digests, entity.version + 1, force=True):
                yield PersonChanged(contact=card.with_(groups=found.stamps, origin=_written_from(entity)))

    async def _some(self, persons: Sequence[str]) -> AsyncIterator[Row]:
        for one in persons:
            if (row := await self._cards.see(one)) is not None:
                yield row

    async def _publish(self, entity: PersonEntity, version: int, row: Row, message: PersonTouched) -> HandlerResult:
        card = read_contact(row, await self._cards.kinds(), known_parts(entity))
        came_back = bool(entity.fields.get("gone"))
        unsaid = card.full_name != (entity.fields.get("unsplit") or "")
        digests, force = contact_digests(card, ContactGroup), message.force or came_back or unsaid
        groups = dict(entity.groups) | entity.left_unheard(digests)
        found = publication(
            groups, digests, version, force=force, asserted=message.asserted, compared_at=message.compared_at
        )
        if found is None:
            if changed := _news(entity, traced(card)):
                await self._store.set_fields(entity.key, changed)
            return HandlerResult()
        await self._store.announce(entity.key, found.changed, version)

        async def remember() -> None:
            await self._store.store_published(entity.key, version, found.digests)
            await self._store.set_fields(entity.key, _remembered(card, entity))

        fact = PersonChanged(contact=card.with_(groups=found.stamps, origin=_written_from(entity)))
        return HandlerResult(publish=(fact,), then=remember)

    async def _gone(self, entity: PersonEntity, ref: Ref, row: Row | None, *, force: bool) -> HandlerResult:
        """Publish once, or when asked, that a published contact person of 1C is marked, deleted, or has ended.

        One that was merged is marked or deleted too, and 1C names no survivor: it is looked for. Orders that named the
        dead one were saved by the merge, and are looked at for that.
        """
        if not entity.groups or (entity.fields.get("gone") and not force):
            return HandlerResult()
        card = _remembered_card(ref, entity)
        if row is not None:
            card = read_contact(row, await self._cards.kinds(), known_parts(entity)).with_(full_name="")
        has_ended = row is not None and not row[standard.MARKED]
        survivor = "" if has_ended else await self._survivors.of(card)
        became = ref.with_(id=survivor) if survivor else None
        fact = PersonChanged(contact=card, gone=True, became=became)
        return HandlerResult(publish=(fact,), then=partial(self._store.set_fields, entity.key, {"gone": True}))


def known_parts(entity: PersonEntity) -> NameParts | None:
    """Return the parts of a contact person's name that 1C and the portal had last; None: they never met."""
    parts = entity.fields.get("parts")
    return NameParts(*parts) if parts else None


def _written_from(entity: PersonEntity) -> Ref | None:
    """Return the portal's contact a contact person was written from last: its pair may still be on its way."""
    contact = entity.fields.get("contact")
    return Ref(system="b24", kind="contact", id=contact) if contact else None


def traced(card: ContactCard) -> PersonMemory:
    """Return what to remember of a contact person, by which it is followed if 1C merges it into another.

    Args:
        card: as it stands.
    """
    return {"owner": card.company.id if card.company else None, "reach": [*card.phones, *card.emails] or None}


def _news(entity: PersonEntity, fields: PersonMemory) -> PersonMemory:
    changed = {name: value for name, value in fields.items() if entity.fields.get(name) != value}
    return cast("PersonMemory", changed)


def _remembered_card(ref: Ref, entity: PersonEntity) -> ContactCard:
    """Return what is known of a contact person that 1C does not have any more."""
    owner, reach = entity.fields.get("owner"), entity.fields.get("reach") or ()
    return ContactCard(
        ref=ref,
        company=Ref(system="onec", kind="partner", id=owner) if owner else None,
        last_name=" ".join(known_parts(entity) or ()),
        phones=tuple(one for one in reach if "@" not in one),
        emails=tuple(one for one in reach if "@" in one),
    )


def _remembered(card: ContactCard, entity: PersonEntity) -> PersonMemory:
    memory: PersonMemory = {"parts": list(parts_of(card)), "unsplit": card.full_name or None, **traced(card)}
    return {**memory, "gone": None} if entity.fields.get("gone") else memory
