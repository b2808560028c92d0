"""Digests of the groups of products, sections and prices, derived from the groups their fields declare."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from shared.canon.things import digests_of
from shared.entities.model import Subject
from shared.messages.groups import declared
from shared.messages.price import ItemPrices, PriceGroup
from shared.messages.product import Product, ProductGroup, Section, SectionGroup

DIRECTORY = Subject(
    one_sided=frozenset({*ProductGroup, *SectionGroup, *PriceGroup}),
    scheme=max(
        member.since for record in (Product, Section, ItemPrices) for fields in declared(record) for member in fields
    ),
)
"""1C alone edits what is told: nothing comes back from the portal."""


def products_edited_in(groups: Collection[ProductGroup]) -> Subject:
    """Return what the directory's numbers must know of products whose groups people edit in the portal too."""
    return replace(DIRECTORY, one_sided=DIRECTORY.one_sided - frozenset(groups))


G = TypeVar("G", bound=str)


def directory_digests(record: Product | Section | ItemPrices, groups: Iterable[G]) -> dict[G, str]:
    """Return the digest of each of `groups` of a product, section or price, for readers and writers alike."""
    return digests_of(record, groups, DIRECTORY.scheme)
