"""The canonical company, with requisites, addresses and banks: a company of Bitrix24 or a partner of 1C.

In a *fact* `ref` is the id in the system that was read; in a *command* it is the id in the system to be written (None:
find by the natural keys, or create) and `origin` the id of the record it is made from.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from shared.messages.groups import Apart, In, Stamp
from shared.messages.model import Model
from shared.messages.things import LegalEntity, Manager, PartyKind, Ref, Thing

_IDENTITY = Apart("an id is what the record is, not what is said of it")


class CompanyGroup(StrEnum):
    """The groups of a company."""

    NAME = "name"
    REQUISITES = "requisites"
    COMMUNICATIONS = "communications"
    ADDRESSES = "addresses"
    BANKS = "banks"
    MANAGER = "manager"
    HEAD = "head"


PRIVATE_GROUPS = frozenset({CompanyGroup.NAME, CompanyGroup.COMMUNICATIONS, CompanyGroup.MANAGER})
"""What crosses of a private person: a contact has no further place for it that 1C's partner has too."""


class Addresses(Model):
    """Addresses of a legal entity, each as one line of text; empty for none."""

    legal: str = ""
    actual: str = ""
    postal: str = ""


class BankAccount(Model):
    """A bank account of a legal entity.

    Args:
        number: its twenty digits, or as a foreign bank writes it.
        bic: БИК of the bank, nine digits, or the SWIFT code of a bank abroad.
        bank: name of the bank as people see it.
        correspondent: the bank's own account with the Bank of Russia.
        currency: letters of ISO 4217.
    """

    number: str
    bic: str = ""
    bank: str = ""
    correspondent: str = ""
    currency: str = "RUB"


def _entities(found: tuple[LegalEntity, ...]) -> tuple[LegalEntity, ...]:
    return tuple(sorted(found, key=lambda one: (one.inn, one.kpp, one.country, one.foreign_number, one.full_name)))


def _accounts(found: tuple[BankAccount, ...]) -> tuple[BankAccount, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.bic, one.number, one.currency)))


def _words(found: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))


Words = Annotated[tuple[str, ...], AfterValidator(_words)]


class Company(Model):
    """A company of the portal, or the partner of 1C that stands for it; lists are in one order, whoever made them.

    One of kind `person` is a private person: a contact of the portal who buys for himself, `contact:7`, and a partner.

    Args:
        groups: stamps of the groups that travel with this value; a group that is absent is not to be written.
        name: short, as people call it: the company's title, the partner's name for work.
        kind: of the partner, and of its legal entities where these do not say.
        legal_entities: with their requisites; by INN and KPP.
        phones: in E.164 where they can be read, as typed else.
        emails: in lower case.
        addresses, banks: of the first legal entity.
        manager: the responsible employee.
        head: whom it is a part of; 1C alone says that. In a command without `ref`: the head has no company yet. Itself:
            the heads above it lead back to it.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    groups: Annotated[dict[CompanyGroup, Stamp], Apart("the numbers themselves")] = {}
    name: Annotated[str, In(CompanyGroup.NAME)] = ""
    kind: Annotated[PartyKind, In(CompanyGroup.REQUISITES)] = "company"
    legal_entities: Annotated[tuple[LegalEntity, ...], AfterValidator(_entities), In(CompanyGroup.REQUISITES)] = ()
    phones: Annotated[Words, In(CompanyGroup.COMMUNICATIONS)] = ()
    emails: Annotated[Words, In(CompanyGroup.COMMUNICATIONS)] = ()
    addresses: Annotated[Addresses, In(CompanyGroup.ADDRESSES)] = Addresses()
    banks: Annotated[tuple[BankAccount, ...], AfterValidator(_accounts), In(CompanyGroup.BANKS)] = ()
    manager: Annotated[Manager | None, In(CompanyGroup.MANAGER)] = None
    head: Annotated[Thing | None, In(CompanyGroup.HEAD)] = None
