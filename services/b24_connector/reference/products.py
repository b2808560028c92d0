"""Reads products, variations and services of the portal's catalogues for rows of deals, by id or 1C's code."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cachetools import TTLCache

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.reference.catalogue import Property, properties_in, read_property
from services.b24_connector.vocabulary.catalogue import keys_of
from services.b24_connector.vocabulary.rows import CatalogueProduct
from services.b24_connector.vocabulary.values import guid, identity, is_yes
from shared.process.lookups import MOST_KEPT, Cache
from shared.rules.directory import ProductRules

Row = Mapping[str, Any]
ARTICLE_CODES = frozenset({"CML2_ARTICLE", "ARTNUMBER", "ARTICLE"})
BARCODE_CODES = frozenset({"BARCODE", "CML2_BAR_CODE"})
PRODUCTS, VARIATIONS = "product", "offer"
LISTED = {
    PRODUCTS: ("catalog.product.list", "products"),
    VARIATIONS: ("catalog.product.offer.list", "offers"),
}
"""How a catalogue is listed: products with their parents and services, or variations alone."""
_KEPT_S = 600
_ORIGINAL_S = 24 * 3600
"""So long the first product with an outer key is believed to be that: whatever is copied later has a higher id."""
Found = tuple[CatalogueProduct, ...]
"""Products with one id or outer key; those that are offered come first, and of these the oldest of a catalogue."""


class ProductCatalogue:
    """Caches products for ten minutes, by id and by 1C's code; each of the portal's catalogues is a list.

    Args:
        portal: where to ask.
        rules: name the properties that hold article and barcode; where they name none, a symbolic code tells.
    """

    def __init__(self, portal: Portal, rules: ProductRules | None = None) -> None:
        self._portal = portal
        self._named = {
            "article": (rules and rules.article_property) or "",
            "barcode": (rules and rules.barcode_property) or "",
        }
        self._lists: tuple[Gathered, ...] = ()
        self._lists_by_code: tuple[Gathered, ...] = ()
        self._has_variations, self._looks, self._looking = False, 0, asyncio.Lock()
        self._originals: TTLCache[str, bool] = TTLCache(MOST_KEPT, _ORIGINAL_S)
        self._missed: TTLCache[str, bool] = TTLCache(MOST_KEPT, _KEPT_S)
        self._products = Cache(lambda ids: self._load(ids, lambda: self._lists), ttl_s=_KEPT_S)
        self._by_code = Cache(lambda codes: self._load(codes, lambda: self._lists_by_code), ttl_s=_KEPT_S)

    async def refresh(self) -> None:
        """Read which catalogues of products the portal has, and which of their properties hold article and barcode.

        The catalogue of variations appears with the portal's first product that has some.
        """
        catalogs, properties = await asyncio.gather(
            self._portal.pages(
                "catalog.catalog.list", {"select": ["id", "iblockId", "productIblockId"]}, rows=rows_at("catalogs")
            ),
            self._portal.pages(
                "catalog.productProperty.list",
                {"select": ["id", "iblockId", "code"]},
                rows=rows_at("productProperties"),
            ),
        )
        known = [read_property(row) for row in properties]
        shapes = [(block, family, _properties_of(block, known, self._named)) for block, family in _blocks(catalogs)]
        self._has_variations = any(family == VARIATIONS for _, family, _ in shapes)
        self._lists = tuple(_list_of(*shape, by="id") for shape in shapes)
        shapes.sort(key=lambda shape: shape[1] != VARIATIONS)  # of a variation `guid#guid` the parent is not sold
        self._lists_by_code = tuple(_list_of(*shape, by="xmlId") for shape in shapes)

    async def product(self, identity: str) -> CatalogueProduct | None:
        """Return a product, variation or service of the portal by id; one that was copied says so."""
        return await self._judged(await self._products.one(identity.lower()) or ())

    async def product_anew(self, identity: str) -> CatalogueProduct | None:
        """Return a product of the portal as it is now, whatever was known of it."""
        key = identity.lower()
        found = await self._load([key], lambda: self._lists)
        for one in found.values():
            self._products.put(key, one)
        return await self._judged(found.get(key, ()))

    async def _judged(self, found: Found) -> CatalogueProduct | None:
        """Say of a product whether people have copied it with its original's key: that one is older, and is there.

        Older ones that are not offered are named: nobody could choose them instead, and pairs tell what they are.
        """
        product = next(iter(found), None)
        if product is None or not product.external_code or product.id in self._originals:
            return product
        alike = await self._by_code.one(product.external_code) or ()
        older = [one for one in alike if one.block == product.block and int(one.id) < int(product.id)]
        if any(one.offered for one in older):
            return replace(product, is_copy=True)
        if older:
            return replace(product, retired=tuple(one.id for one in older))
        self._originals[product.id] = True
        return product

    async def by_code(self, code: str) -> CatalogueProduct | None:
        """Return the product whose `xmlId` is this code of 1C, `guid` or `guid#characteristic`; best an offered one."""
        return next(iter(await self._by_code.one(code.lower()) or ()), None)

    async def _load(self, keys: list[str], lists: Callable[[], Sequence[Gathered]]) -> Mapping[str, Found]:
        found = await self._ask(keys, lists())
        missing = [key for key in keys if key not in found]
        if not self._has_variations and any(key not in self._missed for key in missing):
            await self._look_again()
            found |= await self._ask(missing, lists()) if self._has_variations else {}
            self._missed.update((key, True) for key in missing if key not in found)
        return found

    async def _look_again(self) -> None:
        """Look for the catalogue of variations, once for all callers: the first may have been made since."""
        looks = self._looks
        async with self._looking:
            if looks == self._looks:
                await self.refresh()
                self._looks += 1

    async def _ask(self, keys: Sequence[str], lists: Sequence[Gathered]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for key in keys:
            answers = await asyncio.gather(*(self._portal.gather(one, key) for one in lists))
            products = [_read_product(row) for answer in answers for row in answer]
            found |= {key: tuple(sorted(products, key=lambda one: not one.offered))} if products else {}
        return found


def _blocks(catalogs: Sequence[Row]) -> list[tuple[str, str]]:
    """Return the portal's catalogues, and which family of methods lists each."""
    of_products = {str(row["productIblockId"]) for row in catalogs if row.get("productIblockId")}
    families = dict.fromkeys(of_products, PRODUCTS)
    for row in catalogs:
        families[str(row["iblockId"])] = VARIATIONS if row.get("productIblockId") else PRODUCTS
    return sorted(families.items(), key=lambda entry: int(entry[0]))


