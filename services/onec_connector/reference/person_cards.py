"""Reads contact persons of 1C as edited, uncached, and the kinds of their phones and e-mails."""

from collections.abc import AsyncIterator

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.query import Query, guid
from services.onec_connector.base.wire import Row
from services.onec_connector.objects import contact, contact_person, standard
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.vocabulary.persons import Kinds

_PERSON = (
    standard.REF,
    standard.VERSION,
    standard.DESCRIPTION,
    standard.MARKED,
    standard.OWNER,
    contact_person.POST,
    contact_person.ENDED,
    contact.PART,
)


class PersonCards:
    """Reads the cards of contact persons.

    Args:
        base: of 1C.
        dictionaries: those of the orders.
    """

    def __init__(self, base: BaseAside, dictionaries: Dictionaries) -> None:
        self._base = base
        self._dictionaries = dictionaries

    async def see(self, of_person: str) -> Row | None:
        """Read a contact person of 1C as it stands, marked or ended too; None: there is none."""
        rows = await self._base.listing(contact_person.SET, Query(f"{standard.REF} eq {guid(of_person)}", _PERSON))
        return rows[0] if rows else None

    async def see_all(self) -> AsyncIterator[Row]:
        """Yield all contact persons of 1C as they stand, marked and ended ones too."""
        async for row in self._base.pages(contact_person.SET, Query(select=_PERSON, order_by=standard.REF)):
            yield row

    async def kinds(self) -> Kinds:
        """Return 1C's kinds of contact persons' phones and e-mails."""
        usual = await self._dictionaries.contact_kinds(contact_person.SET)
        return Kinds(usual, await self._dictionaries.person_kinds())
