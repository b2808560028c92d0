"""Names of the claims under which the portal's clients and contacts are looked for or created."""

from shared.canon.keys import all_emails, foreign_number, readable_phones
from shared.messages.things import Customer, LegalEntity, Person


def claim_of_client(customer: Customer) -> str:
    """Return the name under which the portal's client is claimed; branches of one firm share one INN."""
    entity = customer.legal_entity
    if entity and (number := number_of(entity)):
        return f"b24:party:{number}"
    return f"b24:party:{customer.origin.key if customer.origin else customer.name}"


def claim_of_partner(customer: Customer) -> str:
    """Return the name under which the company of a partner is claimed, whichever of his legal entities is named."""
    return f"b24:partner:{customer.origin.key if customer.origin else customer.name}"


def claim_of_person(person: Person) -> str:
    """Return the name under which the portal's contact is claimed, by its source or its phone and e-mail."""
    ways = (*readable_phones(person.contacts.phones), *all_emails(person.contacts.emails))
    return f"b24:contact:{person.origin.key if person.origin else ways[0] if ways else person.name}"


def number_of(entity: LegalEntity) -> str:
    """Return the number by which the portal's client is claimed: INN, or a foreign one and its country; or nothing."""
    if not entity.country:
        return entity.inn
    return f"{entity.country}:{foreign_number(entity.foreign_number)}" if entity.foreign_number else ""
