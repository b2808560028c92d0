"""What the onec-connector remembers of a contact person beside its numbers: its contact, its partner, its name."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from shared.canon import CONTACTS
from shared.store import Entity, EntityStore


class PersonMemory(TypedDict, total=False):
    """The connector's own fields of a contact person's document; None removes one.

    Args:
        gone: it was told that the person speaks for the partner no more.
        contact: the portal's contact that is written here, `7@17`.
        met: the contact that keys have found it for, before the two had a pair.
        owed: sentences of a write, until its outcome is on the broker.
        heard: as in `PartnerMemory`.
        owner: the partner it spoke for last.
        reach: phones and e-mails it had then, by which it is followed where it is merged into another.
        parts: surname, name and patronymic as both sides had them last.
        unsplit: the name in 1C that was told, as it cannot be taken apart.
    """

    gone: bool | None
    contact: str | None
    met: str | None
    owed: Sequence[Mapping[str, Any]] | None
    heard: Sequence[str] | None
    owner: str | None
    reach: Sequence[str] | None
    parts: Sequence[str] | None
    unsplit: str | None


_INDEXES = (
    IndexModel("fields.contact", name="contact", sparse=True),
    IndexModel("fields.met", name="met", sparse=True),
)

PersonEntity = Entity[PersonMemory]
PersonStore = EntityStore[PersonMemory]


def person_store(database: AsyncDatabase[dict[str, Any]]) -> PersonStore:
    """Return the store of 1C contact persons' documents."""
    return EntityStore(database, "onec", CONTACTS, _INDEXES, of="persons")


async def written_as(store: PersonStore, contact: str) -> str:
    """Return the contact person to which a portal's contact, `7@17`, was written, else met; empty: none."""
    for field in ("fields.contact", "fields.met"):
        async for entity in store.listing({field: contact}):
            if entity.ref and (entity.fields.get("contact") or contact) == contact:
                return entity.ref
    return ""


def person_key(guid: str) -> str:
    """Return the key of a 1C contact person's document, which is that of its hints."""
    return f"contact_person:{guid}"
