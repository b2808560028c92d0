"""Hints (`….touched`) and facts (`….changed`, `….status`): what connectors see of records, peers and choices."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from shared.messages.contact import ContactCard
from shared.messages.groups import Version
from shared.messages.model import Moment, Name
from shared.messages.order import SalesOrder
from shared.messages.party import Company
from shared.messages.price import ItemPrices
from shared.messages.product import Product, Section
from shared.messages.ring.message import Message, Snapshot
from shared.messages.things import ListValue, Ref, System


class Touched(Message):
    """Look at this record again.

    Args:
        ref: the record.
        force: publish it even if nothing differs from what was published last.
        asserted: groups in which a person, who has compared both sides, has decided for the value here, each with the
            number of the counterpart's edit that he has seen; only `reconcile --fix` sends it, of what both sides edit.
        compared_at: when both sides were compared as that person saw them, in milliseconds of the database's clock.
        gone: the peer says it was deleted; asked by id before it is believed.
    """

    ref: Ref
    force: bool = False
    gone: bool = False
    asserted: dict[Name, Version] = {}
    compared_at: Version = 0

    @property
    def subject(self) -> str:
        """The key of the record that a hint asks to look at: `deal:41`, `order:<guid>`, `contact:7@17`."""
        return self.ref.key


class DealTouched(Touched):
    """Hint: a deal may have changed."""

    TYPE: ClassVar[str] = "dealbus.deal.touched.v1"


class OrderTouched(Touched):
    """Hint: an order or its state may have changed."""

    TYPE: ClassVar[str] = "dealbus.order.touched.v1"


class ItemTouched(Touched):
    """Hint: an item or a group of items of 1C may have changed."""

    TYPE: ClassVar[str] = "dealbus.item.touched.v1"


class CompanyTouched(Touched):
    """Hint: a company of the portal may have changed, or its requisites."""

    TYPE: ClassVar[str] = "dealbus.company.touched.v1"


class PartnerTouched(Touched):
    """Hint: a partner of 1C may have changed, or its legal entities."""

    TYPE: ClassVar[str] = "dealbus.partner.touched.v1"


class ContactTouched(Touched):
    """Hint: a contact of the portal may have changed; `ref` is `7@17`, or `7` for all the companies it speaks for."""

    TYPE: ClassVar[str] = "dealbus.contact.touched.v1"


class PersonTouched(Touched):
    """Hint: a contact person of 1C may have changed."""

    TYPE: ClassVar[str] = "dealbus.person.touched.v1"


class PriceTouched(Touched):
    """Hint: the prices of an item may have changed; `ref` is the item's GUID under the kind "price"."""

    TYPE: ClassVar[str] = "dealbus.price.touched.v1"


class ProductTouched(Touched):
    """Hint: people may have typed a new product in the portal (R10), or edited one that stands for an item."""

    TYPE: ClassVar[str] = "dealbus.product.touched.v1"


_HINTS: Mapping[str, tuple[System, type[Touched]]] = {
    "deal": ("b24", DealTouched),
    "order": ("onec", OrderTouched),
    "item": ("onec", ItemTouched),
    "product": ("b24", ProductTouched),
    "company": ("b24", CompanyTouched),
    "partner": ("onec", PartnerTouched),
    "contact": ("b24", ContactTouched),
    "contact_person": ("onec", PersonTouched),
}


def look_at(key: str) -> Touched | None:
    """Return the hint that has the record with a key like `deal:41` read again; None if there is no such hint."""
    kind, _, identity = key.partition(":")
    if kind not in _HINTS:
        return None
    system, hint = _HINTS[kind]
    return hint(ref=Ref(system=system, kind=kind, id=identity), force=True)


class OrderSnapshot(Snapshot):
    """A snapshot of a deal or an order; `order.ref` is its id in the system that was read."""

    RECORD: ClassVar[str] = "order"

    order: SalesOrder


class Fact(OrderSnapshot):
    """A snapshot of a record as it is now; `order.ref` is its id in the system that was read."""


class DealChanged(Fact):
    """Fact: a deal differs from what was published last (R2, R3, R8, R9, R11, R13)."""

    TYPE: ClassVar[str] = "dealbus.deal.changed.v1"


