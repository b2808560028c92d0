"""Chooses among likely partners, legal entities and contact persons of 1C for a client. Pure."""

from collections.abc import Sequence
from typing import Final, TypeVar

from services.onec_connector.vocabulary.contacts import same_contacts
from services.onec_connector.vocabulary.person_names import full_name
from services.onec_connector.vocabulary.reference import KnownEntity, KnownPartner, KnownPerson
from shared.canon.keys import same_person
from shared.messages.things import Customer, LegalEntity, PartyKind, Person, Thing

_OF_ONE_MAN: Final = {"sole_trader", "person"}
K = TypeVar("K", KnownEntity, KnownPartner, KnownPerson)


def is_same_man(one: PartyKind, other: PartyKind) -> bool:
    """Tell whether two kinds are a man's as sole trader and private person: one INN, and two counterparties of 1C."""
    return {one, other} == _OF_ONE_MAN


def namesakes(customer: Customer, known: Sequence[KnownPartner]) -> list[KnownPartner]:
    """Return the partners of 1C with the client's name."""
    return [one for one in known if same_person(one.name, customer.name)]


def allowed(thing: Thing, known: Sequence[K]) -> list[K]:
    """Leave out records of 1C that a person has separated from a client, requisite or contact."""
    return [one for one in known if one.guid not in thing.not_these]


def of_others(customer: Customer, entity: LegalEntity, known: Sequence[KnownEntity]) -> list[KnownEntity]:
    """Leave out legal entities separated from a requisite, and all those of a partner that the client is not."""
    return [one for one in allowed(entity, known) if one.partner not in customer.not_these]


def one_of(known: Sequence[KnownEntity], partner: str = "") -> KnownEntity | None:
    """Return the only likely legal entity, else the only one of the pair's partner; None: there is no such one."""
    own = [one for one in known if partner and one.partner == partner]
    return next((some[0] for some in (known, own) if len(some) == 1), None)


def like(person: Person, known: Sequence[KnownPerson]) -> KnownPerson | None:
    """Return the contact person of that name who is reached alike, else the only one, or only one called just so."""
    by_name = [one for one in known if same_person(one.name, full_name(person))]
    if by_contact := [one for one in by_name if same_contacts(person.contacts, one.contacts)]:
        return by_contact[0]
    words = _words(full_name(person))
    just_so = [one for one in by_name if _words(one.name) == words]
    return next((some[0] for some in (by_name, just_so) if len(some) == 1), None)


def _words(name: str) -> list[str]:
    return sorted(name.casefold().replace("ё", "е").split())
