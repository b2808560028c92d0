"""What is remembered of a company that the bus makes, whoever makes it: an order's command or the directory's.

The document stands before the call, under the partner's key, so that the event of the new company finds it, names its
partner, and waits until all is remembered; nobody takes what the bus has set for a person's edit.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.companies import standing
from shared.bus.errors import DoubtfulWrite, Permanent, Retryable
from shared.canon import company_digests
from shared.entities import GroupDoc
from shared.messages.party import CompanyGroup
from shared.messages.things import Ref

Row = Mapping[str, Any]


class CompanyBirth:
    """A company that is being made."""

    def __init__(self) -> None:
        self.item: Row | None = None

    def made(self, item: Row) -> None:
        """The portal has answered with the new company."""
        self.item = item


class CompanyBirths:
    """Remembers what new companies got.

    Args:
        cards: reads them.
        store: what is remembered of companies.
    """

    def __init__(self, cards: CompanyCards, store: CompanyStore) -> None:
        self._cards = cards
        self._store = store

    @asynccontextmanager
    async def of(self, partner: Ref) -> AsyncIterator[CompanyBirth]:
        """Hold the document of a company while the body makes it; what may have been made stays being written."""
        await self._store.begin_write(partner.key)
        birth = CompanyBirth()
        try:
            yield birth
        except DoubtfulWrite:
            raise
        except (Permanent, Retryable):
            await self._store.end_write(partner.key, {})
            raise
        if birth.item is not None:
            await self._remember(partner.key, birth.item)

    async def _remember(self, key: str, item: Row) -> None:
        """What nobody has set yet counts as told: 1C is about to say it."""
        card = await self._cards.whole(item, is_new=True)
        groups = {group: GroupDoc(value) for group, value in company_digests(card.company, CompanyGroup).items()}
        await self._store.end_write(key, groups, fields=standing(card), ref=str(item["id"]))
