"""Names of the claims under which clients are looked for or created in 1C."""

from services.onec_connector.vocabulary.contacts import identifying
from shared.canon.keys import foreign_number, tax_numbers
from shared.messages.things import Customer


def claim_of_client(customer: Customer) -> str:
    """Return the claim's name for a client: by his number, else by phone and e-mail, else by name."""
    entity = customer.legal_entity
    if entity is not None and entity.country and entity.foreign_number:
        return f"onec:party:{entity.country}:{foreign_number(entity.foreign_number)}"
    if entity is not None and entity.inn:
        return f"onec:party:{':'.join(tax_numbers(entity.inn, entity.kpp))}"
    known = identifying(customer.contacts)
    return f"onec:party:{','.join(sorted((*known.phones, *known.emails))) or customer.name}"
