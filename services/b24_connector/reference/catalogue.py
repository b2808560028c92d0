"""The portal's catalogues for the lane `directory`: products, sections, properties, units (OKEI), VAT rates."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.catalogue import PortalVat, read_vat, values_of
from services.b24_connector.vocabulary.values import identity
from shared.process.lookups import WholeLookup

T = TypeVar("T")
Row = Mapping[str, Any]
LANE = "directory"
_KEPT_S = 600
_PRODUCT_FIELDS = (
    *("id", "iblockId", "name", "xmlId", "type", "active", "measure", "vatId", "iblockSectionId"),
    "modifiedBy",
)
_SECTION_FIELDS = ("id", "iblockId", "name", "xmlId", "iblockSectionId")
_PROPERTY = "property"
Listed = tuple[str, str, tuple[str, ...]]
"""How something is listed: the method, the key of its answer, what is asked of each."""

_VALUE = " value"
"""By which a row was asked for; no field of the portal is called so."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the portal's products.

    Args:
        name: in a product, `property101`.
        block: id of its catalogue.
        code: symbolic; empty: it has none.
        title: as people read it.
    """

    name: str
    block: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Block:
    """One of the portal's catalogues.

    Args:
        id: of its information block.
        name: as people read it.
        products: the catalogue whose products its variations belong to; empty: it holds products.
    """

    id: str
    name: str = ""
    products: str = ""


class Catalogue:
    """The portal's catalogues as the lane `directory` asks for them; what people add is found at once.

    A record is looked up in every catalogue of its kind: deals sell from whichever.

    Args:
        portal: where to ask.
        codes: properties that the rules name: new products are made in the catalogue of theirs, else in the first.
    """

    def __init__(self, portal: Portal, codes: Sequence[str] = ()) -> None:
        self._portal = portal
        self._codes = codes
        self._blocks = WholeLookup(self._read_blocks, ttl_s=_KEPT_S)
        self._units = WholeLookup(self._read_units, ttl_s=_KEPT_S)
        self._rates = WholeLookup(self._read_rates, ttl_s=_KEPT_S)
        self._properties = WholeLookup(self._read_properties, ttl_s=_KEPT_S)
        self._lists: dict[tuple[str, ...], Gathered] = {}

    async def block(self, *, variations: bool = False, of: str = "") -> str:
        """Return the id of the catalogue in which products, or variations, are made; empty: the portal has none yet.

        Args:
            variations: not products.
            of: catalogue of the products whose variations are meant; empty: the one in which products are made.
        """
        if not variations:
            return await self._home(await self.blocks())
        products = of or await self._home(await self.blocks())
        found = [one.id for one in await self.blocks(variations=True) if one.products == products]
        if not found:  # there may be those of another catalogue
            found = [one.id for one in await self._anew(self._blocks) if products and one.products == products]
        return next(iter(found), "")

    async def blocks(self, *, variations: bool = False) -> Sequence[Block]:
        """Return the catalogues of products, or of variations, the oldest first."""
        for again in (False, True):
            every = await (self._anew(self._blocks) if again else self._blocks.get())
            if found := [one for one in every if bool(one.products) is variations]:
                return found
        return ()

    async def _home(self, blocks: Sequence[Block]) -> str:
        ids = [one.id for one in blocks]
        places = (
            {} if len(ids) <= 1 or not self._codes else {one.name: one.block for one in await self._properties.get()}
        )
        return next((places[code] for code in self._codes if places.get(code) in ids), next(iter(ids), ""))

    async def unit(self, code: str) -> str:
        """Return the id of a unit of the portal by its OKEI code, "006" as well as "6"; empty: there is none."""
        code = code.lstrip("0")
        return (await self._units.get()).get(code) or (await self._anew(self._units)).get(code, "")

    async def unit_code(self, identity: str) -> str:
        """Return the OKEI code of a portal's unit, "006"; empty: there is no such unit."""
        codes = await self._units.get()
        return next((code.zfill(3) for code, one in codes.items() if one == identity), "")

    async def rate(self, identity: str) -> Decimal | None:
        """Return the percent of a VAT rate of the portal; None is "no VAT", or no such rate."""
        known = {rate.id: rate.percent for rate in await self.rates()}
        return known.get(identity)

    async def rates(self, *, again: bool = False) -> Sequence[PortalVat]:
        """Return the VAT rates of the portal.

        Args:
            again: the rate that is wanted was not among them.
        """
        return await (self._anew(self._rates) if again else self._rates.get())

    @staticmethod
    async def _anew(kept: WholeLookup[T]) -> T:
        """Read a list kept of the portal's catalogues again, for what may have been added since."""
        kept.forget()
        return await kept.get()

    async def products(
        self, by: str, value: str, properties: Sequence[str] = (), *, variations: bool = False
    ) -> Sequence[Row]:
        """Return the portal's products, or variations, whose field `id`, `xmlId` or property has a value.

        Args:
            by: the field.
            value: of the field.
            variations: not products.
            properties: to read of each, by the names they have where products are made.
        """
        blocks = [one.id for one in await self.blocks(variations=variations)]
        looks = [self._products_in(block, by, value, properties, variations=variations) for block in blocks]
        return [row for found in await asyncio.gather(*looks) for row in found]

    async def _products_in(
        self, block: str, by: str, value: str, properties: Sequence[str], *, variations: bool
    ) -> Sequence[Row]:
        names = [name for name in _once((by, *properties)) if name.startswith(_PROPERTY)]
        here = await self.code_properties(names, block)
        if by in names and by not in here:
            return ()
        wanted = [here.get(name, "") if name in names else name for name in properties]
        listed = _listed([name for name in wanted if name], variations=variations)
        return await self._gather(block, listed, here.get(by, by), value)

    async def properties(self) -> Mapping[str, str]:
        """Return the titles of the catalogues' properties, by the names they have in a product."""
        blocks = [one.id for one in await self.blocks()]
        found = await self._properties.get() if blocks else ()
        return {one.name: one.title for one in found if one.block in blocks}

    async def code_properties(self, names: Sequence[str], block: str) -> Mapping[str, str]:
        """Return the properties that hold these codes of products in one of the portal's catalogues.

        Args:
            names: of the catalogue in which products are made.
            block: another one, or one of variations, has its own: those with the same symbolic code.
        """
        products = [one.id for one in await self.blocks()]
        if products == [block] or not names:
            return {name: name for name in names}
        known = await self._properties.get()
        if block not in products and not any(one.block == block for one in known):
            known = await self._anew(self._properties)  # the catalogue of variations has been made since
        return properties_in(block, names, known)

    async def sections(self, by: str, value: str, block: str = "") -> Sequence[Row]:
        """Return the portal's sections whose field `id` or `xmlId` has a value, where products are made.

        Args:
            by: the field.
            value: of the field.
            block: another one.
        """
        listed = ("catalog.section.list", "sections", _SECTION_FIELDS)
        return await self._gather(block or await self.block(), listed, by, value)

    async def _gather(self, block: str, listed: Listed, by: str, value: str) -> Sequence[Row]:
        if not block:
            return ()
        method, key, select = listed
        kind = self._lists.setdefault((method, block, by, *select), _list_of(method, key, block, by, select))
        rows = await self._portal.gather(kind, value, lane=LANE)
        return list({str(row["id"]): row for row in rows}.values())

    async def _read_blocks(self) -> Sequence[Block]:
        params = {"select": ["id", "iblockId", "name", "productIblockId"], "order": {"iblockId": "ASC"}}
        rows = await self._portal.pages("catalog.catalog.list", params, rows=rows_at("catalogs"), lane=LANE)
        return [
            Block(identity(row.get("iblockId")), str(row.get("name") or ""), identity(row.get("productIblockId")))
            for row in rows
        ]

    async def _read_properties(self) -> Sequence[Property]:
        params = {"select": ["id", "iblockId", "name", "code"]}
        rows = await self._portal.pages(
            "catalog.productProperty.list", params, rows=rows_at("productProperties"), lane=LANE
        )
        return [read_property(row) for row in rows]

    async def _read_units(self) -> Mapping[str, str]:
        rows = await self._portal.pages(
            "catalog.measure.list", {"order": {"id": "ASC"}}, rows=rows_at("measures"), lane=LANE
        )
        return {str(row.get("code")): str(row["id"]) for row in rows}

    async def _read_rates(self) -> Sequence[PortalVat]:
        rows = await self._portal.pages("catalog.vat.list", {"order": {"id": "ASC"}}, rows=rows_at("vats"), lane=LANE)
        return [read_vat(row) for row in rows]


