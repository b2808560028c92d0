"""Trial of the writer of companies: what would become of partners of 1C; nothing is written."""

from typing import Self

from services.b24_connector import sentences
from services.b24_connector.memory.company import CompanyDocument, said_in
from services.b24_connector.reader.cards import CompanyCard, with_said
from services.b24_connector.writer.companies.context import CompanyContext
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.companies.needed import emptied_in, former_of, needed_of
from services.b24_connector.writer.companies.outcomes import is_private, refused
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.parties.persons import agree
from services.b24_connector.writer.parties.requisites import check_inn, template_of
from services.b24_connector.writer.private.wanted import wanted_of
from services.b24_connector.writer.refusal import DealRefusal, our_own
from shared.canon.keys import same_person
from shared.messages.party import CompanyGroup
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.things import Contacts
from shared.process.asking import Weighed, Would


class CompanyTrial:
    """Finds and compares companies as their writer does, and writes nothing.

    Args:
        context: what the writer works with.
        locator: finds the company.
        employees: who its manager is.
        private: does so for contacts that are private persons; None: none of them crosses.
    """

    def __init__(
        self,
        context: CompanyContext,
        locator: CompanyLocator,
        employees: Employees,
        private: Self | None = None,
    ) -> None:
        self._context = context
        self._locator = locator
        self._employees = employees
        self._private = private
        self._newcomers: dict[tuple[str, str, str], str] = {}
        self._new_persons: list[tuple[str, Contacts]] = []

    async def company(self, command: CompanyUpsert) -> Weighed:
        """Say what the writer of companies would do with a partner of 1C."""
        if is_private(command) and self._private is not None:
            return await self._private.company(command)
        try:
            company = await self._locator.look(command)
            would = await self._would(command, company)
            if would == "create" and (first := self._first_of(command)):
                return self._weighed(command, "refused", sentences.second_newcomer(command.company.name, first))
            if would == "create" and is_private(command) and (first := self._first_reached(command)):
                called_so = same_person(first, command.company.name)
                why = sentences.second_private_newcomer(command.company.name, first)
                return self._weighed(command, "refused" if called_so else "doubtful", why)
            return self._weighed(
                command, would, partner=f"{self._context.cards.kind}:{company}" if would == "link" else ""
            )
        except DealRefusal as refusal:
            told = refused(command, refusal).told
            return self._weighed(command, "doubtful" if refusal.doubts else "refused", told[0].text)

    def _first_of(self, command: CompanyUpsert) -> str:
        """Return the partner to be created with the same number, whose company would be found; empty: none."""
        numbers = [(one.country, one.inn or one.foreign_number, one.kpp) for one in command.company.legal_entities]
        ours = [number for number in numbers if number[1]]
        first = next((self._newcomers[number] for number in ours if number in self._newcomers), "")
        if not first:
            self._newcomers |= dict.fromkeys(ours, command.company.name)
        return first

    def _first_reached(self, command: CompanyUpsert) -> str:
        """Return the private partner to be created, who is reached alike and whose contact would be found; or none."""
        name, mine = command.company.name, Contacts(phones=command.company.phones, emails=command.company.emails)
        reached = [other for other, contacts in self._new_persons if agree(mine, contacts)]
        first = next((other for other in reached if same_person(other, name)), "")
        if not first and command.shared_contact == "refuse":
            first = next(iter(reached), "")
        if not first:
            self._new_persons.append((name, mine))
        return first

    @staticmethod
    def _weighed(command: CompanyUpsert, would: Would, why: str = "", partner: str = "") -> Weighed:
        return Weighed(command.source.key, command.company.name, would, why, partner)

    async def _would(self, command: CompanyUpsert, company: str) -> Would:
        if company and (card := await self._context.cards.card(company)) is not None:
            return await self._compared(command, company, card)
        if company or not command.may_create:
            return "left"  # a company that was deleted stays deleted
        _check_numbers(command)
        for entity in command.company.legal_entities if command.company.kind != "person" else ():
            template_of(self._locator.presets, entity)
        return "create"

    async def _compared(self, command: CompanyUpsert, company: str, card: CompanyCard) -> Would:
        if card.is_ours:
            raise our_own(command.company.name, card.company.name)
        entity = await self._context.store.find(company) or CompanyDocument(command.key)
        card = with_said(card, said_in(entity.fields))
        manager, _ = await self._employees.of(command.company.manager, command.manager_default)
        former = former_of(command, entity, card, is_heard=self._context.is_heard)
        field = self._context.cards.head_field
        emptied = emptied_in(command, entity, card)
        wanted = wanted_of(command.company, self._locator.presets, manager, former, field, emptied)
        differing = [group for group in needed_of(command, entity, field) if not wanted.equals(group, card)]
        if command.company.ref is None:
            return "link"
        if CompanyGroup.REQUISITES in differing:
            _check_numbers(command)
        return "change" if differing else "same"


def _check_numbers(command: CompanyUpsert) -> None:
    for entity in command.company.legal_entities:
        check_inn(command.company.name, entity)
