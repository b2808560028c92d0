"""What a product of the portal says of the groups that people may edit in it, as reader and writer compare it."""

from collections.abc import Mapping
from typing import Any

from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.vocabulary.catalogue import read_held
from services.b24_connector.vocabulary.values import identity
from shared.canon import directory_digests
from shared.messages.product import Product, ProductGroup

HELD = ("id", "iblockId", "name", "xmlId", "type", "active", "measure")
"""The fields that a look at one needs."""


async def held_in(row: Mapping[str, Any], catalogue: Catalogue) -> tuple[Product, dict[ProductGroup, str]]:
    """Return a product of the portal with its unit looked up, and the digests of what people may edit of it.

    A variation says nothing: its name is made of two of 1C's, and its unit is the item's.
    """
    measure = identity(row.get("measure"))
    product, groups = read_held(row, unit=await catalogue.unit_code(measure) if measure else "")
    return product, directory_digests(product, groups)
