"""Remembers the phones, e-mails and card that partners and contact persons of 1C were created with.

Nobody has told the other side of them yet. A phone that the portal has replaced by its next word is 1C's only because
the portal had said it, and goes. What they were made of is known even if nobody hears of the making: they are told
as that card's own, and no second card is made of them.
"""

from services.onec_connector.memory.partner import PartnerMemory, PartnerStore, spelled
from services.onec_connector.memory.person import PersonMemory, PersonStore
from services.onec_connector.objects import contact_person, partner
from shared.messages.things import Contacts, Ref


class PartyBirths:
    """Stores the phones and e-mails that new records have from the portal, and of which card they are made.

    Args:
        partners, persons: what is remembered of them.
    """

    def __init__(self, partners: PartnerStore, persons: PersonStore) -> None:
        self._partners, self._persons = partners, persons

    async def note(self, table: str, guid: str, said: Contacts, card: Ref | None) -> None:
        """Remember what a partner or contact person is created with; one that has been written since is left alone.

        Args:
            table: set of 1C it belongs to; of others nothing is remembered.
            guid: its reference.
            said: its contact information, as it is read in 1C.
            card: company or contact of the portal that it is made of.
        """
        heard = [*said.phones, *said.emails]
        if table == partner.SET:
            await self._note_partner(f"partner:{guid}", {"heard": heard, "company": spelled(card) if card else None})
        elif table == contact_person.SET:
            await self._note_person(guid, {"heard": heard, "contact": card.id if card else None})

    async def _note_partner(self, key: str, fields: PartnerMemory) -> None:
        known = await self._partners.get(key)
        if known is None or not (known.groups or known.fields.keys() & fields.keys()):
            await self._partners.set_fields(key, fields)

    async def _note_person(self, guid: str, fields: PersonMemory) -> None:
        known = await self._persons.get(key := f"contact_person:{guid}")
        if known is None or not (known.groups or known.fields.keys() & fields.keys()):
            await self._persons.set_fields(key, fields)
            await self._persons.bind(key, guid)
