"""Finds the product of an item of 1C: by the outer key, else by the article, else by the barcode."""

import asyncio
from collections.abc import Sequence

from services.b24_connector.memory.product import RecordStore
from services.b24_connector.reference.catalogue import Catalogue, folded
from services.b24_connector.vocabulary.catalogue import (
    ALIKE,
    Row,
    grows,
    is_onec_key,
    keys_of,
    type_of,
    values_of,
)
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.products import refusal
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert


class ProductFinder:
    """Finds products by what they and an item have in common.

    Args:
        catalogue: where to ask.
        store: which product stands for which item; None: nobody looks.
    """

    def __init__(self, catalogue: Catalogue, store: RecordStore | None = None) -> None:
        self._catalogue = catalogue
        self._store = store

    async def read(self, command: ProductUpsert, identity: str) -> Row | None:
        """Return the product with an id for an item, refusing one of another kind; None where it was deleted.

        One of another kind, whose key people have taken away, stands for the item no more.

        Raises:
            ProductRefusal: it is of another kind, and is to be offered.
        """
        rows = await self._listed(command, "id", identity)
        if not rows or not command.product.active:
            return rows[0] if rows else None
        return None if await self._is_let_go(command, rows[0]) else await self._checked(command, rows[0])

    async def find(self, command: ProductUpsert) -> Row | None:
        """Return an item's product by outer key, article or barcode; None where there is none.

        Raises:
            ProductRefusal: it is not certain which one it is.
        """
        row = await self._by_outer_key(command) or await self._by_codes(command)
        return await self._checked(command, row) if row else None

    async def _checked(self, command: ProductUpsert, row: Row) -> Row:
        """Return a found product, or refuse; a simple one grows into a parent with its first variation."""
        product = command.product
        if grows(row, product.external_code, type_of(product)):
            products = identity(row.get("iblockId"))
            if await self._catalogue.block(variations=True, of=products):
                return row
        if not _is_alike(product, row):
            raise refusal.other_kind(product, row, _in_common(command, row))
        return row

    async def _is_let_go(self, command: ProductUpsert, row: Row) -> bool:
        """Tell whether an item's product is of another kind and has lost the key that was written into it."""
        if self._store is None or _is_alike(command.product, row) or is_onec_key(row.get("xmlId")):
            return False
        known = await self._store.get(command.key)
        return known is not None and bool(known.groups)

    async def _by_outer_key(self, command: ProductUpsert) -> Row | None:
        code = command.product.external_code
        found = await asyncio.gather(*(self._listed(command, "xmlId", key) for key in keys_of(code)))
        rows = await self._free(command, _allowed(command, [row for answer in found for row in answer]))
        if len(rows) > 1:
            raise refusal.several(command.product, "внешний код", code, rows)
        return rows[0] if rows else None

    async def _free(self, command: ProductUpsert, rows: Sequence[Row]) -> Sequence[Row]:
        """Leave out products that stand for another item: a copy keeps its original's key when it gets its own item."""
        known = await self._store.find_many(str(row["id"]) for row in rows) if self._store and rows else {}
        return [row for row in rows if str(row["id"]) not in known or known[str(row["id"])].key == command.key]

    async def _by_codes(self, command: ProductUpsert) -> Row | None:
        """Find the product by article or barcode; all variations of a product have its article."""
        product, of_variation = command.product, command.product.parent is not None
        every = properties_of(command)
        for what, name, code in (
            ("артикул", "" if of_variation else command.article_property, product.article),
            ("штрихкод", command.barcode_property, product.barcode),
        ):
            if name and code:
                found = await self._catalogue.products(name, code, every, variations=of_variation)
                rows = _allowed(command, found)
                if rows:
                    return await self._only(command, what, code, rows)
        return None

    async def _only(self, command: ProductUpsert, what: str, code: str, rows: Sequence[Row]) -> Row:
        if len(rows) > 1:
            raise refusal.several(command.product, what, code, rows)
        paired = not await self._free(command, rows)
        if paired or is_onec_key(rows[0].get("xmlId")):
            raise refusal.another_item(command.product, what, code, rows[0], paired=paired)
        return rows[0]

    async def _listed(self, command: ProductUpsert, by: str, value: str) -> Sequence[Row]:
        is_variation = command.product.parent is not None
        return await self._catalogue.products(by, value, properties_of(command), variations=is_variation)


def _allowed(command: ProductUpsert, rows: Sequence[Row]) -> list[Row]:
    """Leave out products that a person has said the item is not."""
    return [row for row in rows if str(row["id"]) not in command.not_these]


def _is_alike(product: Product, row: Row) -> bool:
    """Tell whether a product is of the item's kind; neither system turns one kind into another."""
    if set(product.groups) == {ProductGroup.ACTIVITY}:
        return True  # it is all that 1C can say of an item that was deleted
    return int(row["type"]) in ALIKE[type_of(product)]


def _in_common(command: ProductUpsert, row: Row) -> list[str]:
    """Name what an item finds a product by."""
    product = command.product
    codes = (
        ("артикул", command.article_property and product.parent is None and product.article),
        ("штрихкод", command.barcode_property and product.barcode),
    )
    held = {folded(one) for name, value in row.items() if name.startswith("property") for one in values_of(value)}
    shared = [what for what, code in codes if code and folded(code) in held]
    return [*(["внешний код"] if is_onec_key(row.get("xmlId")) else []), *shared]


def properties_of(command: ProductUpsert) -> tuple[str, ...]:
    """Return the catalogue's properties that the rules name for an item's codes."""
    return tuple(name for name in (command.article_property, command.barcode_property) if name)
