"""Remembers what a company was created with, and holds a document while a company or contact is made.

The document stands before the call, under the partner's key, so that the event of the new company finds it, names its
partner, and waits until all is remembered; nobody takes what the bus has set for a person's edit.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from services.b24_connector.memory.company import CompanyDocument, CompanyMemory, CompanyStore
from services.b24_connector.reader.cards import CompanyCard, CompanyCards
from services.b24_connector.reader.companies import standing
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import company_digests
from shared.entities import GroupDoc
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import Customer, Ref
from shared.store.entities import EntityStore
from shared.store.entity import Entity

Row = Mapping[str, Any]
M = TypeVar("M", bound=Mapping[str, Any])
STEP = "create"
"""A record may have been made, and nobody has heard the answer."""


class Birth:
    """A company or contact that is being made."""

    def __init__(self) -> None:
        self.item: Row | None = None

    def made(self, item: Row) -> None:
        """Note that the portal has answered with the new company or contact."""
        self.item = item


@asynccontextmanager
async def born(
    store: EntityStore[M], key: str, memo: Mapping[str, str], fields: M
) -> AsyncIterator[tuple[Entity[M], Birth]]:
    """Hold the document of a company or contact while the block creates it.

    What may have been created, or was, stays `writing`; where nothing was, the write ends.

    Args:
        store: what is remembered of its kind.
        key: of the partner or contact person that it is made of.
        memo: digests of what is sent.
        fields: kept before the call: a later command that comes first is to know what of this one it takes away.

    Raises:
        Retryable: another write has begun; uncounted.
    """
    entity = await store.begin_write(key)
    version = entity.writing.version if entity.writing else 0
    if not await store.note_step(key, version, step=STEP, memo=memo):
        raise Retryable("another write has begun", after_s=5, counted=False)
    await store.set_fields(key, fields)
    if entity.ref:  # that record was deleted or is somebody else's, and whoever makes another has looked for it
        await store.unbind(key, entity.ref)
    birth = Birth()
    try:
        yield entity, birth
    except DoubtfulWrite:
        raise
    except (Permanent, Retryable):
        await store.end_write(key, {})
        raise


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
        said = customer.contacts
        fields: CompanyMemory = {"reached": {"phones": said.phones, "emails": said.emails}}
        async with born(self._store, partner.key, _sent(customer, self._cards.groups), fields) as (entity, birth):
            yield birth
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
