"""Reads and writes the two kinds of records in the catalogue: products (goods, services) and sections."""

from collections.abc import Mapping

from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import (
    ALIKE,
    PARENT,
    ROOT,
    SERVICE,
    SIMPLE,
    VARIATION,
    Fields,
    ProductRefs,
    Row,
    fitting_vat,
    product_fields,
    section_fields,
    type_of,
)
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.products import refusal
from services.b24_connector.writer.products.awaiting import TooEarly
from services.b24_connector.writer.products.finding import ProductFinder, properties_of
from services.b24_connector.writer.products.parents import Parents
from shared.bus.errors import Permanent
from shared.messages.product import Product, ProductGroup, Section
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.things import Thing
from shared.process.retrying import InPlace


class SectionAwaited(TooEarly):
    """The section of a group is not there yet.

    Args:
        group: key of that, `group:…`.
    """

    def __init__(self, group: str) -> None:
        super().__init__(f"the section of {group} is not there yet", group)


_IN_PLACE = InPlace(SectionAwaited, attempts=6)
_FAMILIES: Mapping[int, tuple[str, str]] = {
    SIMPLE: ("catalog.product", "element"),
    PARENT: ("catalog.product.sku", "sku"),
    VARIATION: ("catalog.product.offer", "offer"),
    SERVICE: ("catalog.product.service", "service"),
}
"""The methods for each type of product, and the key that their answers stand under."""


class Sections:
    """Finds the section that stands for a group of items.

    Args:
        catalogue: where to ask.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def by_id(self, section: str) -> Row | None:
        """Return a section by id, or None where it was deleted."""
        rows = await self._catalogue.sections("id", section)
        return rows[0] if rows else None

    async def by_key(self, group: str) -> Row | None:
        """Return the section of a group of items.

        Raises:
            Permanent: several sections bear its GUID.
        """
        rows = await self._catalogue.sections("xmlId", group)
        if len(rows) > 1:
            ids = ", ".join(str(row["id"]) for row in rows)
            sentence = f"У нескольких разделов портала внешний код {group}: {ids}. Оставьте его одному из них."
            raise Permanent(sentence, reason="product")
        return rows[0] if rows else None

    async def of(self, thing: Thing | None) -> str:
        """Return the id of the section for a record; the root for none.

        Raises:
            SectionAwaited: it is not there, and did not come within seconds.
        """
        if thing is None:
            return ROOT
        async for attempt in _IN_PLACE.loop():
            with attempt:
                return await self._of(thing)
        raise AssertionError("unreachable")  # pragma: no cover - tenacity re-raises

    async def _of(self, thing: Thing) -> str:
        row = await self.by_id(thing.ref.id) if thing.ref else None
        row = row or (await self.by_key(thing.origin.id) if thing.origin else None)
        if row is None:
            raise SectionAwaited(thing.origin.key if thing.origin else f"group:{thing.name}")
        return str(row["id"])


class ProductRepository:
    """Reads and writes goods, services and variations of the catalogue.

    Args:
        portal: where.
        catalogue: what they are described by.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._finder = ProductFinder(catalogue)
        self._sections = Sections(catalogue)
        self._parents = Parents(catalogue)

    def record(self, command: ProductUpsert) -> Product:
        """Return the product that a command wants."""
        return command.product

    def method(self, command: ProductUpsert) -> str:
        """Return the portal method a product's command will call; a paired product is changed, as a rule."""
        method, _ = _FAMILIES[type_of(command.product)]
        return f"{method}.{'update' if command.product.ref else 'add'}"

    def is_worth_making(self, command: ProductUpsert) -> bool:
        """Tell whether to create a product; one not offered any more need not come into the catalogue."""
        return command.product.active

    async def read(self, command: ProductUpsert, identity: str) -> Row | None:
        """Return the product with an id, or None where it was deleted.

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

    async def wanted(self, command: ProductUpsert, row: Row) -> Mapping[str, Fields]:
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
        codes = await self._catalogue.code_properties(properties_of(command), of_variation=product.parent is not None)
        place = ProductRefs(
            unit=await self._unit(product) if ProductGroup.UNIT in said else "",
            vat=await self._vat(product, identity(row.get("vatId"))) if ProductGroup.VAT in said else "",
            section=ROOT
            if product.parent or ProductGroup.SECTION not in said
            else await self._sections.of(product.section),
            parent=await self._parents.of(product.parent if product.active else None),
            article=codes.get(command.article_property, ""),
            barcode=codes.get(command.barcode_property, ""),
        )
        return product_fields(product, place, row)

    async def add(self, command: ProductUpsert, fields: Fields) -> Row:
        """Create a product and return it.

        Raises:
            ProductRefusal: the portal has no catalogue.
        """
        kind = type_of(command.product)
        block = await self._catalogue.block(variations=kind == VARIATION)
        if not block:
            raise refusal.no_catalogue(command.product)
        method, answered = _FAMILIES[kind]
        params = {"fields": {"iblockId": block, **fields}}
        return (await self._portal.call(f"{method}.add", params, write=True, lane=LANE)).under(answered)

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a product and return it."""
        method, answered = next(_FAMILIES[kind] for kind, types in ALIKE.items() if int(row["type"]) in types)
        params = {"id": str(row["id"]), "fields": fields}
        return (await self._portal.call(f"{method}.update", params, write=True, lane=LANE)).under(answered)

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
        """Return the section that a command wants."""
        return command.section

    def method(self, command: SectionUpsert) -> str:
        """Return the portal method a section's command will call; a paired section is changed, as a rule."""
        return f"catalog.section.{'update' if command.section.ref else 'add'}"

    def is_worth_making(self, command: SectionUpsert) -> bool:  # noqa: ARG002 - the protocol's
        """Tell whether to create a section: every group has one."""
        return True

    async def read(self, command: SectionUpsert, identity: str) -> Row | None:  # noqa: ARG002
        """Return the section with an id, or None where it was deleted."""
        return await self._sections.by_id(identity)

    async def find(self, command: SectionUpsert) -> Row | None:
        """Return the section that bears the group's GUID.

        Raises:
            Permanent: several do.
        """
        return await self._sections.by_key(command.section.external_code)

    async def wanted(self, command: SectionUpsert, row: Row) -> Mapping[str, Fields]:
        """Return the wanted fields of each group of a section.

        Raises:
            SectionAwaited: the section above is not there yet.
            Permanent: 1C does not say what a new section is called.
        """
        if not row and not command.section.name.strip():
            raise refusal.nameless_section(command.section)
        return section_fields(command.section, await self._sections.of(command.section.parent), row)

    async def add(self, command: SectionUpsert, fields: Fields) -> Row:  # noqa: ARG002
        """Create a section and return it."""
        params = {"fields": {"iblockId": await self._catalogue.block(), **fields}}
        return (await self._portal.call("catalog.section.add", params, write=True, lane=LANE)).under("section")

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a section and return it; catalogue and name must be named, changed or not.

        Source: https://apidocs.bitrix24.ru/api-reference/catalog/section/catalog-section-update.html
        """
        named = {name: row[name] for name in ("iblockId", "name")}
        params = {"id": str(row["id"]), "fields": {**named, **fields}}
        return (await self._portal.call("catalog.section.update", params, write=True, lane=LANE)).under("section")
