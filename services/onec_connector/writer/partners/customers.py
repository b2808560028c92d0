"""The client of an order: partner, legal entity and contact person, found or created (R7)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from stdnum.ru.inn import is_valid

from services.onec_connector.objects import standard
from services.onec_connector.reference.parties import PartyCatalogue, fitting
from services.onec_connector.vocabulary.book import KnownEntity, KnownPartner, KnownPerson
from services.onec_connector.vocabulary.contacts import same_contacts
from services.onec_connector.vocabulary.identity import b24_ref, onec_ref
from services.onec_connector.writer.partners.newcomers import Newcomers
from services.onec_connector.writer.refusal import OrderRefusal
from shared.canon.keys import all_emails, all_phones, same_person, tax_numbers
from shared.messages.ring.outcomes import Pair
from shared.messages.things import Customer, LegalEntity, Person
from shared.store.claims import Claims

_REQUISITES = "Заполните реквизиты, {itself}."


@dataclass(frozen=True, slots=True)
class FoundParties:
    """References in 1C; empty where there is nothing yet."""

    partner: str = ""
    entity: str = ""
    person: str = standard.NO_REF

    @property
    def complete(self) -> bool:
        """Whether an order can be written with them."""
        return bool(self.partner and self.entity)


def _nobody(customer: Customer | None) -> OrderRefusal:
    """Tell a deal without a client from one whose client has no name."""
    if customer is None or customer.origin is None:
        return OrderRefusal("в сделке не указан клиент", "Укажите компанию или контакт, {itself}.", reason="customer")
    whose, what = ("контакта", "имя") if customer.kind == "person" else ("компании", "название")
    return OrderRefusal(f"у {whose} сделки не заполнено {what}", "Заполните его, {itself}.", reason="customer")


class Customers:
    """Looks before it creates, and creates under a claim.

    Args:
        parties: who is known in 1C.
        newcomers: creates the others.
        claims: one creator at a time.
        longest_create: says how long nobody may create beside a call that was given up.
    """

    def __init__(
        self,
        parties: PartyCatalogue,
        newcomers: Newcomers,
        claims: Claims,
        longest_create: Callable[[], Awaitable[timedelta]],
    ) -> None:
        self._parties = parties
        self._newcomers = newcomers
        self._claims = claims
        self._longest_create = longest_create

    async def find(self, customer: Customer | None) -> FoundParties:
        """Look for the client.

        Raises:
            Refusal: nobody is named, requisites are missing, or several fit and a person must choose.
        """
        if customer is None or not (customer.name or customer.ref or customer.legal_entity):
            raise _nobody(customer)
        entity = customer.legal_entity
        if entity is not None and (found := await self._entity_by_ref(entity)):
            _same_inn(customer, entity, found)
            return FoundParties(found.partner, found.guid)
        if entity is not None and entity.inn:
            return await self._by_inn(customer, entity)
        if customer.legal_entities_found > 1:
            whose = "контакта" if customer.kind == "person" else "компании"
            raise OrderRefusal(
                f"у {whose} «{customer.name}» несколько реквизитов с ИНН",
                "Выберите нужный в сделке, {itself}.",
                reason="ambiguous_customer",
            )
        if customer.kind == "person":
            return await self._person(customer)
        raise OrderRefusal(f"у компании «{customer.name}» не заполнен ИНН", _REQUISITES, reason="customer")

    async def ensure(self, customer: Customer, found: FoundParties, *, manager: str) -> FoundParties:
        """Create what was not found; one creator at a time for one client.

        Args:
            customer: of the deal.
            found: what `find` returned.
            manager: user of 1C who becomes the partner's manager.
        """
        if found.complete:
            return found
        async with self._claims.claim(f"onec:party:{_identity(customer)}") as claim:
            found = await self.find(customer)
            async with claim.creating(await self._longest_create()):
                if not found.partner:
                    found = replace(found, partner=await self._newcomers.partner(customer, manager=manager))
                if not found.entity:
                    found = replace(found, entity=await self._newcomers.entity(customer, found.partner))
            return found

    async def person(self, person: Person | None, partner: str) -> str:
        """Return the contact person's reference, created if the partner has nobody like that."""
        if person is None or not (person.name or person.last_name or person.first_name or person.ref):
            return standard.NO_REF
        if guid := onec_ref(person):
            known = (await self._parties.persons([guid])).get(guid)
            if known is not None and known.usable and known.owner == partner:
                return guid
        if found := _like(person, await self._parties.persons_of(partner)):
            return found.guid
        return await self._newcomers.person(person, partner)

    async def _entity_by_ref(self, entity: LegalEntity) -> KnownEntity | None:
        guid = onec_ref(entity)
        if not guid:
            return None
        known = (await self._parties.entities([guid])).get(guid)
        return known if known is not None and known.usable else None

    async def _by_inn(self, customer: Customer, entity: LegalEntity) -> FoundParties:
        inn, kpp = "".join(entity.inn.split()), "".join(entity.kpp.split())
        if not is_valid(inn):
            raise OrderRefusal(
                f"ИНН «{entity.inn}» клиента «{customer.name}» записан с ошибкой", _REQUISITES, reason="customer"
            )
        known = await self._parties.entities_by_inn(inn)
        vague = fitting(known, kpp)
        if len(vague) == 1:
            return FoundParties(vague[0].partner, vague[0].guid)
        if len(vague) > 1:
            of_partner = [one for one in vague if one.partner == onec_ref(customer)]
            if len(of_partner) == 1:
                return FoundParties(of_partner[0].partner, of_partner[0].guid)
            raise OrderRefusal(
                f"в 1С несколько контрагентов с ИНН {inn}{f' и КПП {kpp}' if kpp else ''}",
                "Попросите бухгалтера оставить одного, остальных пометить на удаление; после этого {itself}.",
                reason="ambiguous_customer",
                wants=[{"kind": "party", "inn": inn, "kpp": kpp}],
            )
        return FoundParties(partner=await self._partner(customer, known))

    async def _partner(self, customer: Customer, branches: Sequence[KnownEntity]) -> str:
        """The pair's partner, else the one whose other branches these are; empty: a new one."""
        if guid := onec_ref(customer):
            known = (await self._parties.partners([guid])).get(guid)
            if known is not None and known.usable:
                return guid
        owners = {one.partner for one in branches}
        return owners.pop() if len(owners) == 1 else ""

    async def _person(self, customer: Customer) -> FoundParties:
        """A private person is known by phone and e-mail."""
        partner = await self._private_partner(customer)
        if partner is None:
            return FoundParties()
        entities = await self._parties.entities_of(partner.guid)
        return FoundParties(partner.guid, entities[0].guid if len(entities) == 1 else "")

    async def _private_partner(self, customer: Customer) -> KnownPartner | None:
        if guid := onec_ref(customer):
            known = (await self._parties.partners([guid])).get(guid)
            if known is not None and known.usable:
                return known
        if not (all_phones(customer.contacts.phones) or all_emails(customer.contacts.emails)):
            raise OrderRefusal(
                f"у контакта «{customer.name}» нет ни телефона, ни e-mail",
                "Заполните контакт, {itself}.",
                reason="customer",
            )
        found = await self._parties.private_partners(customer.contacts)
        named = [one for one in found if same_person(one.name, customer.name)]
        if len(named) == 1:
            return named[0]
        if len(found) > 1:
            raise OrderRefusal(
                f"в 1С несколько клиентов с телефоном или e-mail контакта «{customer.name}»",
                "Попросите бухгалтера оставить одного; после этого {itself}.",
                reason="ambiguous_customer",
            )
        if found:
            raise OrderRefusal(
                f"телефон или e-mail контакта «{customer.name}» в 1С у клиента «{found[0].name}»",
                "Исправьте имя или телефон контакта, {itself}.",
                reason="ambiguous_customer",
            )
        return None


