"""Shows values of companies and contacts side by side for people. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.party import Company, CompanyGroup
from shared.messages.things import LegalEntity, PartyKind

_NONE = "нет"
_KINDS: Final[Mapping[PartyKind, str]] = {"company": "", "sole_trader": "ИП", "person": "физлицо"}
_REGISTERED: Final[Mapping[PartyKind, str]] = {"company": "ОГРН", "sole_trader": "ОГРНИП", "person": "ОГРН"}


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
                " ".join(filter(None, (one.number, f"БИК {one.bic}" if one.bic else "", one.bank)))
                for one in company.banks
            )
        case CompanyGroup.MANAGER:
            manager = company.manager
            return (manager.name or manager.email or _NONE) if manager else _NONE


def contact_words(contact: ContactCard, group: ContactGroup) -> str:
    """Show a group of a contact: «Петрова Анна», «+74950000017, anna@romashka.example»; a name as it stands in 1C."""
    match group:
        case ContactGroup.NAME:
            return contact.full_name or contact.name or _NONE
        case ContactGroup.POSITION:
            return contact.position or _NONE
        case ContactGroup.COMMUNICATIONS:
            return _listed((*contact.phones, *contact.emails))


def _entity(one: LegalEntity) -> str:
    said = {
        "ИНН": one.inn,
        "КПП": one.kpp,
        _REGISTERED[one.kind]: one.ogrn,
        "страна": one.country,
        "номер": one.foreign_number,
    }
    numbers = (f"{word} {value}" for word, value in said.items() if value)
    return ", ".join(filter(None, (one.full_name or one.name, _KINDS[one.kind], *numbers)))


def _listed(parts: Iterable[str], between: str = ", ") -> str:
    return between.join(parts) or _NONE
