"""Remembers what a company was created with, by an order's command or the directory's.

The document stands before the call, under the partner's key, so that the event of the new company finds it, names its
partner, and waits until all is remembered; nobody takes what the bus has set for a person's edit.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

from services.b24_connector.memory.company import CompanyDocument, CompanyStore
from services.b24_connector.reader.cards import CompanyCard, CompanyCards
from services.b24_connector.reader.companies import standing
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import company_digests
from shared.entities import GroupDoc
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Customer, Ref

Row = Mapping[str, Any]
STEP = "create"
"""A record may have been made, and nobody has heard the answer."""


class Birth:
    """A company or contact that is being made."""

    def __init__(self) -> None:
        self.item: Row | None = None

    def made(self, item: Row) -> None:
        """Note that the portal has answered with the new record."""
        self.item = item


class CompanyBirths:
    """Stores what new companies were created with.

    Args:
        cards: reads them.
        store: what is remembered of companies.
    """

    def __init__(self, cards: CompanyCards, store: CompanyStore) -> None:
        self._cards = cards
        self._store = store

    @asynccontextmanager
    async def of(self, partner: Ref, customer: Customer) -> AsyncIterator[Birth]:
        """Hold a company's document while the block creates it; what may have been created stays `writing`.

        Raises:
            Retryable: another write of the partner has begun; uncounted.
        """
        _, entity = await self._store.begin_write(partner.key)
        version = entity.writing.version if entity.writing else 0
        if not await self._store.note_step(partner.key, version, step=STEP, memo=_sent(customer, self._cards.groups)):
            raise Retryable("another write has begun", after_s=5, counted=False)
        # Kept before the call: a later command that comes first is to know what of this one it takes away.
        said = customer.contacts
        await self._store.set_fields(partner.key, {"reached": {"phones": said.phones, "emails": said.emails}})
        if entity.ref:  # that company was deleted, and whoever makes another has looked for it
            await self._store.unbind(partner.key, entity.ref)
        birth = Birth()
        try:
            yield birth
        except DoubtfulWrite:
            raise
        except (Permanent, Retryable):
            await self._store.end_write(partner.key, {})
            raise
        if birth.item is not None:
            card = await self._cards.whole(birth.item, ())
            await self._remember(entity, card, company_digests(card.company, self._cards.groups))

    async def found(self, partner: Ref, company: str) -> None:
        """Remember what a found company had been created with, if the answer was lost."""
        entity = await self._store.get(partner.key)
        if entity is None or entity.writing is None or entity.writing.step != STEP:
            return
        card = await self._cards.card(company)
        if card is not None:
            manager = company_digests(card.company, [CompanyGroup.MANAGER])
            await self._remember(entity, card, {**entity.writing.memo, **manager})

    async def _remember(self, entity: CompanyDocument, card: CompanyCard, digests: Mapping[CompanyGroup, str]) -> None:
        """Store a new company's groups; one that nobody has set counts as published: 1C is about to set it."""
        known = {group: doc.known for group, doc in entity.groups.items()}
        groups = {group: GroupDoc(value, known=known.get(group, 0)) for group, value in digests.items()}
        await self._store.end_write(entity.key, groups, fields=standing(card), ref=str(card.item["id"]))


def _sent(customer: Customer, groups: Collection[CompanyGroup]) -> dict[str, str]:
    contacts = customer.contacts
    company = Company(name=customer.name, phones=contacts.phones, emails=contacts.emails)
    return {str(group): value for group, value in company_digests(company, groups).items()}