def party_pairs(customer: Customer | None, person: Person | None, found: FoundParties) -> list[Pair]:
    """Return the pairs the mapper may remember: ids of the deal's parties and what they are in 1C.

    A contact who buys for himself is a partner in 1C: that pair is of kind `client`, as he may also be a contact
    person of somebody else.
    """
    pairs = []
    if customer is not None:
        if client := b24_ref(customer):
            private = customer.kind == "person" and client.kind == "contact"
            pairs.append(Pair(kind="client" if private else client.kind, b24=client.id, onec=found.partner))
        if customer.legal_entity and (requisite := b24_ref(customer.legal_entity)):
            pairs.append(Pair(kind=requisite.kind, b24=requisite.id, onec=found.entity))
    if person is not None and found.person != standard.NO_REF and (contact := b24_ref(person)):
        pairs.append(Pair(kind=contact.kind, b24=contact.id, onec=found.person))
    return list({(pair.kind, pair.b24): pair for pair in reversed(pairs)}.values())


def _same_inn(customer: Customer, entity: LegalEntity, known: KnownEntity) -> None:
    """Refuse a pair whose INN was corrected on one side alone: one of the two would invoice somebody else."""
    if known.inn and entity.inn and "".join(entity.inn.split()) != known.inn:
        raise OrderRefusal(
            f"ИНН клиента «{customer.name}» в Битрикс24 {entity.inn}, а у его контрагента в 1С {known.inn}",
            "Исправьте реквизиты клиента или попросите бухгалтера исправить контрагента; после этого {itself}.",
            reason="customer",
        )


def _identity(customer: Customer) -> str:
    """What a claim is made by."""
    entity = customer.legal_entity
    if entity is not None and entity.inn:
        return ":".join(tax_numbers(entity.inn, entity.kpp))
    marks = (*all_phones(customer.contacts.phones), *all_emails(customer.contacts.emails))
    return ",".join(sorted(marks)) or customer.name


def _like(person: Person, known: Sequence[KnownPerson]) -> KnownPerson | None:
    by_name = [one for one in known if same_person(one.name, full_name(person))]
    by_contact = [one for one in by_name if same_contacts(person.contacts, one.contacts)]
    return next(iter([*by_contact, *by_name]), None)


def full_name(person: Person) -> str:
    """«Петрова Анна Ивановна»."""
    words = " ".join(word for word in (person.last_name, person.first_name, person.second_name) if word)
    return words or person.name
