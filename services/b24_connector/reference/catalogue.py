"""What products are described by: the catalogue, its sections, units by OKEI code, VAT rates."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.lists import rows_at
from services.b24_connector.vocabulary.catalogue import PortalVat, read_vat
from services.b24_connector.vocabulary.values import identity
from shared.process.lookups import Lookup

Row = Mapping[str, Any]
LANE = "directory"
_KEPT_S = 600
_PRODUCT_FIELDS = ("id", "iblockId", "name", "xmlId", "type", "active", "measure", "vatId", "iblockSectionId")
_WHOLE = "whole"


class Catalogue:
    """The catalogue of products as the lane `directory` asks for it; what people add is found at once.

    Args:
        portal: where to ask.
    """

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._blocks = Lookup(self._read_block, ttl_s=_KEPT_S)
        self._units = Lookup(self._read_units, ttl_s=_KEPT_S)
        self._rates: Lookup[Sequence[PortalVat]] = Lookup(self._read_rates, ttl_s=_KEPT_S)
        self._lists: dict[tuple[str, ...], Gathered] = {}

    async def block(self) -> str:
        """Return the id of the catalogue of products; empty: the portal has none yet."""
        return await self._blocks.one(_WHOLE) or ""

    async def unit(self, code: str) -> str:
        """Return the id of a unit by its OKEI code, "006" as well as "6"; empty: there is none."""
        return await self._units.one(code.lstrip("0")) or ""

    async def rates(self, *, again: bool = False) -> Sequence[PortalVat]:
        """Return the VAT rates.

        Args:
            again: the rate that is wanted was not among them.
        """
        if again:
            self._rates.forget()
        return await self._rates.one(_WHOLE) or ()

    async def products(self, by: str, value: str, properties: Sequence[str] = ()) -> Sequence[Row]:
        """Return the products whose field `id` or `xmlId` has a value, with these properties."""
        return await self._gather("catalog.product.list", "products", by, value, (*_PRODUCT_FIELDS, *properties))

    async def properties(self) -> Mapping[str, str]:
        """Return the titles of the catalogue's properties, by the names they have in a product."""
        if not (block := await self.block()):
            return {}
        params = {"select": ["id", "iblockId", "name"], "filter": {"iblockId": block}}
        rows = rows_at("productProperties")
        found = await self._portal.pages("catalog.productProperty.list", params, rows=rows, lane=LANE)
        return {f"property{row['id']}": str(row.get("name") or "") for row in found}

    async def with_code(self, name: str, code: str, properties: Sequence[str]) -> Sequence[Row]:
        """Return the products of which a property holds a code."""
        if not (block := await self.block()):
            return ()
        params = {
            "select": [*_PRODUCT_FIELDS, *properties],
            "filter": {"iblockId": block, name: code},
            "order": {"id": "ASC"},
        }
        return await self._portal.pages("catalog.product.list", params, rows=rows_at("products"), lane=LANE)

    async def sections(self, by: str, value: str) -> Sequence[Row]:
        """Return the sections whose field `id` or `xmlId` has a value."""
        return await self._gather(
            "catalog.section.list", "sections", by, value, ("id", "iblockId", "name", "xmlId", "iblockSectionId")
        )

    async def _gather(self, method: str, key: str, by: str, value: str, select: tuple[str, ...]) -> Sequence[Row]:
        if not (block := await self.block()):
            return ()
        kind = self._lists.setdefault((method, block, by, *select), _list_of(method, key, block, by, select))
        return await self._portal.gather(kind, value.lower(), lane=LANE)

    async def _read_block(self, _: list[str]) -> Mapping[str, str]:
        params = {"select": ["id", "iblockId", "productIblockId"], "order": {"iblockId": "ASC"}}
        rows = await self._portal.pages("catalog.catalog.list", params, rows=rows_at("catalogs"), lane=LANE)
        of_products = [identity(row.get("iblockId")) for row in rows if not identity(row.get("productIblockId"))]
        return {_WHOLE: of_products[0]} if of_products else {}

    async def _read_units(self, _: list[str]) -> Mapping[str, str]:
        rows = await self._portal.pages(
            "catalog.measure.list", {"order": {"id": "ASC"}}, rows=rows_at("measures"), lane=LANE
        )
        return {str(row.get("code")): str(row["id"]) for row in rows}

    async def _read_rates(self, _: list[str]) -> Mapping[str, Sequence[PortalVat]]:
        rows = await self._portal.pages("catalog.vat.list", {"order": {"id": "ASC"}}, rows=rows_at("vats"), lane=LANE)
        return {_WHOLE: [read_vat(row) for row in rows]}


def _list_of(method: str, key: str, block: str, by: str, select: Sequence[str]) -> Gathered:
    """A list of one catalogue; `@` is unknown there, the array goes to equality."""

    def params(values: Sequence[str]) -> Row:
        return {"select": list(select), "filter": {"iblockId": block, by: list(values)}, "order": {"id": "ASC"}}

    return Gathered(method, params, rows_at(key), lambda row: str(row.get(by)).lower())
