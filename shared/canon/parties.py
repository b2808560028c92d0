"""Digests of the groups of companies and of their parts; whether a company or person can be identified at all."""

from collections.abc import Iterable

from shared.canon.keys import all_emails, is_inn, readable_phones
from shared.canon.things import digests_of
from shared.entities.model import Subject
from shared.messages.groups import declared
from shared.messages.party import Addresses, Company, CompanyGroup

PARTIES = Subject(scheme=max(member.since for fields in declared(Company) for member in fields))
"""Every group is edited on both sides."""


def company_digests(company: Company, groups: Iterable[CompanyGroup]) -> dict[CompanyGroup, str]:
    """Return the digest of each of `groups` of a company, for readers and for the target of a write alike.

    What a legal entity says counts, not which record says it: here its requisites are what is edited.
    """
    entities = tuple(one.with_(ref=None, origin=None) for one in company.legal_entities)
    return digests_of(company.with_(legal_entities=entities), groups, PARTIES.scheme)


def part_digests(company: Company, group: CompanyGroup) -> set[str]:
    """Return a digest of each part of a company's group that is written by itself; a group without parts is one.

    A write that was cut short leaves some of them as they were and some as they were sent, and no others.
    """
    match group:
        case CompanyGroup.ADDRESSES:
            lines = company.addresses.model_dump().items()
            parts = [Company(addresses=Addresses(**{kind: line})) for kind, line in lines if line]
        case CompanyGroup.BANKS:
            parts = [Company(banks=(account,)) for account in company.banks]
        case CompanyGroup.REQUISITES:
            parts = [Company(legal_entities=(one,)) for one in company.legal_entities]
        case _:
            parts = [company]
    return {company_digests(part, [group])[group] for part in parts}


def is_identified(company: Company) -> bool:
    """Tell whether a company is identified, by INN or a foreign number; a private person by name and phone or e-mail.

    A private person is known by the name together with a phone or an e-mail.
    """
    if company.kind == "person":
        return bool(company.name and (readable_phones(company.phones) or all_emails(company.emails)))
    return any(is_inn(one.inn) or (one.country and one.foreign_number) for one in company.legal_entities)
