"""What an order of 1C refers to (`Known…`), filled by whoever reads 1C; and references as such. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from services.onec_connector.objects import standard
from services.onec_connector.vocabulary.vat import VatRates
from shared.messages.things import Contacts, PartyKind


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item as 1C has it.

    Args:
        unit: OKEI code of its base unit.
        usable: an order may have it; folders and what is marked for deletion may not be in one.
        marked: for deletion.
    """

    guid: str
    name: str
    article: str = ""
    kind: Literal["goods", "service", "set"] = "goods"
    unit: str = ""
    has_characteristics: bool = False
    usable: bool = True
    marked: bool = False


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A row of 1C's catalog of packs and units, of whatever item.

    Args:
        size: base units in a pack; of a unit, how much it is in the SI.
        code: OKEI code of a unit.
        measure: 1C's word for what it measures.
    """

    guid: str
    name: str
    size: Decimal
    code: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack of 1C, or a unit that an item is sold in besides its own: `ratio` base units of that item in one."""

    guid: str
    name: str
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A thing of 1C that is only shown: a warehouse, a price kind, an agreement."""

    guid: str
    name: str
    number: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """One of our own legal entities; `country` is a reference, empty where it is not filled.

    `predefined`: not a firm but «Управленческая организация», which every base has and few sell by.
    """

    guid: str
    name: str
    inn: str
    kpp: str
    country: str = ""
    usable: bool = True
    predefined: bool = False


@dataclass(frozen=True, slots=True)
class KnownUser:
    """An employee in 1C; `active` is False for those who left."""

    guid: str
    name: str
    emails: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class KnownPartner:
    """A partner of 1C, the CRM side of a client; `above`: the reference of whom he is a part of, empty for nobody."""

    guid: str
    name: str
    kind: PartyKind = "company"
    contacts: Contacts = field(default_factory=Contacts)
    manager: str = ""
    above: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """A legal entity of a client in 1C; `country` (three digits) and `foreign_number` are a foreigner's."""

    guid: str
    name: str
    full_name: str = ""
    kind: PartyKind = "company"
    inn: str = ""
    kpp: str = ""
    partner: str = ""
    usable: bool = True
    country: str = ""
    foreign_number: str = ""
    ogrn: str = ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A contact person of a partner of 1C."""

    guid: str
    name: str
    post: str = ""
    owner: str = ""
    contacts: Contacts = field(default_factory=Contacts)
    usable: bool = True


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """All that is needed to translate an order of 1C; a thing that is not in it keeps its id alone.

    Args:
        packs: by item and pack.
        strange: legal entities of an order whose partner neither owns them nor is a part of whoever does.
    """

    items: Mapping[str, KnownItem] = field(default_factory=dict)
    packs: Mapping[tuple[str, str], KnownPack] = field(default_factory=dict)
    characteristics: Mapping[str, str] = field(default_factory=dict)
    vat_rates: VatRates = field(default_factory=VatRates)
    organisations: Mapping[str, KnownOrganisation] = field(default_factory=dict)
    users: Mapping[str, KnownUser] = field(default_factory=dict)
    partners: Mapping[str, KnownPartner] = field(default_factory=dict)
    entities: Mapping[str, KnownEntity] = field(default_factory=dict)
    strange: frozenset[str] = frozenset()
    persons: Mapping[str, KnownPerson] = field(default_factory=dict)
    named: Mapping[str, Named] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)


def is_empty(guid: object) -> bool:
    """Tell whether a reference of 1C is empty."""
    return not guid or guid == standard.NO_REF


def ref(guid: object) -> str:
    """Return a reference of 1C, empty for none."""
    return "" if is_empty(guid) else str(guid)


def refs(rows: Sequence[Mapping[str, object]], *fields: str) -> list[str]:
    """Return the distinct references of 1C in some fields of rows, in order of appearance."""
    found = (row.get(name) for row in rows for name in fields)
    return list(dict.fromkeys(str(guid) for guid in found if not is_empty(guid)))
