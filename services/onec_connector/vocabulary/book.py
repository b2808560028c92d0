"""What is known about the things an order refers to; filled by the rooms that read 1C."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from services.onec_connector.objects import standard
from shared.messages.things import Contacts, PartyKind

# The main rate by law; the catalog of a base keeps rates that are no longer in force.
_VALID_FROM = {Decimal(22): date(2026, 1, 1), Decimal(20): date(2019, 1, 1)}
_VALID_BEFORE = {Decimal(20): date(2026, 1, 1), Decimal(18): date(2019, 1, 1)}


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as 1C has it; `unit` is the OKEI code of its base unit."""

    guid: str
    name: str
    article: str = ""
    kind: Literal["goods", "service", "set"] = "goods"
    unit: str = ""
    has_characteristics: bool = False
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A packing unit, `ratio` base units in one; or a unit of measure with its OKEI `code`."""

    guid: str
    name: str
    ratio: Decimal
    code: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """Anything that is only shown: a warehouse, a price kind, an agreement."""

    guid: str
    name: str
    number: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """One of our own legal entities."""

    guid: str
    name: str
    inn: str
    kpp: str
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownUser:
    """An employee; `active` is False for those who left."""

    guid: str
    name: str
    emails: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """The CRM side of a client."""

    guid: str
    name: str
    kind: PartyKind = "company"
    contacts: Contacts = field(default_factory=Contacts)
    manager: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """A legal entity of a client."""

    guid: str
    name: str
    full_name: str = ""
    kind: PartyKind = "company"
    inn: str = ""
    kpp: str = ""
    partner: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A contact person of a partner."""

    guid: str
    name: str
    post: str = ""
    owner: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    usable: bool = True


@dataclass(frozen=True, slots=True)
class VatRates:
    """The catalog of VAT rates: reference → percent, None for "no VAT"."""

    by_guid: Mapping[str, Decimal | None] = field(default_factory=dict)

    def rate(self, guid: str) -> Decimal | None:
        """Return the percent of a reference; an empty one means "no VAT"."""
        return self.by_guid.get(guid)

    def find(self, rate: Decimal | None, on: date) -> str | None:
        """Return the reference of a rate in force on a day, or None."""
        if rate is not None and not _in_force(rate, on):
            return None
        return next((guid for guid, known in self.by_guid.items() if known == rate), None)


def _in_force(rate: Decimal, on: date) -> bool:
    return _VALID_FROM.get(rate, date.min) <= on < _VALID_BEFORE.get(rate, date.max)


@dataclass(frozen=True, slots=True)
class Book:
    """All that is needed to tell an order in the canonical model; a thing that is not in it keeps its id alone."""

    items: Mapping[str, KnownItem] = field(default_factory=dict)
    packs: Mapping[str, KnownPack] = field(default_factory=dict)
    characteristics: Mapping[str, str] = field(default_factory=dict)
    vat_rates: VatRates = VatRates()
    organisations: Mapping[str, KnownOrganisation] = field(default_factory=dict)
    users: Mapping[str, KnownUser] = field(default_factory=dict)
    partners: Mapping[str, KnownPartner] = field(default_factory=dict)
    entities: Mapping[str, KnownEntity] = field(default_factory=dict)
    persons: Mapping[str, KnownPerson] = field(default_factory=dict)
    named: Mapping[str, Named] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)


def is_empty(guid: object) -> bool:
    """Say whether a reference is empty."""
    return not guid or guid == standard.NO_REF


def refs(rows: Sequence[Mapping[str, object]], *fields: str) -> list[str]:
    """Return the distinct references in some fields of rows, in order of appearance."""
    found = (row.get(name) for row in rows for name in fields)
    return list(dict.fromkeys(str(guid) for guid in found if not is_empty(guid)))