class OrderChanged(Fact):
    """Fact: an order's rows, parties, manager, organisation, header or extra fields differ (R13, R14, R16–R19)."""

    TYPE: ClassVar[str] = "dealbus.order.changed.v1"


class OrderStatus(Fact):
    """Fact: the state or figures of an order, after they changed and after every write of ours (R4–R6, R21, R22)."""

    TYPE: ClassVar[str] = "dealbus.order.status.v1"


class ItemChanged(Snapshot):
    """Fact: an item differs from what was published last (R18)."""

    TYPE: ClassVar[str] = "dealbus.item.changed.v1"
    RECORD: ClassVar[str] = "product"

    product: Product


class ProductChanged(Snapshot):
    """Fact: people have typed a product that 1C does not know (R10), or have edited one that it does.

    A new one has no numbers: an item is made of it once. Of one that stands for an item the groups are told that the
    rules let people edit in the portal, with their numbers.
    """

    TYPE: ClassVar[str] = "dealbus.product.changed.v1"
    RECORD: ClassVar[str] = "product"

    product: Product


class GroupChanged(Snapshot):
    """Fact: a group of items differs from what was published last (R18)."""

    TYPE: ClassVar[str] = "dealbus.group.changed.v1"
    RECORD: ClassVar[str] = "section"

    section: Section


class CompanySnapshot(Snapshot):
    """A snapshot of a company or a partner; `company.ref` is its id in the system that was read.

    Args:
        gone: it was deleted or marked for deletion; `company` is then what was known of it last.
        became: the record of the same system that it was merged into, where just one may be meant.
    """

    RECORD: ClassVar[str] = "company"

    company: Company
    gone: bool = False
    became: Ref | None = None


class CompanyChanged(CompanySnapshot):
    """Fact: a company of the portal differs from what was published last (R7)."""

    TYPE: ClassVar[str] = "dealbus.company.changed.v1"


class PartnerChanged(CompanySnapshot):
    """Fact: a partner of 1C differs from what was published last (R15)."""

    TYPE: ClassVar[str] = "dealbus.partner.changed.v1"


class ContactSnapshot(Snapshot):
    """A snapshot of a contact or a contact person; `contact.ref` is its id in the system that was read.

    Args:
        gone: it speaks for the company no more: deleted, marked for deletion, ended, or taken out of it; `contact` is
            then what was known of it last.
        became: the record of the same system that it was merged into, where just one may be meant.
    """

    RECORD: ClassVar[str] = "contact"

    contact: ContactCard
    gone: bool = False
    became: Ref | None = None


class ContactChanged(ContactSnapshot):
    """Fact: a contact of the portal differs, in one of its companies, from what was published last (R7)."""

    TYPE: ClassVar[str] = "dealbus.contact.changed.v1"


class PersonChanged(ContactSnapshot):
    """Fact: a contact person of 1C differs from what was published last (R15)."""

    TYPE: ClassVar[str] = "dealbus.person.changed.v1"


class PriceChanged(Snapshot):
    """Fact: the prices of an item differ from what was published last (R20)."""

    TYPE: ClassVar[str] = "dealbus.price.changed.v1"
    RECORD: ClassVar[str] = "prices"

    prices: ItemPrices


class PeerStatus(Message):
    """Fact: a system stopped or began to answer; deals that wait for it are told once.

    Args:
        peer: which one.
        open: it answers.
        since: when that began.
        locked: it does not answer because people have locked it for a while.
    """

    TYPE: ClassVar[str] = "dealbus.peer.status.v1"

    peer: System
    open: bool
    since: Moment
    locked: bool = False

    @property
    def subject(self) -> str:
        """The subject of the fact that a peer stopped or began to answer: `peer:onec`."""
        return f"peer:{self.peer}"


class ChoicesChanged(Message):
    """Fact: what 1C has for a list field of the deal; said at start, every few minutes, and when a value is needed.

    Values that are not named stay as they are.

    Args:
        field: of the deal.
        choices: with 1C's reference and the name people see.
    """

    TYPE: ClassVar[str] = "dealbus.choices.changed.v1"

    field: Literal["agreement", "warehouse"]
    choices: tuple[ListValue, ...]

    @property
    def subject(self) -> str:
        """The subject of the fact what choices a list field of the deal has: `choices:warehouse`."""
        return f"choices:{self.field}"
