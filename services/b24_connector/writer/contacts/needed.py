"""What of a `contact.upsert` a contact lacks. Pure."""

from services.b24_connector.memory.contact import ContactDocument
from shared.entities import GroupDoc
from shared.messages.contact import ContactGroup
from shared.messages.ring.commands import ContactUpsert

NOTHING = GroupDoc()


def needed_of(command: ContactUpsert, entity: ContactDocument) -> frozenset[ContactGroup]:
    """Return the groups of a `contact.upsert` that the contact does not contain yet."""
    return frozenset(
        group
        for group, stamp in command.contact.groups.items()
        if group not in entity.frozen and stamp.edited > entity.groups.get(group, NOTHING).known
    )
