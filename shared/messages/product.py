"""The canonical product and section: one shape for 1C's items and groups and for Bitrix24's catalogue.

In a *fact* `ref` is the id in the system that was read; in a *command* it is the id in the other one (None: find by the
natural keys, or create) and `origin` the id that was read.
"""

from enum import StrEnum
from typing import Annotated, Literal

from shared.messages.groups import Apart, In, Stamp
from shared.messages.model import Model, Number
from shared.messages.things import Ref, Thing

_IDENTITY = Apart("an id is what the record is, not what is said of it")
_NUMBERS = Apart("the numbers themselves")


class ProductGroup(StrEnum):
    """The groups of a product."""

    NAME = "name"
    UNIT = "unit"
    VAT = "vat"
    SECTION = "section"
    CODES = "codes"
    ACTIVITY = "activity"


class Product(Model):
    """An item of 1C, alone or with one of its characteristics, or the product of the portal that stands for it.

    An item that is sold in characteristics is a parent there, and each of them a variation: a product of its own, whose
    id in 1C is `item#characteristic`.

    Args:
        groups: stamps of the groups that travel with this value; a group that is absent is not to be written.
        external_code: the item's GUID, of a variation with the characteristic's behind `#`; the product's `xmlId`.
        kind: decided when the product is created; neither system turns one into the other.
        has_variations: it is a parent: its unit and VAT rate stand in the variations, and only those are sold.
        parent: of a variation, the item it belongs to; of kind "item" in 1C and "product" in the portal.
        unit: OKEI code, "796" for pieces.
        vat_rate: percent; None is "no VAT", which is not 0 %.
        section: of kind "group" in 1C and "section" in the portal; None: the root of the catalogue.
        article, barcode: as people see them; empty for none.
        active: it is offered; one that is marked for deletion is not.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    groups: Annotated[dict[ProductGroup, Stamp], _NUMBERS] = {}
    external_code: Annotated[str, _IDENTITY] = ""
    kind: Annotated[Literal["goods", "service"], Apart("neither system can change it")] = "goods"
    has_variations: Annotated[bool, Apart("neither system can change it")] = False
    parent: Annotated[Thing | None, Apart("neither system can change it")] = None
    name: Annotated[str, In(ProductGroup.NAME)] = ""
    unit: Annotated[str, In(ProductGroup.UNIT)] = "796"
    vat_rate: Annotated[Number | None, In(ProductGroup.VAT)] = None
    section: Annotated[Thing | None, In(ProductGroup.SECTION)] = None
    article: Annotated[str, In(ProductGroup.CODES)] = ""
    barcode: Annotated[str, In(ProductGroup.CODES)] = ""
    active: Annotated[bool, In(ProductGroup.ACTIVITY)] = True


class SectionGroup(StrEnum):
    """The groups of a section."""

    NAME = "name"
    PARENT = "parent"


class Section(Model):
    """A group of 1C's items, or the section of the portal's catalogue that stands for it.

    Args:
        groups: stamps of the groups that travel with this value; a group that is absent is not to be written.
        external_code: the group's GUID, the section's `xmlId`.
        parent: None: it stands in the root.
    """

    ref: Annotated[Ref | None, _IDENTITY] = None
    origin: Annotated[Ref | None, _IDENTITY] = None
    groups: Annotated[dict[SectionGroup, Stamp], _NUMBERS] = {}
    external_code: Annotated[str, _IDENTITY] = ""
    name: Annotated[str, In(SectionGroup.NAME)] = ""
    parent: Annotated[Thing | None, In(SectionGroup.PARENT)] = None
