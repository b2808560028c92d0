"""Which contact of the portal a contact person is: by the pair, by its document, else found or made in its company.

The document of a new contact stands before the call, under the contact person's key, so that the event of the new
contact finds it and waits until all is remembered; nobody takes what the bus has set for a person's edit.
"""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.memory.contact import ContactDocument, ContactMemory
from services.b24_connector.portal import LONGEST_CALL
from services.b24_connector.reader.contacts import standing
from services.b24_connector.vocabulary.contacts import read_contact, write_contact
from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.contacts.desk import ContactDesk
from services.b24_connector.writer.contacts.finding import find_contact
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import contact_digests
from shared.entities import GroupDoc
from shared.messages.contact import ContactGroup, contact_of, in_company
from shared.messages.ring.commands import ContactUpsert
from shared.messages.things import Ref
from shared.store import Claim

Row = Mapping[str, Any]
STEP = "create"
"""A contact may have been made, and nobody has heard the answer."""


class ContactLocator:
    """Finds contacts, and makes those that are nowhere.

    Args:
        desk: what it works with.
    """

    def __init__(self, desk: ContactDesk) -> None:
        self._desk = desk

    async def contact(self, command: ContactUpsert) -> Ref | None:
        """Return the contact in its company; None: there is none, and none may be made.

        A contact that has a pair is never looked for again: one that was deleted stays deleted.

        Raises:
            DealRefusal: a person must settle which contact it is.
            Retryable: another command makes it now.
        """
        if known := await self._known(command):
            return known
        owner = command.contact.company
        company = await self._desk.cards.company(owner.id) if owner else None
        if company is None:  # the reader of companies tells what that means
            return None
        async with self._desk.claims.claim(f"b24:contact:{command.source.key}") as claim:
            found = await find_contact(self._desk, command, company)
            if found is not None:
                await self._remember_lost(command, found)
                return found
            return await self._create(command, company, claim) if command.may_create else None

    async def key(self, key: str, contact: Ref) -> str:
        """Return the key of a contact's document: it may have been published before anybody knew of its person."""
        if holder := await self._desk.store.find(contact.id):
            return holder.key
        document = await self._desk.store.get(key)
        if document is not None and document.ref not in {None, contact.id}:  # of a card that is gone
            key = contact.key
        await self._desk.store.bind(key, contact.id)
        return key

    async def _known(self, command: ContactUpsert) -> Ref | None:
        """Return the contact of the pair, else of the document; one that a person says it is not is forgotten."""
        if command.contact.ref is not None:
            return command.contact.ref
        document = await self._desk.store.get(command.key)
        if document is None or not document.ref:
            return None
        ref = Ref(system="b24", kind="contact", id=document.ref)
        if {ref.id, contact_of(ref)}.isdisjoint(command.not_these):
            return ref
        await self._desk.store.unbind(command.key, ref.id)
        return None

    async def _create(self, command: ContactUpsert, company: Row, claim: Claim) -> Ref:
        wanted, store, key = command.contact, self._desk.store, command.source.key
        _, entity = await store.begin_write(key)
        version = entity.writing.version if entity.writing else 0
        sent = {str(group): value for group, value in contact_digests(wanted, ContactGroup).items()}
        if not await store.note_step(key, version, step=STEP, memo=sent):
            raise Retryable("another write has begun", after_s=5, counted=False)
        if entity.ref:  # that contact is not this person any more, and another was looked for
            await store.unbind(key, entity.ref)
        fields = write_contact(wanted, str(company["id"]), identity(company.get("assignedById")))
        try:
            async with claim.creating(LONGEST_CALL):
                params = {"entityTypeId": CONTACT, "fields": fields}
                item = (await self._desk.portal.call("crm.item.add", params, write=True)).item
        except DoubtfulWrite:
            raise
        except (Permanent, Retryable):
            await store.end_write(key, {})
            raise
        card = read_contact(item, str(company["id"]))
        return await self._remember(command, entity, item, contact_digests(card, ContactGroup))

    async def _remember_lost(self, command: ContactUpsert, found: Ref) -> None:
        """Where the answer to the making of a contact was lost, remember what had been sent."""
        entity = await self._desk.store.get(command.source.key)
        if entity is None or entity.writing is None or entity.writing.step != STEP:
            return
        item = await self._desk.cards.contact(contact_of(found))
        if item is not None:
            await self._remember(command, entity, item, entity.writing.memo)

    async def _remember(
        self, command: ContactUpsert, entity: ContactDocument, item: Row, digests: Mapping[Any, str]
    ) -> Ref:
        """What nobody has set yet counts as told: 1C is about to say it."""
        company = command.contact.company.id if command.contact.company else ""
        ref, card = in_company(str(item["id"]), company), read_contact(item, company)
        known = {group: doc.known for group, doc in entity.groups.items()}
        groups = {group: GroupDoc(value, known=known.get(group, 0)) for group, value in digests.items()}
        fields: ContactMemory = {**standing(card), "person": command.source.id}
        await self._desk.store.end_write(entity.key, groups, fields=fields, ref=ref.id)
        return ref
