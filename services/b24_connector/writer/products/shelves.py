"""The two shelves of the catalogue: products (goods and services) and sections."""

from collections.abc import Mapping

from services.b24_connector.portal import Portal
from services.b24_connector.reference.catalogue import LANE, Catalogue
from services.b24_connector.vocabulary.catalogue import (
    ROOT,
    SERVICE,
    Fields,
    ProductPlace,
    Row,
    fitting_vat,
    is_onec_key,
    product_fields,
    section_fields,
)
from services.b24_connector.vocabulary.values import identity
from services.b24_connector.writer.products import refusal
from services.b24_connector.writer.products.finding import ProductFinder, check_kind, properties_of
from shared.bus.errors import Permanent, Retryable
from shared.messages.product import Product, Section
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.things import Thing
from shared.process.retrying import InPlace


class SectionAwaited(Retryable):
    """The section of a group is not there yet; its command left before, and as a rule is being carried out just now."""


_IN_PLACE = InPlace(SectionAwaited, attempts=6)


class Sections:
    """Finds the section that stands for a group.

    Args:
        catalogue: where to ask.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def by_id(self, section: str) -> Row | None:
        """Return a section, or None where it was deleted."""
        rows = await self._catalogue.sections("id", section)
        return rows[0] if rows else None

    async def by_key(self, group: str) -> Row | None:
        """Return the section of a group.

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
        """Return the id of the section that a record is to stand in; the root for none.

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
            group = thing.origin.id if thing.origin else thing.name
            raise SectionAwaited(f"the section of group {group} is not there yet")
        return str(row["id"])


class ProductShelf:
    """Goods and services of the catalogue.

    Args:
        portal: where.
        catalogue: what they are described by.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._finder = ProductFinder(catalogue)
        self._sections = Sections(catalogue)

    def record(self, command: ProductUpsert) -> Product:
        """Return what a command wants."""
        return command.product

    def is_worth_making(self, command: ProductUpsert) -> bool:
        """What is offered no more need not come into the catalogue."""
        return command.product.active

    async def read(self, command: ProductUpsert, identity: str) -> Row | None:
        """Return the product with an id, or None where it was deleted.

        Raises:
            ProductRefusal: it is of another kind.
        """
        rows = await self._catalogue.products("id", identity, properties_of(command))
        return check_kind(command.product, rows[0]) if rows else None

    async def find(self, command: ProductUpsert) -> Row | None:
        """Return the product that bears one of the item's keys.

        Raises:
            ProductRefusal: it is not certain which one does.
        """
        return await self._finder.find(command)

    async def wanted(self, command: ProductUpsert, row: Row) -> Mapping[str, Fields]:
        """Return the fields of each group as they are to be.

        Raises:
            ProductRefusal: the portal lacks the unit or the VAT rate.
            SectionAwaited: the section is not there yet.
        """
        product = command.product
        place = ProductPlace(
            unit=await self._unit(product),
            vat=await self._vat(product, identity(row.get("vatId"))),
            section=await self._sections.of(product.section),
            article=command.article_property,
            barcode=command.barcode_property,
        )
        return product_fields(product, place, row)

    def outer_key(self, command: ProductUpsert, row: Row) -> Fields:
        """Return the item's GUID, unless the product is known by a key of 1C already."""
        return {} if is_onec_key(row.get("xmlId")) else {"xmlId": command.product.external_code}

    async def add(self, command: ProductUpsert, fields: Fields) -> Row:
        """Create a product and return it.

        Raises:
            ProductRefusal: the portal has no catalogue.
        """
        block = await self._catalogue.block()
        if not block:
            raise refusal.no_catalogue(command.product)
        is_service = command.product.kind == "service"
        params = {"fields": {"iblockId": block, **fields}}
        answer = await self._portal.call(f"{_family(is_service)}.add", params, write=True, lane=LANE)
        return answer.under(_answered(is_service))

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a product and return it."""
        is_service = str(row.get("type")) == str(SERVICE)
        params = {"id": str(row["id"]), "fields": fields}
        answer = await self._portal.call(f"{_family(is_service)}.update", params, write=True, lane=LANE)
        return answer.under(_answered(is_service))

    async def _unit(self, product: Product) -> str:
        unit = await self._catalogue.unit(product.unit) if product.kind == "goods" else ""
        if not unit and product.kind == "goods":
            raise refusal.no_unit(product)
        return unit

    async def _vat(self, product: Product, present: str) -> str:
        for again in (False, True):
            rates = await self._catalogue.rates(again=again)
            if vat := fitting_vat(rates, product.vat_rate, present):
                return vat
        raise refusal.no_rate(product, product.vat_rate)


def _family(is_service: bool) -> str:  # noqa: FBT001 - the one thing it tells apart
    return "catalog.product.service" if is_service else "catalog.product"


def _answered(is_service: bool) -> str:  # noqa: FBT001
    return "service" if is_service else "element"


class SectionShelf:
    """Sections of the catalogue.

    Args:
        portal: where.
        catalogue: which one.
    """

    def __init__(self, portal: Portal, catalogue: Catalogue) -> None:
        self._portal = portal
        self._catalogue = catalogue
        self._sections = Sections(catalogue)

    def record(self, command: SectionUpsert) -> Section:
        """Return what a command wants."""
        return command.section

    def is_worth_making(self, command: SectionUpsert) -> bool:  # noqa: ARG002 - the shelf's contract
        """Every group has a section."""
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

    async def wanted(self, command: SectionUpsert, row: Row) -> Mapping[str, Fields]:  # noqa: ARG002
        """Return the fields of each group as they are to be.

        Raises:
            SectionAwaited: the section above is not there yet.
        """
        return section_fields(command.section, await self._sections.of(command.section.parent))

    def outer_key(self, command: SectionUpsert, row: Row) -> Fields:
        """Return the group's GUID; of a new section it is the symbolic code too, which must be unique."""
        code = command.section.external_code
        if not row:
            return {"xmlId": code, "code": code}
        return {} if is_onec_key(row.get("xmlId")) else {"xmlId": code}

    async def add(self, command: SectionUpsert, fields: Fields) -> Row:  # noqa: ARG002
        """Create a section and return it."""
        params = {"fields": {"iblockId": await self._catalogue.block(), **fields}}
        return (await self._portal.call("catalog.section.add", params, write=True, lane=LANE)).under("section")

    async def change(self, row: Row, fields: Fields) -> Row:
        """Write some fields of a section and return it."""
        params = {"id": str(row["id"]), "fields": fields}
        return (await self._portal.call("catalog.section.update", params, write=True, lane=LANE)).under("section")
