"""Refuses a client who is marked for deletion in 1C: nothing is sold to him, and nobody is made beside him."""

from services.onec_connector.reference.parties import PartyCatalogue, fitting
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.vocabulary.reference import KnownPartner
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.partners.choosing import allowed, namesakes, of_others
from shared.canon.keys import foreign_number, tax_numbers
from shared.messages.things import Customer, LegalEntity


async def refuse_marked(parties: PartyCatalogue, partner: str) -> None:
    """Refuse a client whose legal entity stands in 1C, and whose partner is marked for deletion."""
    if marked := await _marked(parties, partner):
        raise unfound.marked(marked.name, [{"kind": "unmarked", "partner": marked.guid}])


async def refuse_marked_entity(parties: PartyCatalogue, customer: Customer, entity: LegalEntity) -> None:
    """Refuse a client of whose number 1C has only legal entities that are marked for deletion."""
    number: dict[str, str] = {}
    if entity.country and foreign_number(entity.foreign_number):
        known = await parties.foreigners(entity.foreign_number, usable=False)
        marked = [one for one in known if one.country == entity.country]
    else:
        inn, kpp = tax_numbers(entity.inn, entity.kpp)
        marked = fitting(await parties.entities_by_inn(inn, usable=False), kpp)
        number = unfound.number_wanted(customer, entity, inn, kpp)
    if marked := of_others(customer, entity, marked):
        raise unfound.marked(marked[0].name, [{"kind": "unmarked", "entity": marked[0].guid, **number}])


async def refuse_marked_partner(parties: PartyCatalogue, customer: Customer) -> None:
    """Refuse a client whose partner is marked for deletion: the pair's, or a private person's namesake."""
    marked = await _marked(parties, onec_ref(customer))
    if marked is None and customer.kind == "person":
        known = allowed(customer, await parties.private_partners(customer.contacts, usable=False))
        marked = next(iter(namesakes(customer, known)), None)
    if marked is not None:
        raise unfound.marked(marked.name, [{"kind": "unmarked", "partner": marked.guid}])


async def _marked(parties: PartyCatalogue, partner: str) -> KnownPartner | None:
    known = (await parties.partners([partner])).get(partner) if partner else None
    return known if known is not None and not known.usable else None
