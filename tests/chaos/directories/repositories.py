"""Goods and their groups as one side shows them, and what must not be between two sides.

Written anew from docs/spec/requirements.md (R18), and sharing no code with the services.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@dataclass(frozen=True)
class Goods:
    """An item of 1C, or the product that stands for one.

    Args:
        guid: of 1C; empty: the product names no item.
        unit: OKEI code.
        vat: percent; None is «Без НДС».
        group: the guid of the group it stands in, empty for the root.
        offered: it may be sold: in 1C an item of the rules' groups that is not marked and has no characteristics.
    """

    guid: str
    name: str
    kind: str
    unit: str
    vat: Decimal | None
    group: str
    article: str
    barcode: str
    offered: bool


@dataclass(frozen=True)
class Group:
    """A group of 1C, or the section that stands for one; `parent` is empty for the root."""

    guid: str
    name: str
    parent: str


@dataclass(frozen=True)
class Assortment:
    """Everything that one side shows.

    Args:
        groups: of 1C those that the rules let through; of the portal all that name a group.
        in_characteristics: items of 1C that are sold in characteristics; people here give none of them a price.
    """

    goods: list[Goods] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    in_characteristics: frozenset[str] = frozenset()


def differences(base: Assortment, portal: Assortment, gone: set[str]) -> Iterator[str]:
    """Yield what must not be, a sentence each.

    Args:
        base: 1C, which owns everything here.
        portal: what stands for it.
        gone: items that were there and have been deleted.
    """
    yield from _doubled(portal)
    products = {one.guid: one for one in portal.goods}
    for item in base.goods:
        product = products.get(item.guid)
        if product is not None and item.guid in base.in_characteristics:
            yield from [f"item {item.name} is sold in no characteristic, and offered"] if product.offered else []
        elif product is not None:
            yield from _unlike("item", item, product)
        elif item.offered:
            yield f"item {item.name}: no product"
    sections = {one.guid: one for one in portal.groups}
    for group in base.groups:
        section = sections.get(group.guid)
        yield from _unlike("group", group, section) if section else [f"group {group.name}: no section"]
    yield from _of_nothing(base, portal, gone)


def _doubled(portal: Assortment) -> Iterator[str]:
    for what, records in (("products", portal.goods), ("sections", portal.groups)):
        names = {one.guid: one.name for one in records}
        for guid, count in Counter(one.guid for one in records if one.guid).items():
            if count > 1:
                yield f"{count} {what} of {names[guid]}"


def _unlike(what: str, wanted: Goods | Group, shown: Goods | Group) -> Iterator[str]:
    for one in fields(wanted):
        there, here = getattr(wanted, one.name), getattr(shown, one.name)
        if there != here:
            yield f"{what} {wanted.name}: {one.name} {there!r} in 1C, {here!r} in the portal"


def _of_nothing(base: Assortment, portal: Assortment, gone: set[str]) -> Iterator[str]:
    """Of what was deleted, also by people of an earlier seed, a product stays that is offered no more."""
    known, groups = {one.guid for one in base.goods}, {one.guid for one in base.groups}
    for product in portal.goods:
        if product.offered and product.guid not in known and (product.guid in gone or product.group in groups):
            yield f"product {product.name} is offered, and no item of 1C's"
