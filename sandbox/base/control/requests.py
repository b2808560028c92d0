"""The request bodies of the base's control interface, in the words of an accounting department."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sandbox.base.schema import EMPTY_GUID


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RowRequest(_Request):
    """A row as it is typed: without a price the form takes it from the agreement's price kind.

    `row` is the КодСтроки of a row that exists; quantities are in packs where there is a pack.
    """

    item: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount_percent: Decimal | None = None
    characteristic: str | None = None
    pack: str | None = None
    cancelled: bool | None = None
    supply: str | None = None
    row: int | None = None
    text: str | None = None


class OrderRequest(_Request):
    """A new order; what is left out is filled as the form fills it."""

    client: str
    legal_entity: str | None = None
    organisation: str | None = None
    manager: str | None = None
    agreement: str | None = None
    warehouse: str | None = None
    person: str | None = None
    rows: list[RowRequest]
    date: datetime | None = None
    ship_on: datetime | None = None
    status: str = "КОбеспечению"
    note: str = ""
    header: dict[str, Any] = Field(default_factory=dict)
    posted: bool = True


class EditRequest(_Request):
    """Changes to an order: `rows` replaces all of them, the other three work on single ones."""

    rows: list[RowRequest] | None = None
    change: list[RowRequest] = Field(default_factory=list)
    add: list[RowRequest] = Field(default_factory=list)
    remove: list[int] = Field(default_factory=list)
    header: dict[str, Any] = Field(default_factory=dict)
    repost: bool = True


class PayRequest(_Request):
    """A payment; without anything the whole order is paid."""

    percent: Decimal | None = None
    amount: Decimal | None = None


class ShippedRow(_Request):
    """A row to ship, by КодСтроки; without a quantity all that is left of it."""

    row: int
    quantity: Decimal | None = None


class ShipRequest(_Request):
    """A shipment; without anything all that is left is shipped."""

    percent: Decimal | None = None
    rows: list[ShippedRow] | None = None


class PartnerRequest(_Request):
    """A customer typed in 1C with its legal entity; `guid` names one that exists, of whom what is left out stays.

    An address is the legal entity's, as its field in the form is called: `legal`, `actual` or `postal`. `head` is the
    partner it is a part of; empty: of none.
    """

    name: str = ""
    full_name: str = ""
    inn: str = ""
    kpp: str = ""
    kind: str = "company"
    phone: str = ""
    email: str = ""
    addresses: dict[str, str] = Field(default_factory=dict)
    manager: str | None = None
    head: str | None = None
    person: str = ""
    guid: str | None = None
    marked: bool | None = None


class MergeRequest(_Request):
    """One record of a catalog instead of another, in every place of use; `remove`: the other one is not only marked."""

    of: str = "Catalog_Партнеры"
    kept: str
    dead: str
    remove: bool = False


class PersonRequest(_Request):
    """A contact person of a partner; `guid` names one that exists, of whom what is left out stays.

    `ended`: the connection with the partner has ended, or goes on again.
    """

    partner: str = ""
    name: str | None = None
    post: str | None = None
    phone: str = ""
    email: str = ""
    guid: str | None = None
    marked: bool | None = None
    ended: bool | None = None


class ItemRequest(_Request):
    """An item, and its price in every kind; `guid` names one that exists.

    What is left out of a change stays. `pack_barcode` is that of a pack of ten, made for it. `group` is the folder it
    stands in, empty for none; `characteristics` says whether it is sold in them.
    """

    guid: str | None = None
    name: str | None = None
    article: str | None = None
    barcode: str | None = None
    pack_barcode: str | None = None
    kind: str = "goods"
    vat_rate: Decimal | None = Decimal(22)
    unit: str = "796"
    price: Decimal | None = None
    prices: dict[str, Decimal] = Field(default_factory=dict)
    marked: bool | None = None
    group: str | None = None
    characteristics: bool | None = None


class ItemKindRequest(_Request):
    """A kind of items; `guid` names one that exists, `set` are values by 1C's own names."""

    guid: str | None = None
    name: str = ""
    set: dict[str, Any] = Field(default_factory=dict)


class CharacteristicRequest(_Request):
    """A characteristic of an item, or of all items of its kind where it is `shared`; `guid` names one that exists.

    Barcode and price are of this item in it; the price is in every kind.
    """

    item: str
    guid: str | None = None
    name: str | None = None
    shared: bool = False
    barcode: str | None = None
    price: Decimal | None = None
    marked: bool | None = None
    priced_as: str | None = None


class ItemGroupRequest(_Request):
    """A folder of items; `guid` names one that exists. Marking one marks all that is in it, as 1C's list does."""

    guid: str | None = None
    name: str | None = None
    parent: str | None = None
    marked: bool | None = None


class PriceKindRequest(_Request):
    """A price kind; `guid` names one that exists, what is left out of a change stays; `currency` is a reference."""

    guid: str | None = None
    name: str | None = None
    currency: str | None = None
    vat_included: bool | None = None
    purpose: str | None = None
    status: str | None = None
    for_sales: bool | None = None
    marked: bool | None = None


class PriceRow(_Request):
    """A price of an item in a kind; references throughout. `by_pack`: each pack has prices of its own (2.5)."""

    item: str
    kind: str
    price: Decimal
    currency: str | None = None
    pack: str = EMPTY_GUID
    characteristic: str = EMPTY_GUID
    by_pack: bool = False


class PriceDocumentRequest(_Request):
    """A document that sets prices from a moment of the base's clock on, now for none; `guid` names one that exists."""

    guid: str | None = None
    since: datetime | None = None
    posted: bool = True
    rows: list[PriceRow] = Field(default_factory=list)


class ObjectRequest(_Request):
    """An object of a catalog or a row of a register: `set` are values by 1C's own names; parts as `[{…}]`."""

    of: str
    guid: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class FillRequest(_Request):
    """A row whose price the form is asked for; references throughout.

    Without a day it is the base's today, without `vat_included` the agreement's.
    """

    partner: str
    agreement: str = EMPTY_GUID
    item: str
    characteristic: str = EMPTY_GUID
    pack: str = EMPTY_GUID
    date: datetime | None = None
    vat_included: bool | None = None
    currency: str | None = None


class AgreementRequest(_Request):
    """An agreement; `guid` names one that exists, `set` are values by 1C's own names, parts as `[{…}]`.

    `discount_limit` is the largest percent that a manager may give by hand; 1C gives nothing by itself.
    """

    guid: str | None = None
    partner: str | None = None
    name: str | None = None
    price_kind: str | None = None
    discount_limit: Decimal | None = None
    payment: str | None = None
    organisation: str | None = None
    status: str | None = None
    contracts: bool | None = None
    set: dict[str, Any] = Field(default_factory=dict)
