"""Reads and writes the two kinds of records in the catalogue: products (goods, services) and sections."""

from collections.abc import Mapping

from services.b24_connector.memory.product import Record, RecordStore
from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import (
    ALIKE,
    PARENT,
    ROOT,
    SERVICE,
    SIMPLE,
    VARIATION,
    CodeName,
    Fields,
    ProductRefs,
    Row,
    fitting_vat,
    held_codes,
    product_fields,
    section_fields,
    type_of,
)
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.products import refusal
from services.b24_connector.writer.products.filled_codes import filled_by, filled_in
from services.b24_connector.writer.products.finding import ProductFinder, properties_of
from services.b24_connector.writer.products.parents import Parents
from services.b24_connector.writer.products.sections import Sections
from shared.messages.product import Product, ProductGroup, Section
from shared.messages.ring.commands import ProductUpsert, SectionUpsert

_FAMILIES: Mapping[int, tuple[str, str]] = {
    SIMPLE: ("catalog.product", "element"),
    PARENT: ("catalog.product.sku", "sku"),
    VARIATION: ("catalog.product.offer", "offer"),
    SERVICE: ("catalog.product.service", "service"),
}
"""The methods for each type of product, and the key that their answers stand under."""


class ProductRepository:
    """Reads and writes goods, services and variations of the catalogue.

    Args:
        portal: where.
        catalogue: what they are described by.
        store: which product stands for which item; None: nobody looks.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue, store: RecordStore | None = None) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._finder = ProductFinder(catalogue, store)
        self._sections = Sections(catalogue)
        self._parents = Parents(catalogue)

    def record(self, command: ProductUpsert) -> Product:
        """Return the product of a `product.upsert`, as 1C wants it."""
        return command.product

    def method(self, command: ProductUpsert) -> str:
        """Return the portal method a product's command will call; a paired product is changed, as a rule."""
        method, _ = _FAMILIES[type_of(command.product)]
        return f"{method}.{'update' if command.product.ref else 'add'}"

    def is_worth_making(self, command: ProductUpsert) -> bool:
        """Tell whether to create a product; one not offered any more need not come into the catalogue."""
        return command.product.active

    async def read(self, command: ProductUpsert, identity: str) -> Row | None:
        """Return the product of the portal's catalogue with an id, or None where it was deleted.

        Raises:
            ProductRefusal: it is of another kind.
        """
        return await self._finder.read(command, identity)

    async def find(self, command: ProductUpsert) -> Row | None:
        """Return the product that bears one of the item's keys.

        Raises:
            ProductRefusal: it is not certain which one does.
        """
        return await self._finder.find(command)

    def fills(self, command: ProductUpsert) -> list[CodeName]:
        """Return the codes that 1C fills in a product by a `product.upsert`."""
        return filled_by(command)

    async def wanted(self, command: ProductUpsert, row: Row, known: Record | None) -> Mapping[str, Fields]:
        """Return the wanted fields of each group of a product that 1C fills.

        Raises:
            ProductRefusal: the portal lacks the unit or the VAT rate, or 1C does not say what a new product is called
                or measured in.
            SectionAwaited, ParentAwaited: what it stands in or belongs to is not there yet.
        """
        product = command.product
        said = product.groups if row else frozenset(ProductGroup)
        if not row and product.active and not product.name.strip():
            raise refusal.nameless(product)
        if not row and product.active and ProductGroup.UNIT not in product.groups and _has_unit(product):
            raise refusal.unnamed_unit(product)
        unit = await self._unit(product) if ProductGroup.UNIT in said else ""
        vat = await self._vat(product, identity(row.get("vatId"))) if ProductGroup.VAT in said else ""
        section = await self._section(product, row) if ProductGroup.SECTION in said else ROOT
        parent = await self._parents.of(product.parent if product.active else None)
        codes = await self._codes(command, row, parent)
        article, barcode = codes.get(command.article_property, ""), codes.get(command.barcode_property, "")
        place = ProductRefs(unit=unit, vat=vat, section=section, parent=parent, article=article, barcode=barcode)
        return product_fields(product, place, row, filled_in(known, product, row, held_codes(row, place)))

    async def add(self, command: ProductUpsert, fields: Fields) -> Row:
        """Create a product in the portal's catalogue and return it.

        Raises:
            ProductRefusal: the portal has no catalogue.
        """
        kind = type_of(command.product)
        block = await self._block(kind, identity(fields.get("parentId")))
        if not block:
            raise refusal.no_catalogue(command.product)
        method, answered = _FAMILIES[kind]
        params = {"fields": {"iblockId": block, **fields}}
        return (await self._portal.call(f"{method}.add", params, write=True, lane=LANE)).under(answered)

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a product in the portal's catalogue and return it."""
        method, answered = next(_FAMILIES[kind] for kind, types in ALIKE.items() if int(row["type"]) in types)
        params = {"id": str(row["id"]), "fields": fields}
        return (await self._portal.call(f"{method}.update", params, write=True, lane=LANE)).under(answered)

    async def _block(self, kind: int, parent: str) -> str:
        """Return the catalogue in which a new product stands: a variation beside the products of its parent's."""
        if kind != VARIATION or len(await self._catalogue.blocks()) <= 1:
            return await self._catalogue.block(variations=kind == VARIATION)
        rows = await self._catalogue.products("id", parent) if parent else ()
        return await self._catalogue.block(variations=True, of=identity(rows[0].get("iblockId")) if rows else "")

    async def _codes(self, command: ProductUpsert, row: Row, parent: str) -> Mapping[str, str]:
        block = identity(row.get("iblockId")) or await self._block(type_of(command.product), parent)
        return await self._catalogue.code_properties(properties_of(command), block)

    async def _section(self, product: Product, row: Row) -> str:
        if product.parent:
            return ROOT
        block = identity(row.get("iblockId"))
        if block and block != await self._catalogue.block():
            return await self._sections.beside(product.section, block, identity(row.get("iblockSectionId")) or ROOT)
        return await self._sections.of(product.section)

    async def _unit(self, product: Product) -> str:
        if not _has_unit(product):
            return ""
        if not (unit := await self._catalogue.unit(product.unit)):
            raise refusal.no_unit(product)
        return unit

    async def _vat(self, product: Product, present: str) -> str:
        if product.has_variations:
            return ""
        for again in (False, True):
            rates = await self._catalogue.rates(again=again)
            if vat := fitting_vat(rates, product.vat_rate, present):
                return vat
        raise refusal.no_rate(product, product.vat_rate)


