"""Finds or creates the client of a 1C order: partner, legal entity and contact person (R7)."""

import copy
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final, Self

from services.onec_connector.reference.parties import PartyCatalogue, contradicts, fitting
from services.onec_connector.vocabulary.contacts import identifying
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.vocabulary.person_names import full_name
from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner
from services.onec_connector.writer.partners import telling, unfound
from services.onec_connector.writer.partners.choosing import allowed, is_same_man, like, namesakes, of_others, one_of
from services.onec_connector.writer.partners.claiming import claim_of_client
from services.onec_connector.writer.partners.found import FoundParties
from services.onec_connector.writer.partners.marked import refuse_marked, refuse_marked_entity, refuse_marked_partner
from services.onec_connector.writer.partners.newcomers import Newcomers, Owe
from shared.canon.keys import foreign_number, is_inn, tax_numbers
from shared.messages.ring.commands import PrivateDoubt
from shared.messages.ring.told import Told
from shared.messages.things import Contacts, Customer, LegalEntity, Person
from shared.store.claims import Claims

UNMADE: Final = "unmade"
"""Stands for the reference of a record that a trial does not make."""


class Customers:
    """Finds clients in 1C before it creates them, under a claim.

    Args:
        parties: who is known in 1C.
        newcomers: creates the others.
        claims: one creator at a time.
        longest_create: says how long nobody may create beside a call that was given up.
        one_party: a partner has one legal entity, and a second one of a client is a partner of its own.
    """

    def __init__(
        self,
        parties: PartyCatalogue,
        newcomers: Newcomers,
        claims: Claims,
        longest_create: Callable[[], Awaitable[timedelta]],
        *,
        one_party: bool = False,
    ) -> None:
        self._parties = parties
        self.newcomers = newcomers
        self._claims = claims
        self._longest_create = longest_create
        self._one_party = one_party

    def looking_in(self, parties: PartyCatalogue) -> Self:
        """Return the same, which looks for clients in another catalogue of 1C's."""
        copied = copy.copy(self)
        copied._parties = parties  # noqa: SLF001 - its own kind
        return copied

    async def find(self, customer: Customer | None, doubt: PrivateDoubt = "refuse") -> FoundParties:
        """Find the client of an order in 1C: partner and legal entity.

        The pair's partner buys by a legal entity of his own or of one above him; any other leads to its own partner.

        Args:
            customer: of the deal.
            doubt: what to do about a private person whose phone or e-mail another one has.

        Raises:
            Refusal: nobody is named, requisites are missing, several fit and a person must choose, or he is marked for
                deletion: nothing is sold to him, and nobody is made beside him.
        """
        if customer is None or not (customer.name or customer.ref or customer.legal_entity):
            raise unfound.nobody(customer)
        found = await self._found(customer, doubt)
        if found.entity and not self._one_party and await self._is_part_of(found.partner, customer):
            found = replace(found, partner=onec_ref(customer))
        await refuse_marked(self._parties, found.partner)
        return found

    async def standing(self, customer: Customer | None, found: FoundParties, partner: str) -> FoundParties:
        """Return the client of an order that is there already: of one legal entity, 1C says which part of him buys.

        Args:
            customer: of the deal.
            found: what `find` returned, with the order's legal entity.
            partner: of the order; another one than the pair's stays where either is a part of the other.
        """
        pair = onec_ref(customer) if customer else ""
        known = (await self._parties.partners([partner])).get(partner)
        if not pair or known is None or not known.usable:
            return found
        is_part = self._parties.is_part
        stays = partner == pair or await is_part(partner, pair) or await is_part(pair, partner)
        return replace(found, partner=partner) if stays else found

    async def _is_part_of(self, owner: str, customer: Customer) -> bool:
        """Tell whether the pair's partner is a part of a legal entity's."""
        if onec_ref(customer) in {"", owner}:
            return False
        partner = await self._partner(customer)
        return bool(partner) and await self._parties.is_part(partner, owner)

    async def _found(self, customer: Customer, doubt: PrivateDoubt) -> FoundParties:
        entity = customer.legal_entity
        if entity is not None and (found := await self._entity_by_ref(customer, entity)):
            _refuse_other_number(customer, entity, found)
            return FoundParties(found.partner, found.guid, told=telling.of_pair(customer, entity, found))
        if entity is not None and entity.country:
            await self.know_country(customer, entity.country)
            if foreign_number(entity.foreign_number):
                return await self._foreigner(customer, entity)
        if entity is not None and entity.inn:
            return await self._by_inn(customer, entity)
        if customer.legal_entities_found > 1:
            raise unfound.several_requisites(customer)
        if customer.kind == "person":
            return await self._person(customer, doubt)
        raise unfound.no_foreign_number(customer) if entity and entity.country else unfound.no_inn(customer)

    async def ensure(
        self,
        customer: Customer,
        found: FoundParties,
        doubt: PrivateDoubt = "refuse",
        *,
        manager: str,
        owe: Owe | None = None,
    ) -> FoundParties:
        """Create in 1C the client that was not found; one creator at a time for one client.

        Args:
            customer: of the deal.
            found: what `find` returned.
            doubt: as `find` takes it.
            manager: user of 1C who becomes the partner's manager.
            owe: stores what must be told of him, as the answer to his creation may be lost.
        """
        if found.complete:
            return found
        make = self.newcomers
        async with self._claims.claim(claim_of_client(customer)) as claim:
            found = await self.find(customer, doubt)
            async with claim.creating(await self._longest_create()):
                note = partial(owe, found.news) if owe and found.news else None
                if not found.partner:
                    found, note = replace(found, partner=await make.partner(customer, manager=manager, note=note)), None
                if not found.entity:
                    found = replace(found, entity=await make.entity(customer, found.partner, note=note))
            return found

    async def with_person(self, found: FoundParties, person: Person | None, *, makes: bool = True) -> FoundParties:
        """Add to an order's client the contact person, created if the partner has nobody like that.

        Args:
            found: the client.
            person: of the deal.
            makes: False: nothing is created, and `UNMADE` stands for who would be.
        """
        if person is None or not (person.name or person.last_name or person.first_name or person.ref):
            return found
        if guid := onec_ref(person):
            known = (await self._parties.persons([guid])).get(guid)
            if known is not None and known.usable and known.owner == found.partner:
                told = telling.other_name("контактное лицо", full_name(person), known.name)
                return replace(found, person=guid, told=(*found.told, *told))
        alike = like(person, allowed(person, await self._parties.persons_of(found.partner)))
        if alike is None and not makes:
            return replace(found, person=UNMADE)
        return replace(found, person=alike.guid if alike else await self.newcomers.person(person, found.partner))

    async def _entity_by_ref(self, customer: Customer, entity: LegalEntity) -> KnownEntity | None:
        """Return the pair's legal entity, unless it is a partner's from whom a person has separated the client."""
        guid = onec_ref(entity)
        if not guid:
            return None
        known = (await self._parties.entities([guid])).get(guid)
        if known is not None and _has_other_number(known, entity):
            known = await self._parties.entity_now(guid)  # it may have been corrected a moment ago
        return known if known is not None and known.usable and known.partner not in customer.not_these else None

    async def _by_inn(self, customer: Customer, entity: LegalEntity) -> FoundParties:
        inn, kpp = tax_numbers(entity.inn, entity.kpp)
        if not is_inn(inn):
            raise unfound.wrong_inn(customer, entity)
        known = of_others(customer, entity, await self._parties.entities_by_inn(inn))
        ours = self.newcomers.key_of_entity(customer.legal_entity or customer)
        if made := next((one for one in known if one.guid == ours), None):  # whatever people have edited since
            return FoundParties(made.partner, made.guid, told=telling.other_requisites(customer, entity, made))
        vague = fitting(known, kpp)
        if known and not vague:
            raise unfound.other_branch(customer, entity, known)
        found = one_of([one for one in vague if one.kind == entity.kind], onec_ref(customer))
        if found := found or one_of(vague, onec_ref(customer)):
            if is_same_man(entity.kind, found.kind) and found.partner != onec_ref(customer):
                raise unfound.of_another_kind(customer, entity, [found])
            return FoundParties(found.partner, found.guid, told=telling.other_requisites(customer, entity, found))
        if vague:
            raise unfound.several_entities(customer, entity, vague)
        unfound.refuse_misfit(customer, entity)
        return await self._unnumbered(customer, entity)

    async def _unnumbered(self, customer: Customer, entity: LegalEntity) -> FoundParties:
        """Find a client by other keys than his number, which 1C does not know."""
        await refuse_marked_entity(self._parties, customer, entity)
        partner = await self._partner(customer)
        if not partner and customer.kind == "person":
            found = allowed(customer, await self._parties.private_partners(customer.contacts))
            named = namesakes(customer, found)
            partner = named[0].guid if len(named) == 1 else ""
        if not partner:
            await refuse_marked_partner(self._parties, customer)
            return FoundParties()
        others = await self._parties.entities_of(partner)
        blank = one_of([one for one in others if not (one.inn or one.foreign_number)])
        if blank and (self._one_party or customer.kind == "person"):
            return FoundParties(partner, blank.guid)
        if others and self._one_party:
            return FoundParties()
        more = telling.one_more(customer, entity, others)
        return FoundParties(partner, told=more, news=more)

    async def know_country(self, customer: Customer, country: str) -> None:
        """Refuse a foreigner whose country 1C does not have: it would be left out without a word.

        Raises:
            Refusal: with the country's code, or that no country is published.
        """
        dictionaries = self._parties.dictionaries
        if not dictionaries.knows_foreigners:
            raise unfound.no_countries(customer)
        if country not in (await dictionaries.countries()).values():
            raise unfound.no_country(customer, country)

    async def _foreigner(self, customer: Customer, entity: LegalEntity) -> FoundParties:
        """Find a foreigner by country and number, which are as good as an INN."""
        known = of_others(customer, entity, await self._parties.foreigners(entity.foreign_number))
        own = [one for one in known if one.country == entity.country]
        if found := one_of(own, onec_ref(customer)):
            return FoundParties(found.partner, found.guid)
        if own:
            raise unfound.several_foreigners(entity, own)
        if stateless := next((one for one in known if not one.country), None):
            raise unfound.stateless(entity, stateless)
        return await self._unnumbered(customer, entity)

    async def _partner(self, customer: Customer) -> str:
        """Return the pair's partner of a client; empty: a new one."""
        guid = onec_ref(customer)
        known = (await self._parties.partners([guid])).get(guid) if guid else None
        return guid if known is not None and known.usable else ""

    async def _person(self, customer: Customer, doubt: PrivateDoubt) -> FoundParties:
        """Find a private person in 1C by phone or e-mail together with the name."""
        partner, told = await self._private_partner(customer, doubt)
        if partner is None:
            return FoundParties(told=told, news=told)
        entities = await self._parties.entities_of(partner.guid)
        found = one_of([one for one in entities if one.kind == "person"]) or one_of(entities)
        if entities and found is None:
            raise unfound.several_of_private(customer, partner)
        return FoundParties(partner.guid, found.guid if found else "", told=told)

    async def _private_partner(
        self, customer: Customer, doubt: PrivateDoubt
    ) -> tuple[KnownPartner | None, tuple[Told, ...]]:
        if guid := onec_ref(customer):
            known = (await self._parties.partners([guid])).get(guid)
            if known is not None and known.usable:
                return known, telling.other_name("клиент", customer.name, known.name)
        if identifying(customer.contacts) == Contacts():
            raise unfound.no_contact(customer)
        found = allowed(customer, await self._parties.private_partners(customer.contacts))
        named = namesakes(customer, found)
        if len(named) > 1:
            raise unfound.several_private(customer, named)
        if named:
            return named[0], ()
        if found and doubt == "refuse":
            raise unfound.of_another_name(customer, found)
        await refuse_marked_partner(self._parties, customer)
        return None, (telling.created_beside(customer, found),) if found else ()


def _has_other_number(known: KnownEntity, entity: LegalEntity) -> bool:
    return contradicts(known, tax_numbers(entity.inn, entity.kpp)[0], entity.country, entity.foreign_number)


def _refuse_other_number(customer: Customer, entity: LegalEntity, known: KnownEntity) -> None:
    inn = tax_numbers(entity.inn, entity.kpp)[0]
    if known.inn and inn and inn != known.inn:
        raise unfound.other_inn(customer, entity, known)
    if _has_other_number(known, entity):
        raise unfound.other_foreigner(customer, entity, known)
