"""Reads contacts of the portal, and which contacts speak for a company."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Portal, PortalMissing
from services.b24_connector.portal.lists import plain_rows, read_by_id
from services.b24_connector.reader.snapshots import COMPANIES, CONTACTS
from services.b24_connector.vocabulary.contacts import read_contact
from services.b24_connector.vocabulary.names import COMPANY, CONTACT
from services.b24_connector.vocabulary.values import identity
from shared.messages.contact import ContactCard
from shared.process.answers import reading

Row = Mapping[str, Any]


class ContactCards:
    """Reads the contacts of one portal.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def contact(self, number: str) -> Row | None:
        """Read a contact's own fields; None when the portal says by id that there is no such contact."""
        return await read_by_id(self._portal, CONTACTS, CONTACT, number)

    async def company(self, number: str) -> Row | None:
        """Read the own fields of a company that contacts speak for; None: the portal has none."""
        return await read_by_id(self._portal, COMPANIES, COMPANY, number)

    async def numbers(self, company: str) -> list[str]:
        """Return the ids of a company's contacts in their order; none if the company is gone."""
        try:
            answer = await self._portal.call("crm.company.contact.items.get", {"id": company})
        except PortalMissing:
            return []
        return [identity(row.get("CONTACT_ID")) for row in plain_rows(answer.result)]

    async def living(self, numbers: Iterable[str]) -> Sequence[Row]:
        """Return the own fields of those of some contacts that exist in the portal."""
        found = await asyncio.gather(*(self._portal.gather(CONTACTS, one) for one in numbers))
        return [rows[0] for rows in found if rows]


def card_of(contact: Row, company: str) -> ContactCard:
    """Translate a contact that was read as it is in one of its companies, or name it where it cannot be read.

    Raises:
        UnreadableRecord: it holds what no message can.
    """
    with reading(f"contact {contact.get('id')} of the portal"):
        return read_contact(contact, company)
