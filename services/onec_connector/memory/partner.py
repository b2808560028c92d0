"""What is remembered of a partner beside its numbers."""

from typing import Any, TypedDict

from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import PARTIES
from shared.store import Entity, EntityStore


class PartnerMemory(TypedDict, total=False):
    """Fields of a document; None removes one.

    Args:
        gone: it was told that he is marked for deletion or deleted.
    """

    gone: bool | None


PartnerEntity = Entity[PartnerMemory]
PartnerStore = EntityStore[PartnerMemory]


def partner_store(database: AsyncDatabase[dict[str, Any]]) -> PartnerStore:
    """Return the documents of partners."""
    return EntityStore(database, "onec", PARTIES, of="partners")
