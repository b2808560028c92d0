"""Finds the portal's contact of a contact person, by pair, document or name, or creates it in its company."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.portal import LONGEST_CALL
from services.b24_connector.vocabulary.contacts import write_contact
from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.finding import find_contact, person_of
from services.b24_connector.writer.contacts.needed import NOTHING, needed_of
from shared.messages.contact import company_of, contact_of, in_company
from shared.messages.ring.commands import ContactUpsert
from shared.messages.things import Ref
from shared.store import Claim

Row = Mapping[str, Any]


class ContactLocator:
    """Finds the portal's contact of a contact person, and creates a missing one.

    Args:
        context: what it works with.
    """

    def __init__(self, context: ContactContext) -> None:
        self._context = context
        self._births = ContactBirths(context.cards, context.store)

    async def contact(self, command: ContactUpsert) -> Ref | None:
        """Return a contact person's contact in its company, creating that if need be; None: none may be made.

        A contact that has a pair is never looked for again: one that was deleted stays deleted.

        Raises:
            DealRefusal: a person must settle which contact it is.
            Retryable: another command makes it now.
        """
        if known := await self._known(command):
            return known
        owner = command.contact.company
        company = await self._context.cards.company(owner.id) if owner else None
        if company is None:  # the reader of companies tells what that means
            return None
        async with self._context.claims.claim(f"b24:contact:{command.source.key}") as claim:
            found = await find_contact(self._context, command, company)
            if found is not None:
                await self._births.found(command.source, contact_of(found), str(company["id"]))
                return found
            return await self._create(command, company, claim) if command.may_create else None

    async def settled(self, command: ContactUpsert) -> Ref | None:
        """Return the contact that has heard all of a command, and of a later one; None: none, or it is being written.

        Of many commands for one contact, as come after an outage, the older ones ask the portal nothing. The latest
        does though it has been carried out: the contact may have been deleted since.
        """
        known, is_apart = await self._remembered(command)
        document = await self._context.store.find(known.id) if known is not None and not is_apart else None
        is_open = document is None or document.writing is not None or document.unsaid or document.fields.get("gone")
        if known is None or document is None or is_open or needed_of(command, document):
            return None
        groups = document.groups
        if not any(one.edited < groups.get(group, NOTHING).known for group, one in command.contact.groups.items()):
            return None
        return known if await self.is_its(command, known) else None

    async def look(self, command: ContactUpsert) -> tuple[Ref | None, bool]:
        """Return a contact person's contact, creating and storing nothing, and whether its company is there.

        Raises:
            DealRefusal: a person must settle which contact it is.
        """
        known, is_apart = await self._remembered(command)
        if known is not None and not is_apart:
            return known, True
        owner = command.contact.company
        company = await self._context.cards.company(owner.id) if owner else None
        return (await find_contact(self._context, command, company) if company else None), company is not None

    async def is_its(self, command: ContactUpsert, contact: Ref) -> bool:
        """Tell whether a contact is this contact person's by a pair, its document or what was written there."""
        if command.contact.ref == contact:
            return True
        document = await self._context.store.get(command.key)
        if document is not None and document.ref == contact.id:
            return True
        holder = await self._context.store.find(contact.id)
        return holder is not None and person_of(holder) == command.source.id

    async def meet(self, person: Ref, contact: Ref) -> None:
        """Remember that keys have found a contact, so that it is still found if renamed before it has a pair."""
        holder = await self._context.store.find(contact.id)
        if holder is None:
            await self._context.store.bind(contact.key, contact.id)
        await self._context.store.set_fields(holder.key if holder else contact.key, {"met": person.id})

    async def key(self, key: str, contact: Ref) -> str:
        """Return the key of a contact's document; it may have been published before its contact person was known."""
        if holder := await self._context.store.find(contact.id):
            return holder.key
        document = await self._context.store.get(key)
        if document is not None and document.ref not in {None, contact.id}:  # of a card that is gone
            key = contact.key
        await self._context.store.bind(key, contact.id)
        return key

    async def _known(self, command: ContactUpsert) -> Ref | None:
        """Return the contact of a contact person's pair, else of the document; a separated one is forgotten."""
        known, is_apart = await self._remembered(command)
        if known is None or not is_apart:
            return known
        await self._context.store.unbind(command.key, known.id)
        return None

    async def _remembered(self, command: ContactUpsert) -> tuple[Ref | None, bool]:
        """Return the contact of a contact person's pair, else of the document, and whether it was separated."""
        if command.contact.ref is not None:
            return command.contact.ref, False
        document = await self._context.store.get(command.key)
        if document is None or not document.ref:
            return await self._written(command), False
        ref = Ref(system="b24", kind="contact", id=document.ref)
        return ref, not {ref.id, contact_of(ref)}.isdisjoint(command.not_these)

    async def _written(self, command: ContactUpsert) -> Ref | None:
        """Return the contact that a contact person was written to under another key, whatever its name is now."""
        company = command.contact.company
        listings = [
            self._context.store.listing({field: command.source.id, "fields.gone": {"$ne": True}})
            for field in ("fields.person", "fields.met")
        ]
        for entity in [entity for listing in listings async for entity in listing]:
            ref = Ref(system="b24", kind="contact", id=entity.ref or "-")
            is_apart = not {ref.id, contact_of(ref)}.isdisjoint(command.not_these)
            is_anothers = person_of(entity) not in {"", command.source.id}
            if company_of(ref) == company and not is_apart and not is_anothers:
                return ref
        return None

    async def _create(self, command: ContactUpsert, owner: Row, claim: Claim) -> Ref:
        company = str(owner["id"])
        fields = write_contact(command.contact, company, identity(owner.get("assignedById")))
        async with self._births.of(command.source, fields, company) as birth, claim.creating(LONGEST_CALL):
            params = {"entityTypeId": CONTACT, "fields": fields}
            birth.made(item := (await self._context.portal.call("crm.item.add", params, write=True)).item)
        return in_company(str(item["id"]), company)
