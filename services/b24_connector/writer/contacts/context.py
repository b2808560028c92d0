"""What the writer of contacts works with."""

from dataclasses import dataclass

from services.b24_connector.memory.contact import ContactStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.writer.parties.matching import PartySearch
from shared.bus.publish import Publish
from shared.store import Claims


@dataclass(frozen=True)
class ContactContext:
    """What the writer of contacts works with.

    Args:
        portal: where.
        cards: reads contacts.
        store: what is remembered of them.
        search: knows the marks of 1C.
        claims: one creator at a time.
        publish: the bus.
        is_heard: whether what people edit in the portal goes to 1C.
    """

    portal: Portal
    cards: ContactCards
    store: ContactStore
    search: PartySearch
    claims: Claims
    publish: Publish
    is_heard: bool