def read_property(row: Row) -> Property:
    """Read a property of the portal's products, listed with its symbolic code."""
    code, title = str(row.get("code") or ""), str(row.get("name") or "")
    return Property(f"{_PROPERTY}{row['id']}", identity(row.get("iblockId")), code, title)


def properties_in(block: str, names: Sequence[str], known: Sequence[Property]) -> dict[str, str]:
    """Return the properties of one of the portal's catalogues that stand for some, which may be another one's.

    Args:
        block: of the catalogue; for another one's property it has its own with the same symbolic code.
        names: of the properties.
        known: the properties of all catalogues.
    """
    codes = {one.name: one.code for one in known}
    there = {one.code: one.name for one in known if one.block == block and one.code}
    own = {one.name for one in known if one.block == block}
    twins = {name: name if name in own else there.get(codes.get(name, ""), "") for name in names}
    return {name: twin for name, twin in twins.items() if twin}


def _listed(properties: Sequence[str], *, variations: bool) -> Listed:
    if variations:
        return "catalog.product.offer.list", "offers", _once((*_PRODUCT_FIELDS, "parentId", *properties))
    return "catalog.product.list", "products", _once((*_PRODUCT_FIELDS, *properties))


def _once(fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fields))


def _list_of(method: str, key: str, block: str, by: str, select: Sequence[str]) -> Gathered:
    """Describe a list of products or variations for the lane `directory`; `@` is unknown there.

    Each row comes once for every value of the field: a property may hold several.
    """

    def params(values: Sequence[str]) -> Row:
        return {"select": list(select), "filter": {"iblockId": block, by: list(values)}, "order": {"id": "ASC"}}

    def rows(result: Any) -> Sequence[Row]:
        return [{**row, _VALUE: value} for row in rows_at(key)(result) for value in values_of(row.get(by))]

    return Gathered(method, params, rows, lambda row: str(row[_VALUE]), alike=folded)


def folded(code: str) -> str:
    """Fold a code as the portal's database compares it: letters of either case and trailing blanks are equal."""
    return code.casefold().strip()
