"""Finds or creates the contact of a private person of 1C, for an order's command or the directory's."""

from collections.abc import Callable

from services.b24_connector.portal import Portal
from services.b24_connector.portal.lists import read_by_id
from services.b24_connector.reader.snapshots import CONTACTS
from services.b24_connector.vocabulary.names import CONTACT
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.claiming import claim_of_person
from services.b24_connector.writer.parties.making import Tell, add, fields_of, normal, person_of, tell_of_doubt
from services.b24_connector.writer.parties.match import Match
from services.b24_connector.writer.parties.matching import PartySearch
from services.b24_connector.writer.parties.persons import is_nobody
from shared.messages.things import Customer, Person
from shared.store import Claim, Claims


class PrivateFinder:
    """Finds or creates contacts that are clients themselves.

    Args:
        portal: where they are.
        search: looks for them.
        claims: one creator at a time.
        births: remember new ones, where private persons are a directory, too.
    """

    def __init__(
        self, portal: Portal, search: PartySearch, claims: Claims, births: CompanyBirths | None = None
    ) -> None:
        self._portal = portal
        self._search = search
        self._claims = claims
        self._births = births

    async def contact(
        self,
        customer: Customer,
        manager: str,
        tell: Tell,
        refuse: Callable[[Match], None] = lambda _: None,
        *,
        may_create: bool = True,
    ) -> str:
        """Find or create the contact of a client who buys for himself; empty: there is none, and none may be made.

        Args:
            customer: of kind `person`.
            manager: user who gets what is created.
            tell: called before somebody is created in doubt.
            refuse: raises where a person must decide first; else another contact is made.
            may_create: one may be made.

        Raises:
            Retryable: another command creates the same client now.
        """
        if paired := await self.known(customer):
            return paired
        person = person_of(customer)
        if is_nobody(person):
            return ""
        async with self._claims.claim(claim_of_person(person)) as claim:
            match = await self.look(customer)
            refuse(match)
            if match.certain and self._births is not None and customer.origin is not None:
                await self._births.found(customer.origin, match.certain)
            if match.certain or not may_create:
                return match.certain
            await tell_of_doubt(person, match, tell)
            return await self._create(customer, person, manager, claim)

    async def would_make(self, customer: Customer) -> bool:
        """Tell whether the contact of a client who buys for himself would be made, and write nothing."""
        if await self.known(customer) or is_nobody(person_of(customer)):
            return False
        return not (await self.look(customer)).certain

    async def known(self, customer: Customer) -> str:
        """Return the id of a private person's pair, unless that contact is gone; empty: there is none."""
        ref = person_of(customer).ref
        return ref.id if ref is not None and await read_by_id(self._portal, CONTACTS, CONTACT, ref.id) else ""

    async def look(self, customer: Customer) -> Match:
        """Return which contact of the portal a client who buys for himself may be, and write nothing."""
        return await self._search.contact(person_of(customer), "", normal(customer).legal_entity)

    async def _create(self, customer: Customer, person: Person, manager: str, claim: Claim) -> str:
        fields = fields_of(person, manager)
        if self._births is None or customer.origin is None:
            return str((await add(self._portal, CONTACT, fields, claim))["id"])
        async with self._births.of(customer.origin, customer) as birth:
            birth.made(item := await add(self._portal, CONTACT, fields, claim))
        return str(item["id"])
