"""Finds into whom 1C merged a contact person: it replaces every use of one and keeps no trace."""

from collections.abc import Collection

from services.onec_connector.reference.parties import PartyCatalogue
from shared.canon.keys import all_emails, readable_phones, same_person
from shared.messages.contact import ContactCard


class PersonSurvivors:
    """Follows merges of contact persons.

    Args:
        parties: knows who speaks for a partner.
    """

    def __init__(self, parties: PartyCatalogue) -> None:
        self._parties = parties

    async def of(self, dead: ContactCard) -> str:
        """Return the only other contact person of the partner with the name and a phone or e-mail of the merged one.

        Args:
            dead: what was known of it last.

        Returns:
            its reference; empty: nobody, or several may be meant.
        """
        if dead.ref is None or dead.company is None or not dead.name:
            return ""
        reach = {*readable_phones(dead.phones), *all_emails(dead.emails)}
        found = [
            one.guid
            for one in await self._parties.persons_of(dead.company.id)
            if one.guid != dead.ref.id
            and same_person(one.name, dead.name)
            and _reached(one.contacts.phones, one.contacts.emails) & reach
        ]
        return found[0] if len(found) == 1 else ""


def _reached(phones: Collection[str], emails: Collection[str]) -> set[str]:
    return {*readable_phones(phones), *all_emails(emails)}
