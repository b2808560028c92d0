"""Finds the portal's company of a partner of 1C, by document, pair or keys, or has it created."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from services.b24_connector.memory.company import CompanyStore
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.requisites import Presets
from services.b24_connector.writer.companies.needed import NOTHING, needed_of
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.making import Tell
from services.b24_connector.writer.refusal import BranchRefusal
from shared.messages.ring.commands import CompanyUpsert
from shared.messages.ring.told import Told
from shared.messages.things import Contacts, Customer, LegalEntity
from shared.store import TwoCounterparts


class CompanyLocator:
    """Finds the portal's company of a partner, and creates a missing one.

    Args:
        cards: reads them.
        store: what is remembered of them.
        finder: looks for those without a pair, and makes them.
        directory: templates of requisites.
    """

    def __init__(self, cards: CompanyCards, store: CompanyStore, finder: PartyFinder, directory: Directory) -> None:
        self._cards = cards
        self._store = store
        self._finder = finder
        self._directory = directory

    @property
    def presets(self) -> Presets:
        """The portal's templates of requisites, for whoever compares a located company."""
        return self._directory.presets

    async def company(self, command: CompanyUpsert, manager: str, tell: Tell) -> str:
        """Return the id of a partner's company, creating that if need be; empty: none is there or may be made.

        A company that has a pair is never looked for again: one that was deleted stays deleted.

        Raises:
            DealRefusal: a person must settle which company it is.
            Retryable: another command makes it now.
        """
        if known := await self._known(command):
            return known
        first, *others = command.company.legal_entities or (None,)
        branches: list[BranchRefusal] = []
        for other in others:
            with _collecting(branches):
                if found := await self._finder.company(_customer(command, other), "", tell, may_create=False):
                    return found
        may_create = command.may_create and not branches
        customer = _customer(command, first)
        found = await self._finder.company(customer, manager, tell, may_create=may_create)
        return _sure(found, branches)

    async def settled(self, command: CompanyUpsert) -> str:
        """Return the company that has heard all of a command, and of a later one; empty: none, or it is being written.

        Of many commands for one company, as come after an outage, the older ones ask the portal nothing. The latest
        does though it has been carried out: the company may have been deleted since.
        """
        document = await self._store.get(command.key)
        if document is None or not document.ref:
            document = await self._store.find(command.company.ref.id) if command.company.ref else None
        if document is None or not document.ref or document.ref in command.not_these:
            return ""
        fields = document.fields
        is_open = document.writing is not None or document.unsaid or fields.get("gone") or fields.get("unheard")
        groups, needed = document.groups, needed_of(command, document, self._cards.head_field)
        is_old = any(one.edited < groups.get(group, NOTHING).known for group, one in command.company.groups.items())
        return document.ref if is_old and not (is_open or needed) else ""

    async def look(self, command: CompanyUpsert) -> str:
        """Return the id of a partner's company, creating and storing nothing; empty: there is none.

        Raises:
            DealRefusal: a person must settle which company it is.
        """
        wanted, document = command.company, await self._store.get(command.key)
        known = document.ref if document and document.ref and document.ref not in command.not_these else None
        if known or wanted.ref:
            return known or (wanted.ref.id if wanted.ref else "")
        branches: list[BranchRefusal] = []
        for entity in (*wanted.legal_entities[1:], *(wanted.legal_entities[:1] or (None,))):
            with _collecting(branches):
                if found := await self._finder.look(_customer(command, entity), _unsaid):
                    return found
        return _sure("", branches)

    async def key(self, key: str, company: str) -> str:
        """Return the key of a located company's document; it may have been published before its partner was known.

        Raises:
            TwoCounterparts: the key stands for another company.
        """
        if holder := await self._store.find(company):
            return holder.key
        try:
            await self._store.bind(key, company)
        except TwoCounterparts:  # unless the reader, who works under the company's key, has read it just now
            if (holder := await self._store.find(company)) is None:
                raise
            return holder.key
        return key

    async def is_its(self, command: CompanyUpsert, company: str) -> bool:
        """Tell whether a company is this partner's by a pair or a document; one found by keys may not be."""
        if command.company.ref is not None and command.company.ref.id == company:
            return True
        document = await self._store.get(command.key)
        return document is not None and document.ref == company

    async def _known(self, command: CompanyUpsert) -> str:
        """Return the company of a partner's document, else of the pair; a separated one is forgotten."""
        document = await self._store.get(command.key)
        if document and document.ref and document.ref not in command.not_these:
            return document.ref
        if document and document.ref:
            await self._store.unbind(command.key, document.ref)
        return command.company.ref.id if command.company.ref else ""


async def _unsaid(_: Told) -> None:
    """Tell nothing: nothing is done."""


@contextmanager
def _collecting(branches: list[BranchRefusal]) -> Iterator[None]:
    """Put a doubt about a branch off: another legal entity of the partner may say for certain which company it is."""
    try:
        yield
    except BranchRefusal as refusal:
        branches.append(refusal)


def _sure(found: str, branches: Sequence[BranchRefusal]) -> str:
    """Return the company of a partner that was found for certain; else raise a doubt that was put off."""
    if not found and branches:
        raise branches[0]
    return found


def _customer(command: CompanyUpsert, entity: LegalEntity | None) -> Customer:
    company = command.company
    return Customer(
        not_these=command.not_these,
        origin=company.origin,
        name=company.name,
        kind="sole_trader" if company.kind == "sole_trader" else "company",
        contacts=Contacts(phones=company.phones, emails=company.emails),
        legal_entity=entity,
        is_part=company.head is not None,
    )
