"""What the b24-connector remembers of a contact in one of its companies beside its numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.memory.company import Reached
from services.b24_connector.memory.unreadable import UNREADABLE_INDEX, NotedUnreadable
from shared.canon import CONTACTS
from shared.store import Entity, EntityStore


class ContactMemory(TypedDict, total=False):
    """The connector's own fields of a contact's document; None removes one.

    Args:
        seen: `updatedTime` of the last full read; the sweep leaves the contact alone.
        contact: its id in the portal, whatever company it is looked at in.
        company: in which it is looked at.
        name: its parts then, by their names in messages; of a deleted contact nothing else is known.
        marks: phones and e-mails then, which go with it where it is merged into another contact.
        person: GUID of the contact person it was written from last.
        met: GUID of the contact person that keys have found it for, before the two had a pair.
        reached: how 1C told last that it is reached, as of a company.
        gone: it was deleted or taken out of the company, and that is published.
        unreadable: it could not be read when it was looked at last.
    """

    seen: str | None
    contact: str | None
    company: str | None
    name: Mapping[str, str] | None
    marks: Sequence[str] | None
    person: str | None
    met: str | None
    reached: Reached | None
    gone: bool | None
    unreadable: NotedUnreadable | None


ContactDocument = Entity[ContactMemory]
ContactStore = EntityStore[ContactMemory]

_INDEXES = (
    IndexModel("fields.contact", name="contact", sparse=True),
    IndexModel("fields.company", name="company", sparse=True),
    IndexModel("fields.person", name="person", sparse=True),
    IndexModel("fields.met", name="met", sparse=True),
    UNREADABLE_INDEX,
)


def contact_store(database: AsyncDatabase[dict[str, Any]]) -> ContactStore:
    """Return the store of contacts' documents, one for each company a contact speaks for."""
    return EntityStore(database, "b24", CONTACTS, _INDEXES, of="contacts")
