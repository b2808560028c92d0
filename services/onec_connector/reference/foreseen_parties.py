"""1C's clients as the cards weighed so far would leave them: the trial of a load makes nobody, and counts them in."""

from collections.abc import Iterable, Sequence

from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.parties import PartyCatalogue
from services.onec_connector.vocabulary.contacts import same_contacts
from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner
from shared.canon.keys import foreign_number, tax_numbers
from shared.messages.party import Company
from shared.messages.things import Contacts, LegalEntity, Ref


class ForeseenParties(PartyCatalogue):
    """Answers as the catalogue of 1C's clients does, with those whom a trial has foreseen.

    Args:
        base: where the others are read.
        dictionaries: for countries.
    """

    def __init__(self, base: Base | BaseAside, dictionaries: Dictionaries) -> None:
        super().__init__(base, dictionaries)
        self._cards: dict[str, Ref] = {}
        self._newcomers: dict[str, KnownPartner] = {}
        self._given: list[KnownEntity] = []

    def first_card(self, partner: str) -> Ref | None:
        """Return the card of the portal that a foreseen partner would be made of; None: he is no newcomer."""
        return self._cards.get(partner)

    def foresee(self, source: Ref, company: Company) -> str:
        """Count the partner whom a card of the portal would become in 1C as there, and return what he is known by."""
        partner = f"new {source.key}"
        self._cards[partner] = source
        contacts = Contacts(phones=company.phones, emails=company.emails)
        self._newcomers[partner] = KnownPartner(partner, company.name, company.kind, contacts)
        return partner

    async def give(self, partner: str, entities: Sequence[LegalEntity]) -> None:
        """Count the legal entities that a partner, of 1C or foreseen, would get from a card as there."""
        there = {(one.inn, foreign_number(one.foreign_number)) for one in await self.entities_of(partner)}
        wanted = [_known(one, partner) for one in entities if one.inn or one.foreign_number]
        self._given += [one for one in wanted if (one.inn, foreign_number(one.foreign_number)) not in there]

    async def partners(self, guids: Iterable[str]) -> dict[str, KnownPartner]:
        """Return partners of 1C, or foreseen ones, by reference."""
        wanted = set(guids)
        foreseen = {guid: one for guid, one in self._newcomers.items() if guid in wanted}
        return foreseen | await super().partners(wanted - foreseen.keys())

    async def entities_by_inn(self, inn: str, *, usable: bool = True) -> list[KnownEntity]:
        """Find legal entities with an INN in 1C, and foreseen ones."""
        foreseen = [one for one in self._given if usable and one.inn == inn and not one.country]
        return [*await super().entities_by_inn(inn, usable=usable), *foreseen]

    async def foreigners(self, number: str, *, usable: bool = True) -> list[KnownEntity]:
        """Find legal entities with another country's number in 1C, and foreseen ones."""
        wanted = foreign_number(number)
        foreign = [one for one in self._given if usable and one.country]
        foreseen = [one for one in foreign if foreign_number(one.foreign_number) == wanted]
        return [*await super().foreigners(number, usable=usable), *foreseen]

    async def entities_of(self, owner: str) -> list[KnownEntity]:
        """Find legal entities of a partner, in 1C and foreseen ones."""
        known = [] if owner in self._newcomers else await super().entities_of(owner)
        return [*known, *(one for one in self._given if one.partner == owner)]

    async def private_partners(self, contacts: Contacts, *, usable: bool = True) -> list[KnownPartner]:
        """Find private persons of 1C by phone or e-mail, and foreseen ones."""
        persons = [one for one in self._newcomers.values() if usable and one.kind == "person"]
        foreseen = [one for one in persons if same_contacts(contacts, one.contacts)]
        return [*await super().private_partners(contacts, usable=usable), *foreseen]


def _known(entity: LegalEntity, partner: str) -> KnownEntity:
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    return KnownEntity(
        guid=f"new {entity.origin.key if entity.origin else partner}",
        name=entity.name,
        kind=entity.kind,
        inn="" if entity.country else inn,
        kpp=kpp if entity.kind == "company" else "",
        partner=partner,
        country=entity.country,
        foreign_number=entity.foreign_number,
    )
