"""What products of the portal are described by: the catalogue, its sections, units by OKEI code, VAT rates."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.catalogue import PortalVat, read_vat, values_of
from services.b24_connector.vocabulary.values import identity
from shared.process.lookups import Cache, WholeLookup

T = TypeVar("T")
Row = Mapping[str, Any]
LANE = "directory"
_KEPT_S = 600
_PRODUCT_FIELDS = (
    *("id", "iblockId", "name", "xmlId", "type", "active", "measure", "vatId", "iblockSectionId"),
    "modifiedBy",
)
_SECTION_FIELDS = ("id", "iblockId", "name", "xmlId", "iblockSectionId")
_WHOLE, _VARIATIONS = "whole", "variations"
Listed = tuple[str, str, tuple[str, ...]]
"""How something is listed: the method, the key of its answer, what is asked of each."""

_VALUE = " value"
"""By which a row was asked for; no field of the portal is called so."""


class Catalogue:
    """The portal's catalogue as the lane `directory` asks for it; what people add is found at once.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._blocks = WholeLookup(self._read_blocks, ttl_s=_KEPT_S)
        self._units = WholeLookup(self._read_units, ttl_s=_KEPT_S)
        self._rates = WholeLookup(self._read_rates, ttl_s=_KEPT_S)
        self._twins = Cache(self._read_twins, ttl_s=_KEPT_S)
        self._lists: dict[tuple[str, ...], Gathered] = {}

    async def block(self, *, variations: bool = False) -> str:
        """Return the id of the catalogue of products, or of variations; empty: the portal has none yet."""
        which = _VARIATIONS if variations else _WHOLE
        blocks = await self._blocks.get()
        return (blocks if which in blocks else await self._anew(self._blocks)).get(which, "")

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
        """Read a list of the catalogue again for what may have been added since."""
        kept.forget()
        return await kept.get()

    async def products(
        self, by: str, value: str, properties: Sequence[str] = (), *, variations: bool = False
    ) -> Sequence[Row]:
        """Return the products, or variations, whose field `id`, `xmlId` or property has a value."""
        block = await self.block(variations=variations)
        return await self._gather(block, _listed(properties, variations=variations), by, value)

    async def properties(self) -> Mapping[str, str]:
        """Return the titles of the catalogue's properties, by the names they have in a product."""
        if not (block := await self.block()):
            return {}
        params = {"select": ["id", "iblockId", "name"], "filter": {"iblockId": block}}
        rows = rows_at("productProperties")
        found = await self._portal.pages("catalog.productProperty.list", params, rows=rows, lane=LANE)
        return {f"property{row['id']}": str(row.get("name") or "") for row in found}

    async def code_properties(self, names: Sequence[str], *, of_variation: bool) -> Mapping[str, str]:
        """Return the catalogue's properties that hold these codes.

        Args:
            names: of the catalogue of products.
            of_variation: of a variation, which has its own: those with the same symbolic code, where there are any.
        """
        twins = await self._twins.get(names) if of_variation else {name: name for name in names}
        return {name: twin for name, twin in twins.items() if twin}

    async def sections(self, by: str, value: str) -> Sequence[Row]:
        """Return the sections whose field `id` or `xmlId` has a value."""
        return await self._gather(await self.block(), ("catalog.section.list", "sections", _SECTION_FIELDS), by, value)

    async def _gather(self, block: str, listed: Listed, by: str, value: str) -> Sequence[Row]:
        if not block:
            return ()
        method, key, select = listed
        kind = self._lists.setdefault((method, block, by, *select), _list_of(method, key, block, by, select))
        rows = await self._portal.gather(kind, value, lane=LANE)
        return list({str(row["id"]): row for row in rows}.values())

    async def _read_blocks(self) -> Mapping[str, str]:
        params = {"select": ["id", "iblockId", "productIblockId"], "order": {"iblockId": "ASC"}}
        rows = await self._portal.pages("catalog.catalog.list", params, rows=rows_at("catalogs"), lane=LANE)
        found = {_VARIATIONS if identity(row.get("productIblockId")) else _WHOLE: row for row in reversed(rows)}
        return {which: identity(row.get("iblockId")) for which, row in found.items()}

    async def _read_twins(self, names: list[str]) -> Mapping[str, str]:
        blocks = await self._blocks.get()
        if _VARIATIONS not in blocks:
            return {}
        params = {"select": ["id", "iblockId", "code"]}
        rows = await self._portal.pages(
            "catalog.productProperty.list", params, rows=rows_at("productProperties"), lane=LANE
        )
        codes = {f"property{row['id']}": str(row.get("code") or "") for row in rows}
        theirs = {row["code"]: row["id"] for row in rows if row.get("code") and _is_in(row, blocks[_VARIATIONS])}
        return {name: f"property{theirs[code]}" if (code := codes.get(name)) in theirs else "" for name in names}

    async def _read_units(self) -> Mapping[str, str]:
        rows = await self._portal.pages(
            "catalog.measure.list", {"order": {"id": "ASC"}}, rows=rows_at("measures"), lane=LANE
        )
        return {str(row.get("code")): str(row["id"]) for row in rows}

    async def _read_rates(self) -> Sequence[PortalVat]:
        rows = await self._portal.pages("catalog.vat.list", {"order": {"id": "ASC"}}, rows=rows_at("vats"), lane=LANE)
        return [read_vat(row) for row in rows]


def _listed(properties: Sequence[str], *, variations: bool) -> Listed:
    if variations:
        return "catalog.product.offer.list", "offers", _once((*_PRODUCT_FIELDS, "parentId", *properties))
    return "catalog.product.list", "products", _once((*_PRODUCT_FIELDS, *properties))


def _once(fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fields))


def _is_in(row: Row, block: str) -> bool:
    return identity(row.get("iblockId")) == block


def _list_of(method: str, key: str, block: str, by: str, select: Sequence[str]) -> Gathered:
    """Describe a list of products or variations for the lane `directory`; `@` is unknown there.

    Each row comes once for every value of the field: a property may hold several.
    """

    def params(values: Sequence[str]) -> Row:
        return {"select": list(select), "filter": {"iblockId": block, by: list(values)}, "order": {"id": "ASC"}}

    def rows(result: Any) -> Sequence[Row]:
        return [{**row, _VALUE: value} for row in rows_at(key)(result) for value in values_of(row.get(by))]

    return Gathered(method, params, rows, lambda row: str(row[_VALUE]), alike=_folded)


def _folded(code: str) -> str:
    """Fold a text as the portal's database compares it: letters of either case and trailing blanks are equal."""
    return code.casefold().strip()
