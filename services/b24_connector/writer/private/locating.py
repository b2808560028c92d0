"""Finds the portal's contact of a private partner of 1C, by document, pair or keys, or has it created."""

from collections.abc import Callable

from services.b24_connector.vocabulary.parties import full_name
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.doubts import private_in_doubt
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.parties.match import Match
from services.b24_connector.writer.refusal import reached_by_others
from shared.canon.keys import same_person
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.things import Contacts, Customer


class PrivateLocator(CompanyLocator):
    """Finds the portal's contact of a private partner of 1C, and creates a missing one."""

    async def company(self, command: CompanyUpsert, manager: str, tell: Tell) -> str:
        """Return the id of a private partner's contact, creating that if need be; empty: none is there or may be made.

        A contact that has a pair is never looked for again: one that was deleted stays deleted.

        Raises:
            DealRefusal: a person must settle which contact it is.
            Retryable: another command makes it now.
        """
        if known := await self._known(command):
            return known
        refuse, may_create = _refuse(command), command.may_create
        return await self._finder.private.contact(_customer(command), manager, tell, refuse, may_create=may_create)

    async def key(self, key: str, company: str) -> str:
        """Return the key of a private partner's document; the contact's pair has a name of its own, `client:7`.

        Raises:
            TwoCounterparts: the key stands for another contact.
        """
        return await super().key(key if key.startswith("partner:") else f"contact:{company}", company)

    async def look(self, command: CompanyUpsert) -> str:
        """Return the id of a private partner's contact, creating and storing nothing; empty: there is none.

        Raises:
            DealRefusal: a person must settle which contact it is.
        """
        document = await self._store.get(command.key)
        if document and document.ref and document.ref not in command.not_these:
            return document.ref
        if command.company.ref is not None:
            return command.company.ref.id
        match = await self._finder.private.look(_customer(command))
        _refuse(command)(match)
        return match.certain


def _refuse(command: CompanyUpsert) -> Callable[[Match], None]:
    """Return what refuses a private partner who may be one of several contacts, or one of another name.

    Another name is let be where the rules say so.
    """

    def refuse(match: Match) -> None:
        if not match.maybe:
            return
        customer = _customer(command)
        alike = [one for one in match.found.values() if same_person(full_name(one), customer.name)]
        if not alike and command.shared_contact == "create":
            return
        raise reached_by_others(customer, match.maybe, private_in_doubt(customer, match.found))

    return refuse


def _customer(command: CompanyUpsert) -> Customer:
    company = command.company
    return Customer(
        not_these=command.not_these,
        origin=company.origin,
        name=company.name,
        kind="person",
        contacts=Contacts(phones=company.phones, emails=company.emails),
        legal_entity=next((one for one in company.legal_entities if one.inn or one.foreign_number), None),
    )
