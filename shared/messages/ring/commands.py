"""Commands to one connector (`….upsert`, `….move`, `….note`), in the ids of the system that is to be written."""

from typing import ClassVar, Literal

from shared.messages.contact import ContactCard, ContactGroup
from shared.messages.model import Count, Model, Moment, Name
from shared.messages.order import OrderGroup, SalesOrder
from shared.messages.party import Company, CompanyGroup
from shared.messages.price import ItemPrices
from shared.messages.product import Product, Section
from shared.messages.ring.decisions import NewDeal, StageRule
from shared.messages.ring.message import Message
from shared.messages.ring.told import Told
from shared.messages.things import Ref, System


class Command(Message):
    """An order to one connector, in the ids of its system.

    Args:
        key: birth key of the pair, `deal:41`, `order:<guid>`, `item:<guid>`, `group:<guid>`, `price:<guid>`,
            `company:17`, `partner:<guid>`, `contact:7@17` or `contact_person:<guid>`: the id of the entity document in
            both connectors.
        source: the record the command was made from.
    """

    key: Name
    source: Ref

    @property
    def subject(self) -> str:
        """The birth key of the pair that a command is about."""
        return self.key

    @property
    def made_from(self) -> Ref:
        """The record from which a command to a connector was made."""
        return self.source


class Owner(Model):
    """Whose value of a group stands when both sides edited it."""

    before_shipment: System = "b24"
    after_shipment: System = "onec"


PrivateDoubt = Literal["refuse", "create"]

PriceMode = Literal["b24", "onec", "b24-within"]
"""Whose price stands in an order's rows: the deal's; 1C's for this client; the deal's, down to 1C's lowest."""

TypedPrice = Literal["keep", "replace"]
"""What mode `onec` does to a price that a person typed in the deal."""


class OrderPolicy(Model):
    """The customer's choices that the 1C side must know to carry out a command.

    Args:
        after_shipment: `tell` leaves the deal's rows as typed, `restore` puts 1C's rows back.
        lost: what a lost deal does to an order of which nothing is shipped or paid.
        free_text_item: article or name of the service that stands for free-text rows; None: such a row is refused.
        manager_default: e-mail or name of the user in 1C who gets orders of managers without a counterpart.
        total_tolerance_kopecks: how far a total may differ after a write before it is told.
        shared_contact: what to do about a private person whose phone or e-mail a client of another name has in 1C:
            `create` another client and tell it, or `refuse`.
        prices: whose price stands in the rows (R12).
        typed_price: what mode `onec` does to a price that is not the portal's own.
    """

    owners: dict[OrderGroup, Owner] = {}
    after_shipment: Literal["tell", "restore"] = "tell"
    lost: Literal["unpost", "mark", "tell"] = "unpost"
    free_text_item: str | None = None
    manager_default: str | None = None
    total_tolerance_kopecks: Count = 0
    shared_contact: PrivateDoubt = "refuse"
    prices: PriceMode = "b24"
    typed_price: TypedPrice = "keep"


class OrderUpsert(Command):
    """Command to 1C: make the order of this deal so. `hold` and `cancelled` as in `OrderWanted`."""

    TYPE: ClassVar[str] = "dealbus.order.upsert.v1"

    order: SalesOrder
    wanted: Literal["yes", "hold", "cancelled"] = "yes"
    may_create: bool = False
    policy: OrderPolicy = OrderPolicy()


class DealUpsert(Command):
    """Command to Bitrix24: make the deal of this order so.

    Args:
        create_in: where a deal that is not there is born; None: it is not.
        manager_default: e-mail of the employee who gets deals of managers without a counterpart.
        total_tolerance_kopecks: how far the deal's amount may differ from the order's total before it is told.
    """

    TYPE: ClassVar[str] = "dealbus.deal.upsert.v1"

    order: SalesOrder
    create_in: NewDeal | None = None
    manager_default: str | None = None
    total_tolerance_kopecks: Count = 0


class DealMove(Command):
    """Command to Bitrix24: show the order's figures in the deal's fields, and move the deal where the rule says.

    `order` has `ref` = the deal, `origin` = the order, and the groups `state` and `given`.
    """

    TYPE: ClassVar[str] = "dealbus.deal.move.v1"

    order: SalesOrder
    rule: StageRule


