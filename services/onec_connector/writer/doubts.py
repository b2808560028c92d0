"""Makes doubts for a person to decide: which legal entity, partner, contact person or item of 1C is meant."""

from collections.abc import Iterable, Sequence

from services.onec_connector.vocabulary.contacts import identifying
from services.onec_connector.vocabulary.identity import b24_ref, name_of
from services.onec_connector.vocabulary.new_items import NewItem
from services.onec_connector.vocabulary.reference import KnownEntity, KnownItem, KnownPartner, KnownPerson
from shared.canon.keys import all_emails, foreign_number, readable_phones, tax_numbers
from shared.messages.contact import ContactCard
from shared.messages.pairs import PRIVATE_PERSON
from shared.messages.ring.doubts import Doubt, Found, doubt_about
from shared.messages.things import Contacts, Customer, LegalEntity, Line, Ref

Doubts = tuple[Doubt, ...]


def legal_entity_in_doubt(entity: LegalEntity, known: Iterable[KnownEntity]) -> Doubts:
    """Return the doubt which legal entity of 1C a requisite is; none if the portal gave the requisite no id."""
    inn, kpp = tax_numbers(entity.inn, entity.kpp)
    keys = {
        "inn": inn,
        "kpp": kpp,
        "number": foreign_number(entity.foreign_number),
        "country": entity.country,
        "name": entity.name,
    }
    return _about("requisite", b24_ref(entity), entity.name, keys, map(_entity, known))


def private_person_in_doubt(customer: Customer, known: Iterable[KnownPartner]) -> Doubts:
    """Return the doubt which partner of 1C a contact is who buys for himself."""
    ways = _ways(customer.contacts)
    keys = {"name": customer.name, **{f"contact{number}": way for number, way in enumerate(ways, 1)}}
    found = [(Ref(system="onec", kind="partner", id=one.guid), one.name, _shared(one, ways)) for one in known]
    return _about(PRIVATE_PERSON, b24_ref(customer), customer.name, keys, found)


def contact_in_doubt(card: ContactCard, source: Ref, known: Iterable[KnownPerson]) -> Doubts:
    """Return the doubt which contact person of its partner a contact is; `source` is the contact in its company."""
    ways = _ways(Contacts(phones=card.phones, emails=card.emails))
    keys = {"name": card.name, **{f"contact{number}": way for number, way in enumerate(ways, 1)}}
    found = [(Ref(system="onec", kind="contact_person", id=one.guid), one.name, _shared(one, ways)) for one in known]
    return _about("contact", source, card.name, keys, found)


def item_in_doubt(line: Line, known: Iterable[KnownItem]) -> Doubts:
    """Return the doubt which item of 1C a product of the portal is."""
    if line.item is None:
        return ()
    keys = {"article": line.item.article.strip(), "name": line.item.name}
    return _about("product", b24_ref(line.item), name_of(line), keys, map(_item, known))


def new_item_in_doubt(item: NewItem, known: Iterable[KnownItem]) -> Doubts:
    """Return the doubt whether a product that would be made is an item of 1C that has its name."""
    keys = {"article": item.article, "name": item.name}
    return _about("product", item.source, item.name, keys, map(_item, known))


def _about(kind: str, thing: Ref | None, name: str, keys: dict[str, str], found: Iterable[Found]) -> Doubts:
    doubt = doubt_about(kind, thing, name, keys, found)
    return (doubt,) if doubt else ()


def _item(known: KnownItem) -> Found:
    keys = {"article": known.article.strip(), "name": known.name}
    return Ref(system="onec", kind="item", id=known.guid), known.name, keys


def _entity(known: KnownEntity) -> Found:
    keys = {
        "inn": known.inn,
        "kpp": known.kpp,
        "number": foreign_number(known.foreign_number),
        "country": known.country,
        "name": known.name,
    }
    return Ref(system="onec", kind="legal_entity", id=known.guid), known.name, keys


def _ways(contacts: Contacts) -> Sequence[str]:
    known = identifying(contacts)
    return (*readable_phones(known.phones), *all_emails(known.emails))


def _shared(partner: KnownPartner | KnownPerson, ways: Sequence[str]) -> dict[str, str]:
    theirs = {*_ways(partner.contacts)}
    shared = {f"contact{number}": way for number, way in enumerate(ways, 1) if way in theirs}
    return {"name": partner.name, **shared}