def _properties_of(block: str, known: Sequence[Property], named: Mapping[str, str]) -> dict[str, str]:
    """Return the properties that hold article and barcode in one catalogue of the portal.

    Args:
        block: of the catalogue.
        known: the properties of all catalogues.
        named: by the rules, of the catalogue in which products are made; another one has its own for the same code.
    """
    marks = {"article": ARTICLE_CODES, "barcode": BARCODE_CODES}
    own = [one for one in known if one.block == block]
    usual = {what: one.name for one in own for what, codes in marks.items() if one.code.upper() in codes}
    here = properties_in(block, tuple(named.values()), known)
    return usual | {what: here[name] for what, name in named.items() if name in here}


def _list_of(block: str, family: str, names: Mapping[str, str], *, by: str) -> Gathered:
    """Describe a list of one catalogue for products of deals; `@` is unknown there."""
    method, answered = LISTED[family]

    def params(keys: Sequence[str]) -> Row:
        values = [value for key in keys for value in (keys_of(key) if by == "xmlId" else (key,))]
        return {
            "select": ["id", "iblockId", "name", "xmlId", "active", "vatIncluded", "iblockSectionId", *names.values()],
            "filter": {"iblockId": block, by: values},
            "order": {"id": "ASC"},
        }

    def rows(result: Any) -> Sequence[Row]:
        found = rows_at(answered)(result)
        return [{**row, **{key: _property(row.get(name)) for key, name in names.items()}} for row in found]

    def parent(row: Row) -> str:
        value = str(row.get(by)).lower()
        return value if by == "id" else _external_code(value) or value

    return Gathered(method, params, rows, parent)


def _property(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("value")
    return str(value or "")


def _external_code(xml_id: str) -> str:
    """Return 1C's code of a product: its GUID, and for a variation also the GUID of the characteristic.

    An earlier exchange has written an item without characteristics as `guid#guid`, which names none (`keys_of`).
    """
    item, _, characteristic = xml_id.partition("#")
    codes = dict.fromkeys(code for code in (guid(item), guid(characteristic)) if code)
    return "#".join(codes) if guid(item) else ""


def _read_product(row: Row) -> CatalogueProduct:
    return CatalogueProduct(
        id=str(row["id"]),
        name=str(row.get("name") or ""),
        external_code=_external_code(str(row.get("xmlId") or "")),
        article=str(row.get("article") or ""),
        barcode=str(row.get("barcode") or ""),
        vat_included=row.get("vatIncluded") is None or is_yes(row.get("vatIncluded")),
        section=identity(row.get("iblockSectionId")),
        block=identity(row.get("iblockId")),
        offered=is_yes(row.get("active", "Y")),
    )
