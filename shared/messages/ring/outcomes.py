"""Outcomes of a command (`….upserted`, `….refused`), with pairs of ids found or made on the way."""

from typing import ClassVar

from shared.messages.model import Model, Name
from shared.messages.ring.doubts import Doubt
from shared.messages.ring.message import Message
from shared.messages.ring.told import Told
from shared.messages.things import Ref


class Pair(Model):
    """Two ids of one thing, found or created on the way.

    Args:
        kind: kind in Bitrix24: company, requisite, contact, product, section; `client` for the contact of a private
            person and the partner that stands for him.
        b24: id in Bitrix24; of a contact in one of its companies, `7@17`.
        onec: GUID in 1C; of a product that stands for an item in one characteristic, `guid#characteristic`.
    """

    kind: str
    b24: str
    onec: str


class Outcome(Message):
    """What became of a command.

    Args:
        key: birth key of the pair.
        ref: the record in the target system; None if there is none yet.
        source: the record the command was made from.
        told: sentences for the manager.
        pairs: parties and items found or created on the way.
    """

    key: Name
    source: Ref
    ref: Ref | None = None
    told: tuple[Told, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @property
    def subject(self) -> str:
        """The birth key of the pair whose command this is the outcome of."""
        return self.key

    @property
    def made_from(self) -> Ref:
        """The record from which the command behind this outcome was made."""
        return self.source


class OrderUpserted(Outcome):
    """Outcome: the order is as wanted."""

    TYPE: ClassVar[str] = "dealbus.order.upserted.v1"


class DealUpserted(Outcome):
    """Outcome: the deal is as wanted.

    Args:
        created: this command made it.
        lacking: items for which a row of free text stands in the deal, as the portal has no product of them.
    """

    TYPE: ClassVar[str] = "dealbus.deal.upserted.v1"

    created: bool = False
    lacking: tuple[Ref, ...] = ()


class Refused(Outcome):
    """Outcome: it will not be done until its cause is gone.

    Args:
        reason: from a closed set, for metrics.
        doubts: what a person must decide before it can be done.
    """

    reason: str
    doubts: tuple[Doubt, ...] = ()


class OrderRefused(Refused):
    """Outcome: 1C's side refuses; the manager reads why in the deal."""

    TYPE: ClassVar[str] = "dealbus.order.refused.v1"


class DealRefused(Refused):
    """Outcome: the Bitrix24 side refuses; the administrator reads why, as there may be no deal to tell it in.

    Args:
        repeats: who refuses has the order looked at again hourly; absent in messages of the first release.
    """

    TYPE: ClassVar[str] = "dealbus.deal.refused.v1"

    repeats: bool = False


class ProductUpserted(Outcome):
    """Outcome: the product is as wanted."""

    TYPE: ClassVar[str] = "dealbus.product.upserted.v1"


class ProductRefused(Refused):
    """Outcome: the Bitrix24 side refuses the product; the administrator reads why, and which products it may be."""

    TYPE: ClassVar[str] = "dealbus.product.refused.v1"


class ItemUpserted(Outcome):
    """Outcome: the product has its item, which says what was wanted of it."""

    TYPE: ClassVar[str] = "dealbus.item.upserted.v1"


class ItemRefused(Refused):
    """Outcome: 1C's side makes no item of the product, or does not take an edit (`ref`); one sentence says why."""

    TYPE: ClassVar[str] = "dealbus.item.refused.v1"


class SectionUpserted(Outcome):
    """Outcome: the section is as wanted."""

    TYPE: ClassVar[str] = "dealbus.section.upserted.v1"


class KeyMatch(Model):
    """Two records that are one, as their keys say: whoever is sure of the pair has the target written.

    Args:
        source: name of the record the command was made from.
        target: name of the one that was found.
    """

    source: str = ""
    target: str = ""


class PartyUpserted(Outcome):
    """Outcome of a client or of who speaks for one.

    Args:
        found: it was there already and has not been touched, as it may be another record's; None: it is as wanted.
    """

    found: KeyMatch | None = None


class PartnerUpserted(PartyUpserted):
    """Outcome: the partner is as wanted; what is told stands in the company's card.

    Args:
        undone: pairs of requisites that the command named, whose legal entity is marked for deletion or gone, while
            another one stands for the requisite.
    """

    undone: tuple[Pair, ...] = ()
    TYPE: ClassVar[str] = "dealbus.partner.upserted.v1"


class PartnerRefused(Refused):
    """Outcome: 1C's side refuses the partner; the manager reads why in the company's card."""

    TYPE: ClassVar[str] = "dealbus.partner.refused.v1"


class CompanyUpserted(PartyUpserted):
    """Outcome: the company is as wanted."""

    TYPE: ClassVar[str] = "dealbus.company.upserted.v1"


class CompanyRefused(Refused):
    """Outcome: the Bitrix24 side refuses the company; the administrator reads why, and which companies it may be."""

    TYPE: ClassVar[str] = "dealbus.company.refused.v1"


class PersonUpserted(PartyUpserted):
    """Outcome: the contact person is as wanted; what is told stands in the company's card."""

    TYPE: ClassVar[str] = "dealbus.person.upserted.v1"


class PersonRefused(Refused):
    """Outcome: 1C's side refuses the contact person; the manager reads why in the company's card."""

    TYPE: ClassVar[str] = "dealbus.person.refused.v1"


class ContactUpserted(PartyUpserted):
    """Outcome: the contact is as wanted, and speaks for the company."""

    TYPE: ClassVar[str] = "dealbus.contact.upserted.v1"


class ContactRefused(Refused):
    """Outcome: the Bitrix24 side refuses the contact; the administrator reads why, and which contacts it may be."""

    TYPE: ClassVar[str] = "dealbus.contact.refused.v1"


class PriceUpserted(Outcome):
    """Outcome: the product's prices are as wanted."""

    TYPE: ClassVar[str] = "dealbus.price.upserted.v1"


class PriceRefused(Refused):
    """Outcome: some prices could not be written, the others are; the administrator reads which ones and why."""

    TYPE: ClassVar[str] = "dealbus.price.refused.v1"
