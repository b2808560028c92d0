"""Refs, and the things an order is made of, alike for both systems; each carries its ids and natural keys."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shared.messages.groups import Apart, Since
from shared.messages.model import Count, Model, Moment, Name, Number
from shared.messages.words import FieldWords, Unsaid

System = Literal["b24", "onec"]


class Ref(Model):
    """An id in one of the two systems.

    Args:
        system: whose id it is.
        kind: what it names there: deal, company, contact, requisite, product, section, user, mycompany, option in
            Bitrix24; order, partner, legal_entity, contact_person, item, group, price, characteristic, pack, user,
            organisation, agreement, contract, warehouse, price_kind in 1C.
        id: the id as text: "41", or a GUID in lower case with dashes.
    """

    system: System
    kind: Name
    id: Name

    @property
    def key(self) -> str:
        """The entity key of an id in one of the two systems: `deal:41`, `order:5b1d6e0a-…`."""
        return f"{self.kind}:{self.id}"


class Thing(Model):
    """Anything with an id of its own; every nested record also carries its natural keys.

    Args:
        not_these: in a command, ids of the target system that a person has said this is not, whatever they share; of a
            product that was copied in the portal, in facts too, the item that its original's outer key names.
    """

    ref: Ref | None = None
    origin: Ref | None = None
    name: str = ""
    not_these: Annotated[tuple[Name, ...], Apart("decided by a person about two ids, or by which one is older")] = ()


class ListValue(Thing):
    """A value that a list field of a deal offers.

    Args:
        offered: a deal may take it; one that is not stays readable in the deals that have it.
    """

    offered: bool = True


class Organisation(Thing):
    """One of our own legal entities (R9, R17)."""

    inn: str = ""
    kpp: str = ""


class Manager(Thing):
    """The responsible employee (R8, R16); `name` is «Фамилия Имя»."""

    email: str = ""
    active: bool = True


class Contacts(Model):
    """Phones in E.164 where they can be read, e-mails in lower case, addresses as one line of text."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: str = ""


UNKNOWN_COUNTRY = "999"
"""Nobody's number in ISO 3166-1: of a country that the portal knows and the exchange does not."""

PartyKind = Literal["company", "sole_trader", "person"]

Taxation = Literal["osno", "usn", "usn_5", "usn_7"]
"""How one of our organisations pays VAT: in full; not at all; on УСН at the reduced rate of 5 or 7 %."""


class LegalEntity(Thing):
    """A legal entity with its requisites; natural key INN + KPP, of a foreigner country + foreign number.

    `kpp` is empty for sole traders and persons, `inn` may be empty for persons and foreigners only.

    Args:
        country: of a foreigner, the three digits of ISO 3166-1 (ОКСМ): "112" is Belarus; empty for Russia,
            `UNKNOWN_COUNTRY` for one that cannot be named.
        foreign_number: the number a foreigner is registered under at home (УНП, БИН, VAT ID), as written there.
        owner: of an order, the partner whose legal entity it is; he need not be the order's.
        is_strange: of an order, the owner is neither the order's partner nor above him; 1C alone says that.
    """

    kind: PartyKind = "company"
    full_name: str = ""
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    country: Annotated[str, Since(2)] = ""
    foreign_number: Annotated[str, Since(2)] = ""
    owner: Annotated[Ref | None, Apart("the partner's own; no order changes by it")] = None
    is_strange: Annotated[bool, Apart("follows from partner and owner")] = False


class Customer(Thing):
    """A partner (the CRM side of a client) and the legal entity chosen for this order.

    A deal with a contact alone is a partner of kind `person`; its `ref` is then the contact.

    Args:
        legal_entities_found: where `legal_entity` is None, how many with an INN the deal might mean; with more than one
            a person must choose.
        is_part: of another partner, whose legal entities may have the same INN; 1C alone says that.
    """

    kind: PartyKind = "company"
    contacts: Contacts = Contacts()
    legal_entity: LegalEntity | None = None
    legal_entities_found: Count = 0
    manager: Manager | None = None
    is_part: Annotated[bool, Apart("the partner's own; no order changes by it")] = False


class Person(Thing):
    """The contact person; natural keys are phone and e-mail."""

    first_name: str = ""
    second_name: str = ""
    last_name: str = ""
    post: str = ""
    contacts: Contacts = Contacts()


class Item(Thing):
    """A product; its natural keys are tried in this order.

    Args:
        external_code: 1C GUID kept in the catalogue; `<guid>#<characteristic guid>` for a variation.
        article, barcode: as people see them.
        section: of the portal's catalogue, the group of 1C that it stands for; None: the root, or nobody has looked.
        retired: in facts, older products of its catalogue with its outer key that are no longer offered; one that is
            paired with the item is its original.
    """

    external_code: str = ""
    article: str = ""
    barcode: str = ""
    section: Annotated[Thing | None, Apart("where a product stands is told by itself; no row changes by it")] = None
    retired: Annotated[tuple[Thing, ...], Apart("of other products; no row changes by them")] = ()


class Pack(Thing):
    """A packing unit of an item: `ratio` base units in one pack."""

    ratio: Number


