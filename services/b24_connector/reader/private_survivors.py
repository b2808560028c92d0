"""Finds the contact a private person's was merged into: the portal deletes one and never names the other."""

import asyncio
from collections.abc import Mapping, Sequence

from services.b24_connector.memory.company import CompanyMemory
from services.b24_connector.memory.deal import DealStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.private_cards import PrivateCards
from services.b24_connector.reader.snapshots import CONTACTS
from services.b24_connector.reader.survivors import CompanySurvivors, others
from services.b24_connector.vocabulary.parties import full_name, read_contacts
from shared.canon.keys import same_person, spellings


class PrivateSurvivors(CompanySurvivors):
    """Follows merges of contacts that are private persons.

    Args:
        portal: where to ask.
        cards: reads contacts.
        deals: remember whose they were.
    """

    field = "contact"

    def __init__(self, portal: Portal, cards: PrivateCards, deals: DealStore) -> None:
        super().__init__(portal, cards, deals)

    async def of(self, company: str, known: CompanyMemory) -> list[str]:
        """Return the contact that a deleted one became: the only namesake with all its phones and e-mails.

        Among several of those, or for want of phones, the only one that the dead one's deals have now.

        Args:
            company: the deleted contact.
            known: what is remembered of it.
        """
        alike = others(company, await self._alike(known.get("name") or "", known.get("marks") or ()))
        if len(alike) == 1:
            return alike
        dealt = others(company, await self._of_deals(company))
        return dealt if len(dealt) == 1 and (not alike or dealt[0] in alike) else []

    async def _alike(self, name: str, marks: Sequence[str]) -> list[str]:
        """Return the contacts of the portal with a private person's name and all of his phones and e-mails."""
        found = await asyncio.gather(*(self._having(one) for one in marks))
        common = set[str].intersection(*map(set, found)) if found else set[str]()
        rows = await asyncio.gather(*(self._portal.gather(CONTACTS, one) for one in sorted(common)))
        living = [some[0] for some in rows if some]
        reached = {str(row["id"]): read_contacts(row, ()) for row in living}
        whole = [one for one, ways in reached.items() if {*marks} <= {*ways.phones, *ways.emails}]
        return [str(row["id"]) for row in living if str(row["id"]) in whole and same_person(full_name(row), name)]

    async def _having(self, mark: str) -> list[str]:
        way, values = ("EMAIL", [mark]) if "@" in mark else ("PHONE", list(spellings(mark)))
        params = {"type": way, "values": values, "entity_type": "CONTACT"}
        result = (await self._portal.call("crm.duplicate.findbycomm", params)).result
        found = result.get("CONTACT") if isinstance(result, Mapping) else None
        return [str(one) for one in found or ()]
