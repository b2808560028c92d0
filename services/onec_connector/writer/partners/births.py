"""Remembers what partners and contact persons were created with, by an order's command or the directory's.

Nobody has told the other side of them yet. A phone that the portal has replaced by its next word is 1C's only because
the portal had said it, and goes.
"""

from services.onec_connector.memory.partner import PartnerStore
from services.onec_connector.memory.person import PersonStore
from services.onec_connector.objects import contact_person, partner
from shared.messages.things import Contacts


class PartyBirths:
    """Stores the phones and e-mails that new records have from the portal.

    Args:
        partners, persons: what is remembered of them.
    """

    def __init__(self, partners: PartnerStore, persons: PersonStore) -> None:
        self._partners, self._persons = partners, persons

    async def note(self, table: str, guid: str, said: Contacts) -> None:
        """Remember what a record is created with; one that has been written since is left alone.

        Args:
            table: set of 1C it belongs to; of others nothing is remembered.
            guid: its reference.
            said: its contact information, as it is read in 1C.
        """
        heard = [*said.phones, *said.emails]
        if table == partner.SET:
            known = await self._partners.get(key := f"partner:{guid}")
            if known is None or "heard" not in known.fields:
                await self._partners.set_fields(key, {"heard": heard})
        elif table == contact_person.SET:
            person = await self._persons.get(key := f"contact_person:{guid}")
            if person is None or "heard" not in person.fields:
                await self._persons.set_fields(key, {"heard": heard})
