"""The client of an order as he was found in 1C, and the pairs that follow from it."""

from dataclasses import dataclass

from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.identity import b24_ref
from shared.messages.ring.outcomes import Pair
from shared.messages.ring.told import Told
from shared.messages.things import Customer, Person


@dataclass(frozen=True, slots=True)
class FoundParties:
    """The client's references in 1C, empty where there is nothing yet.

    Args:
        partner, entity, person: references.
        told: for the manager.
        news: what of that says that something is made of him in 1C, so it is true once that is there.
    """

    partner: str = ""
    entity: str = ""
    person: str = standard.NO_REF
    told: tuple[Told, ...] = ()
    news: tuple[Told, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether an order can be written with this client."""
        return bool(self.partner and self.entity)


def party_pairs(customer: Customer | None, person: Person | None, found: FoundParties) -> list[Pair]:
    """Return the pairs for the mapper: ids of the deal's parties and what they are in 1C.

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