class Line(Model):
    """A row of an order.

    Args:
        key: ours, stable while the row lives; empty until a connector has given one.
        quantity: in base units (`unit`), also when `pack` is set.
        unit: OKEI code, "796" for pieces.
        price: for one base unit before discount; with VAT if `vat_included`.
        discount_percent: 0..100, negative for a markup.
        discount_sum: for the whole row, measured like `price`.
        vat_rate: percent; None is "no VAT", which is not 0 %.
        total: for the whole row after discount, with VAT: the truth to the kopeck. Every connector derives its own
            fields from it and compares what it reads back with it.
        text: the words of a free-text row, or a service's description.
        list_price: of a deal's row, what the portal's catalogue asks for one base unit, measured like `price`; None:
            not asked, or the catalogue has no price. A row at this price is nobody's decision.
    """

    key: Annotated[str, Apart("ours: no value of the row")] = ""
    kind: Literal["goods", "service", "set", "free_text"] = "goods"
    item: Item | None = None
    characteristic: Thing | None = None
    pack: Pack | None = None
    quantity: Number
    unit: str = "796"
    price: Number
    discount_percent: Number = Decimal(0)
    discount_sum: Number = Decimal(0)
    vat_rate: Number | None = None
    vat_included: bool = True
    price_kind: Thing | None = None
    warehouse: Thing | None = None
    cancelled: bool = False
    text: str = ""
    total: Number
    list_price: Annotated[Number | None, Apart("the catalogue's: no value of the row")] = None


Days = Annotated[int, Field(ge=0, le=3650)]

_RULES = Apart("named by the rules file, and changes with it")


class Terms(Model):
    """The conditions of an order.

    Args:
        agreement: named by a person in the deal, or read from the order.
        agreement_default: what the rules name for this organisation or pipeline; used when the client has no
            individual agreement.
        warehouse: named by a person in the deal, or read from the order.
        warehouse_of_pipeline: what the rules name for the deal's pipeline; for a new order, before the agreement's.
        warehouse_default: used when the agreement names none.
        tax_regime: read from the order.
        taxation_default: what the rules say of this organisation; used when the contract names no tax regime.
        ship_in_days: added to today when the deal names no date.
    """

    agreement: Annotated[Thing | None, FieldWords("соглашение", "agreement", "сменилось соглашение")] = None
    agreement_default: Annotated[Thing | None, _RULES] = None
    contract: Annotated[Thing | None, FieldWords("договор", "contract", "сменился договор")] = None
    contract_default: Annotated[Thing | None, _RULES] = None
    price_kind: Annotated[Thing | None, Unsaid("no side reads or writes it")] = None
    warehouse: Annotated[Thing | None, FieldWords("склад", "warehouse", "сменился склад")] = None
    # Counted by the digests of the first scheme, where it is always None.
    warehouse_of_pipeline: Annotated[Thing | None, Unsaid("named by the rules file")] = None
    warehouse_default: Annotated[Thing | None, _RULES] = None
    payment_form: Annotated[str, FieldWords("форма оплаты", "form of payment", enumeration=True)] = ""
    settlement: Annotated[
        str, FieldWords("порядок расчётов", "order of settlement", "сменился порядок расчётов", enumeration=True)
    ] = ""
    tax_regime: Annotated[
        str, FieldWords("налогообложение НДС", "VAT regime", "сменилось налогообложение НДС", enumeration=True)
    ] = ""
    taxation_default: Annotated[Taxation | None, _RULES] = None
    prices_include_vat: Annotated[bool | None, Unsaid("an order that is there keeps it, as the rows do")] = None
    ship_in_days: Annotated[Days, _RULES] = 1


class Stage(Model):
    """Where a deal stands; `semantic` is P in progress, S success, F failure (lost)."""

    pipeline: str
    id: str
    semantic: Literal["P", "S", "F"] = "P"


class StageEntry(Model):
    """One line of a deal's stage history."""

    pipeline: str
    stage: str
    entered_at: Moment


class Invoice(Model):
    """An invoice issued from a deal: what the payment will quote.

    Args:
        number: as people see it.
        dated: day of issue.
        total: with VAT, in the deal's currency.
    """

    number: Name
    dated: date | None = None
    total: Number


class OrderState(Model):
    """The row of the register СостоянияЗаказовКлиентов; percentages may exceed 100.

    Args:
        name: value name of the enumeration (`ГотовКОтгрузке`); None when 1C keeps no row for the order.
        debt: > 0 when the client owes us.
        by_order: payments are kept per order (ПорядокРасчетов ПоЗаказам or ПоЗаказамНакладным).
        provisional_since: when a state that 1C has not recalculated yet was first seen; None otherwise.
        marked, emptied, free: for deletion; no row of it is left uncancelled; one is, and the total is 0.
    """

    name: str | None = None
    paid_percent: Number = Decimal(0)
    shipped_percent: Number = Decimal(0)
    paid_sum: Number = Decimal(0)
    shipped_sum: Number = Decimal(0)
    debt: Number = Decimal(0)
    by_order: bool = True
    marked: bool = False
    awaits_approval: bool = False
    provisional_since: Moment | None = None
    emptied: Annotated[bool, Since(3)] = False
    free: Annotated[bool, Since(3)] = False
