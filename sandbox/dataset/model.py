"""The classes the made-up company consists of, in nobody's wire form: each simulator writes them in its own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

PartyKind = Literal["company", "sole_trader", "person"]
Payment = Literal["deferred", "prepaid", "mixed", "by_contract"]


@dataclass(frozen=True)
class Organisation:
    """One of the made-up company's legal entities; `prefix` opens the numbers 1C gives to its documents."""

    guid: str
    name: str
    full_name: str
    inn: str
    kpp: str  # empty for a sole trader
    ogrn: str
    prefix: str


@dataclass(frozen=True)
class Manager:
    """A salesperson: a user of the portal and, under `full_name`, of 1C."""

    guid: str
    first_name: str
    last_name: str
    email: str

    @property
    def full_name(self) -> str:
        """The name as 1C writes it: «Сидоров Иван»."""
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True)
class Requisite:
    """A client's legal entity; `guid` is its reference in 1C when the client is known there."""

    guid: str
    kind: PartyKind
    name: str
    full_name: str
    inn: str  # 10 digits for a company, 12 for a sole trader, empty for a person
    kpp: str  # companies only
    ogrn: str  # 13 digits for a company, 15 for a sole trader, empty for a person


@dataclass(frozen=True)
class Agreement:
    """Terms of sale in 1C: a client's own, or a typical one that anybody may get."""

    guid: str
    number: str
    name: str
    price_kind: str  # guid
    discount_limit: Decimal  # percent, the most that a manager may give by hand; 0: no limit
    payment: Payment
    organisation: str | None  # guid; None = any of ours


@dataclass(frozen=True)
class Contact:
    """A person who speaks for a client, or the client itself when that is a private person."""

    guid: str
    first_name: str
    second_name: str
    last_name: str
    phone: str
    email: str
    post: str


@dataclass(frozen=True)
class Client:
    """Somebody who buys; a `person` is a contact alone in the portal, a partner like any other in 1C."""

    number: int
    guid: str
    name: str
    kind: PartyKind
    phone: str
    email: str
    manager: str  # e-mail
    city: str
    address: str
    requisites: tuple[Requisite, ...]
    contacts: tuple[Contact, ...]
    agreement: Agreement | None  # only for clients known to 1C
    known_to_onec: bool


@dataclass(frozen=True)
class Unit:
    """A unit of measure by its three-digit OKEI code."""

    code: str
    name: str


@dataclass(frozen=True)
class Pack:
    """A package of a made-up item that holds `ratio` of the item's units."""

    guid: str
    name: str
    ratio: int


@dataclass(frozen=True)
class Characteristic:
    """A characteristic of a made-up item (colour, size)."""

    guid: str
    name: str


@dataclass(frozen=True)
class Item:
    """A made-up item, something sold; `price` is retail with VAT, `vat_rate` None means «без НДС», which is not 0 %."""

    number: int
    guid: str
    code: str
    name: str
    article: str
    barcode: str  # EAN-13; empty for services
    kind: Literal["goods", "service"]
    unit: Unit
    vat_rate: Decimal | None
    price: Decimal
    characteristics: tuple[Characteristic, ...]
    packs: tuple[Pack, ...]
    known_to_onec: bool


@dataclass(frozen=True)
class PriceKind:
    """A price list in 1C; an item's price in it is the retail price times `factor`."""

    guid: str
    name: str
    factor: Decimal
    vat_included: bool


@dataclass(frozen=True)
class Warehouse:
    """A place goods are shipped from."""

    guid: str
    name: str


@dataclass(frozen=True)
class Dataset:
    """The whole made-up company at the start of a simulation."""

    organisations: tuple[Organisation, ...]
    managers: tuple[Manager, ...]
    clients: tuple[Client, ...]
    items: tuple[Item, ...]
    price_kinds: tuple[PriceKind, ...]
    warehouses: tuple[Warehouse, ...]
    typical_agreements: tuple[Agreement, ...]

    @property
    def dismissed_manager(self) -> Manager:
        """The made-up manager who left: still a user of the portal, marked invalid in 1C."""
        return self.managers[-1]