def _has_unit(product: Product) -> bool:
    return product.kind != "service" and not product.has_variations


class SectionRepository:
    """Reads and writes sections of the catalogue.

    Args:
        portal: where.
        catalogue: which one.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._sections = Sections(catalogue)

    def record(self, command: SectionUpsert) -> Section:
        """Return the section of a `section.upsert`, as 1C wants it."""
        return command.section

    def method(self, command: SectionUpsert) -> str:
        """Return the portal method a section's command will call; a paired section is changed, as a rule."""
        return f"catalog.section.{'update' if command.section.ref else 'add'}"

    def is_worth_making(self, command: SectionUpsert) -> bool:  # noqa: ARG002 - the protocol's
        """Tell whether to create a section: every group has one."""
        return True

    async def read(self, command: SectionUpsert, identity: str) -> Row | None:  # noqa: ARG002
        """Return the section of the portal's catalogue with an id, or None where it was deleted."""
        return await self._sections.by_id(identity)

    async def find(self, command: SectionUpsert) -> Row | None:
        """Return the section that bears the group's GUID.

        Raises:
            Permanent: several do.
        """
        return await self._sections.by_key(command.section.external_code)

    def fills(self, command: SectionUpsert) -> list[CodeName]:  # noqa: ARG002
        """Return the codes that 1C fills in a section: it has none."""
        return []

    async def wanted(self, command: SectionUpsert, row: Row, known: Record | None) -> Mapping[str, Fields]:  # noqa: ARG002
        """Return the wanted fields of each group of a section.

        Raises:
            SectionAwaited: the section above is not there yet.
            Permanent: 1C does not say what a new section is called.
        """
        if not row and not command.section.name.strip():
            raise refusal.nameless_section(command.section)
        return section_fields(command.section, await self._sections.of(command.section.parent), row)

    async def add(self, command: SectionUpsert, fields: Fields) -> Row:  # noqa: ARG002
        """Create a section in the portal's catalogue and return it."""
        params = {"fields": {"iblockId": await self._catalogue.block(), **fields}}
        return (await self._portal.call("catalog.section.add", params, write=True, lane=LANE)).under("section")

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a section and return it; catalogue and name must be named, changed or not.

        Source: https://apidocs.bitrix24.ru/api-reference/catalog/section/catalog-section-update.html
        """
        named = {name: row[name] for name in ("iblockId", "name")}
        params = {"id": str(row["id"]), "fields": {**named, **fields}}
        return (await self._portal.call("catalog.section.update", params, write=True, lane=LANE)).under("section")
