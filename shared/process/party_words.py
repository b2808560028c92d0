"""Shows values of companies and contacts side by side for people. Pure."""

from collections.abc import Iterable

from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import LegalEntity

_NONE = "нет"


def company_words(company: Company, group: CompanyGroup) -> str:
    """Show a group of a company: «Ромашка», «ООО «Ромашка», ИНН 7712345678, КПП 771201001»."""
    match group:
        case CompanyGroup.NAME | CompanyGroup.HEAD:
            whose = company if group is CompanyGroup.NAME else company.head
            return (whose.name if whose else "") or _NONE
        case CompanyGroup.REQUISITES:
            return _listed(map(_entity, company.legal_entities), "; ")
        case CompanyGroup.COMMUNICATIONS:
            return _listed((*company.phones, *company.emails))
        case CompanyGroup.ADDRESSES:
            places = company.addresses
            named = (("юридический", places.legal), ("фактический", places.actual), ("почтовый", places.postal))
            return _listed((f"{which}: {line}" for which, line in named if line), "; ")
        case CompanyGroup.BANKS:
            return _listed(
                " ".join(filter(None, (one.number, f"БИК {one.bic}" if one.bic else ""))) for one in company.banks
            )
        case CompanyGroup.MANAGER:
            manager = company.manager
            return (manager.name or manager.email or _NONE) if manager else _NONE


def contact_words(contact: ContactCard, group: ContactGroup) -> str:
    """Show a group of a contact: «Петрова Анна», «+74950000017, anna@romashka.example»."""
    match group:
        case ContactGroup.NAME:
            return contact.name or _NONE
        case ContactGroup.POSITION:
            return contact.position or _NONE
        case ContactGroup.COMMUNICATIONS:
            return _listed((*contact.phones, *contact.emails))


def _entity(one: LegalEntity) -> str:
    numbers = (f"ИНН {one.inn}" if one.inn else "", f"КПП {one.kpp}" if one.kpp else "", one.foreign_number)
    return ", ".join(filter(None, (one.full_name or one.name, *numbers)))


def _listed(parts: Iterable[str], between: str = ", ") -> str:
    return between.join(parts) or _NONE