class DealNote(Command):
    """Command to Bitrix24: tell the manager in the deal.

    Args:
        deal: the deal.
        told: in the order in which they are to be read.
        waiting: True the order was refused and is tried again by itself when its cause may be gone; False it is
            settled; None says nothing about it.
        since: when 1C answered so, or was closed; of how the order stood before a later answer nothing is told any
            more. None: a note of no answer, or of an older release.
    """

    TYPE: ClassVar[str] = "dealbus.deal.note.v1"

    deal: Ref
    told: tuple[Told, ...] = ()
    waiting: bool | None = None
    since: Moment | None = None


class ProductUpsert(Command):
    """Command to Bitrix24: make the product of this item so.

    Args:
        article_property, barcode_property: the catalogue's properties that the rules name for the two codes; empty:
            the code is not written, nor is a product found by it.
        not_these: products that a person has said the item is not.
    """

    TYPE: ClassVar[str] = "dealbus.product.upsert.v1"

    product: Product
    article_property: Name = ""
    barcode_property: Name = ""
    not_these: tuple[Name, ...] = ()


class ItemUpsert(Command):
    """Command to 1C: find the item of this product, or make it; one with an id is to be so in the groups told (R10).

    Args:
        not_these: items that a person has said the product is not.
    """

    TYPE: ClassVar[str] = "dealbus.item.upsert.v1"

    product: Product
    not_these: tuple[Name, ...] = ()


class ProductNote(Command):
    """Command to Bitrix24: tell whoever edited a product last; a product has no timeline.

    Args:
        product: which.
        told: in the order in which they are to be read.
    """

    TYPE: ClassVar[str] = "dealbus.product.note.v1"

    product: Ref
    told: tuple[Told, ...] = ()


class SectionUpsert(Command):
    """Command to Bitrix24: make the section of this group so."""

    TYPE: ClassVar[str] = "dealbus.section.upsert.v1"

    section: Section


class CompanyCommand(Command):
    """A company as it is to be on the other side.

    Args:
        owners: whose value of a group stands where both sides edited it.
        may_create: one may be made where none is found.
        manager_default: who gets what belongs to a manager without a counterpart, as `OrderPolicy` and `DealUpsert`
            name him.
        not_these: records of the target system that a person has said the company is not.
        shared_contact: as `OrderPolicy` has it, about a private person who is looked for.
    """

    company: Company
    owners: dict[CompanyGroup, System] = {}
    may_create: bool = False
    manager_default: str | None = None
    not_these: tuple[Name, ...] = ()
    shared_contact: PrivateDoubt = "refuse"


class PartnerUpsert(CompanyCommand):
    """Command to 1C: make the partner of this company so (R7).

    Args:
        gone: the company was deleted: nothing is written, and another card of the client may take the partner over.
    """

    TYPE: ClassVar[str] = "dealbus.partner.upsert.v1"

    gone: bool = False


class CompanyUpsert(CompanyCommand):
    """Command to Bitrix24: make the company of this partner so (R15).

    Args:
        gone: the partner was merged into another one, who stands for the company from now on: nothing is written, and
            the company is told to him as to a stranger.
    """

    TYPE: ClassVar[str] = "dealbus.company.upsert.v1"

    gone: bool = False


class CompanyNote(Command):
    """Command to Bitrix24: tell whoever looks after a company, in its card.

    Args:
        company: whose card.
        told: in the order in which they are to be read; told once, as the notes of a deal are.
    """

    TYPE: ClassVar[str] = "dealbus.company.note.v1"

    company: Ref
    told: tuple[Told, ...] = ()


class ContactCommand(Command):
    """A contact as it is to be in one company of the other side.

    Args:
        owners: whose value of a group stands where both sides edited it.
        may_create: one may be made where none is found.
        not_these: records of the target system that a person has said the contact is not.
    """

    contact: ContactCard
    owners: dict[ContactGroup, System] = {}
    may_create: bool = False
    not_these: tuple[Name, ...] = ()


class PersonUpsert(ContactCommand):
    """Command to 1C: make the contact person of this contact so (R7).

    Args:
        gone: the contact has left the company: nothing is written, and another card of the same person may take the
            contact person over.
    """

    TYPE: ClassVar[str] = "dealbus.person.upsert.v1"

    gone: bool = False


class ContactUpsert(ContactCommand):
    """Command to Bitrix24: make the contact of this contact person so (R15).

    Args:
        gone: the contact person was merged into another one, which stands for the contact from now on: nothing is
            written, and the contact is told to it as to a stranger.
    """

    TYPE: ClassVar[str] = "dealbus.contact.upsert.v1"

    gone: bool = False


class PriceUpsert(Command):
    """Command to Bitrix24: make the prices of this item's product so."""

    TYPE: ClassVar[str] = "dealbus.price.upsert.v1"

    prices: ItemPrices
