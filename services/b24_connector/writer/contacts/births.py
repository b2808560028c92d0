"""Remembers what a contact was created with, by an order's command or the directory's.

The document stands before the call, under the contact person's key, so that the event of the new contact finds it and
waits until all is remembered; nobody takes what the bus has set for a person's edit.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from services.b24_connector.memory.contact import ContactDocument, ContactMemory, ContactStore
from services.b24_connector.reader.contact_cards import ContactCards, card_of
from services.b24_connector.reader.contacts import standing
from services.b24_connector.writer.parties.births import STEP, Birth, born
from shared.canon import contact_digests
from shared.entities import GroupDoc
from shared.messages.contact import ContactGroup
from shared.messages.things import Ref

Row = Mapping[str, Any]


class ContactBirths:
    """Stores what new contacts were created with.

    Args:
        cards: reads them.
        store: what is remembered of contacts.
    """

    def __init__(self, cards: ContactCards, store: ContactStore) -> None:
        self._cards = cards
        self._store = store

    @asynccontextmanager
    async def of(self, person: Ref, fields: Row, company: str) -> AsyncIterator[Birth]:
        """Hold a contact's document while the block creates it; what may have been created stays `writing`.

        Args:
            person: contact person of 1C.
            fields: that are sent.
            company: it is to speak for.

        Raises:
            Retryable: another write of the contact person has begun; uncounted.
        """
        sent = {**fields, "id": 0}
        said = card_of(sent, company)
        kept: ContactMemory = {"reached": {"phones": said.phones, "emails": said.emails}}
        async with born(self._store, person.key, _digests(sent, company), kept) as (entity, birth):
            yield birth
        if birth.item is not None:
            await self._remember(entity, birth.item, company, _digests(birth.item, company))

    async def found(self, person: Ref, contact: str, company: str) -> None:
        """Remember what a found contact had been created with, if the answer was lost."""
        entity = await self._store.get(person.key)
        if entity is None or entity.writing is None or entity.writing.step != STEP:
            return
        item = await self._cards.contact(contact)
        if item is not None:
            await self._remember(entity, item, company, entity.writing.memo)

    async def _remember(self, entity: ContactDocument, item: Row, company: str, digests: Mapping[str, str]) -> None:
        """Store a new contact's groups; one that nobody has set counts as published: 1C is about to set it."""
        card, person = card_of(item, company), entity.key.partition(":")[2]
        known = {group: doc.known for group, doc in entity.groups.items()}
        groups = {group: GroupDoc(value, known=known.get(group, 0)) for group, value in digests.items()}
        fields: ContactMemory = {**standing(card), "person": person}
        await self._store.end_write(entity.key, groups, fields=fields, ref=card.ref.id if card.ref else None)


def _digests(contact: Row, company: str) -> dict[str, str]:
    found = contact_digests(card_of(contact, company), ContactGroup)
    return {str(group): value for group, value in found.items()}
