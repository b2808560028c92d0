"""Finds a company's partner in 1C (the pair's, by number, a new one), and refuses doubtful requisites."""

from collections.abc import Sequence
from functools import partial

from services.onec_connector.objects import partner as names
from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.identity import onec_ref
from services.onec_connector.writer.companies.context import PartnerContext
from services.onec_connector.writer.partners import unfound
from services.onec_connector.writer.partners.choosing import is_same_man
from services.onec_connector.writer.partners.found import FoundParties
from shared.canon.keys import is_inn, tax_numbers
from shared.messages.party import Company, CompanyGroup
from shared.messages.ring.commands import PartnerUpsert
from shared.messages.ring.told import Told
from shared.messages.things import Contacts, Customer, LegalEntity, Ref


async def find_partner(context: PartnerContext, command: PartnerUpsert) -> tuple[str, bool]:
    """Return a company's partner, and whether this call created it; empty: there is none, and none may be made.

    Looked for and created as an order's client is, under the same claim and the same key. What is told of that is owed
    by the partner before he is there.

    Raises:
        Refusal: several may be meant, or what is known of one contradicts.
    """
    guid, newcomer = await look_for_partner(context, command)
    if guid or newcomer is None:
        return guid, False
    manager = await context.staff.manager(command.company.manager, command.manager_default)
    doubt = command.shared_contact
    owe = partial(_owe, context) if newcomer.kind == "person" else None
    made = await context.customers.ensure(newcomer, FoundParties(), doubt, manager=manager.guid, owe=owe)
    return made.partner, True


async def _owe(context: PartnerContext, told: Sequence[Told], table: str, key: str) -> None:
    """Store what must be told of a partner who is about to be created; the run that writes him tells it."""
    if table == names.SET:
        words = [one.model_dump(mode="json") for one in told]
        await context.store.set_fields(f"partner:{key}", {"owed": words})


async def look_for_partner(context: PartnerContext, command: PartnerUpsert) -> tuple[str, Customer | None]:
    """Return a company's partner, else the client to create it as; nothing is created.

    Raises:
        Refusal: several may be meant, or what is known of one contradicts.
    """
    company = command.company
    if company.ref is not None and (paired := await _paired(context, command, company.ref.id)):
        return paired, None
    entity = next((one for one in company.legal_entities if _is_numbered(one)), None)
    if entity is None and company.kind != "person":
        return "", None
    if company.kind == "person" and (made := await _made_before(context, command)):
        return made, None
    customer = customer_of(company, entity).with_(not_these=command.not_these)
    found = await context.customers.find(customer, command.shared_contact)
    return found.partner, None if found.partner or not command.may_create else customer


async def is_its(context: PartnerContext, command: PartnerUpsert, partner: str) -> bool:
    """Tell whether a partner is known to be this company's; one found by keys alone is not.

    Args:
        context: knows what was written in whom.
        command: of the company.
        partner: that was found for it.
    """
    if command.company.ref is not None:
        return True
    entity = await context.store.get(f"partner:{partner}")
    return entity is not None and bool(entity.fields.get("company"))


async def _made_before(context: PartnerContext, command: PartnerUpsert) -> str:
    """Return the partner made of this contact before it had a pair, whatever people have edited since; empty: none.

    A private person has no number by which he would be found then.
    """
    key = context.customers.newcomers.key_of_partner(
        customer_of(command.company, None).with_(not_these=command.not_these)
    )
    card = await context.cards.see(key) if key else None
    return "" if card is None or card.partner[standard.MARKED] else key


async def _paired(context: PartnerContext, command: PartnerUpsert, guid: str) -> str:
    """Return a company's partner by its pair, else the one that it was merged into; empty: there is none.

    Where partners are told to the portal their reader follows merges, and both sides meet as strangers.
    """
    card = await context.cards.see(guid)
    if context.tells or (card is not None and not card.partner[standard.MARKED]):
        return guid if card else ""
    entity = await context.store.get(f"partner:{guid}")
    survivor = (await context.survivors.of(guid, entity.fields if entity else {})).survivor
    return survivor if survivor and survivor not in command.not_these else guid if card else ""


def customer_of(company: Company, entity: LegalEntity | None, partner: str = "") -> Customer:
    """Return a company of the portal as the client to find or create in 1C, with one of its legal entities."""
    return Customer(
        ref=Ref(system="onec", kind="partner", id=partner) if partner else None,
        origin=company.origin,
        name=company.name,
        kind=company.kind,
        contacts=Contacts(phones=company.phones, emails=company.emails, address=company.addresses.actual),
        legal_entity=entity,
        manager=company.manager,
    )


async def refuse_doubtful(context: PartnerContext, command: PartnerUpsert, partner: str) -> None:
    """Refuse a company with an invalid or another partner's number, as 1C would keep both, or with an unknown country.

    A country matters where it would be written: whoever has it already is still named and reached.

    Raises:
        Refusal: with whose number it is, or which country 1C lacks.
    """
    company, written = command.company, await _hears_requisites(context, command, partner)
    for entity in company.legal_entities:
        inn, kpp = tax_numbers(entity.inn, entity.kpp)
        if entity.country and (written or not onec_ref(entity)):
            await context.customers.know_country(customer_of(company, entity), entity.country)
        if entity.country or not inn:
            continue
        customer = customer_of(company, entity)
        if not is_inn(inn):
            raise unfound.wrong_inn(customer, entity)
        unfound.refuse_misfit(customer, entity)
        of_kind = [
            one for one in company.legal_entities if one is not entity and not is_same_man(one.kind, entity.kind)
        ]
        alike = [one for one in of_kind if _inn_of(one) == inn]
        if _is_unnamed(entity) and alike:
            raise unfound.alike_requisites(customer, inn, "", unnamed=True)
        if not onec_ref(entity) and any(_kpp_of(one) == _kpp_of(entity) for one in alike):
            raise unfound.alike_requisites(customer, inn, _kpp_of(entity))
        strangers = [
            one
            for one in await context.parties.entities_by_inn(inn)
            if one.partner not in {partner, *command.not_these}
            and one.kpp == kpp
            and not is_same_man(one.kind, entity.kind)
            and one.guid not in {onec_ref(entity), *entity.not_these}
        ]
        if strangers and not (context.one_party and len(company.legal_entities) > 1):  # else one of them is left out
            raise unfound.of_another_partner(customer, inn, strangers)


async def _hears_requisites(context: PartnerContext, command: PartnerUpsert, partner: str) -> bool:
    """Tell whether a command has requisites that the partner has not had from it before."""
    stamp = command.company.groups.get(CompanyGroup.REQUISITES)
    entity = await context.store.get(f"partner:{partner}")
    known = entity.groups.get(CompanyGroup.REQUISITES) if entity else None
    return stamp is not None and stamp.edited > (known.known if known else 0)


def _is_unnamed(entity: LegalEntity) -> bool:
    """Tell whether a company's requisite has no КПП, and no pair that says which legal entity of 1C it is."""
    return entity.kind == "company" and not onec_ref(entity) and not tax_numbers(entity.inn, entity.kpp)[1]


def _inn_of(entity: LegalEntity) -> str:
    return "" if entity.country else tax_numbers(entity.inn, entity.kpp)[0]


def _kpp_of(entity: LegalEntity) -> str:
    return tax_numbers(entity.inn, entity.kpp)[1] if entity.kind == "company" else ""


def _is_numbered(entity: LegalEntity) -> bool:
    return bool(entity.inn or (entity.country and entity.foreign_number))
