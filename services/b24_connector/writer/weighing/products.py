"""Weighs products: where an item of 1C and its product differ."""

from collections.abc import Sequence
from decimal import Decimal

from services.b24_connector.memory.product import Record, RecordStore
from services.b24_connector.portal import Portal
from services.b24_connector.reader.held_products import held_in
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.vocabulary.catalogue import Fields, Row, differing, values_of
from services.b24_connector.vocabulary.values import identity, is_yes
from services.b24_connector.writer.products.finding import properties_of
from services.b24_connector.writer.products.repositories import ProductRepository
from services.b24_connector.writer.products.sections import Sections
from shared.bus.errors import Permanent, Retryable
from shared.entities import untold
from shared.messages.product import Product, ProductGroup
from shared.messages.ring.commands import ProductUpsert
from shared.messages.ring.directory_census import WeighedRecord
from shared.messages.things import Ref, System

_ROOT, _NONE = "вне разделов", "нет"


class ProductScales:
    """Finds and compares products as their writer does, and writes nothing.

    Args:
        looks: answers as the portal does; nothing is written through it.
        store: what is remembered of products.
        origin: address of the portal.
        codes: properties that the rules name for the codes.
    """

    def __init__(self, looks: Portal, store: RecordStore, origin: str, codes: Sequence[str] = ()) -> None:
        self._catalogue = Catalogue(looks, codes)
        self._repository = ProductRepository(looks, self._catalogue)
        self._sections = Sections(self._catalogue)
        self._store = store
        self._origin = origin

    async def weigh(self, command: ProductUpsert, *, compared: bool = False) -> list[WeighedRecord]:
        """Return where item and product differ; nothing if they agree, or the item need not be in the portal.

        Args:
            command: as the lane `directory` would send it.
            compared: a person may decide by what is told: an edit that nobody was told of is remembered as seen.
        """
        product = command.product
        about = WeighedRecord(key=command.key, onec=command.source, name=product.name)
        try:
            row = await self._row(command)
            if row is None:
                return [about.with_(what="unpaired")] if product.active else []
            known = await self._store.get(command.key)
            about = self._about(about, row, known)
            if product.ref is None and product.active:
                return [about.with_(what="unpaired")]
            wanted = await self._repository.wanted(command, row, known)
        except Permanent as refused:
            return [about.with_(what="standing", note=refused.sentence)]
        except Retryable as away:  # what it stands in or belongs to is on its way
            return [about.with_(busy=True, note=str(away))]
        differ = {group: changed for group in product.groups if (changed := differing(row, wanted[group]))}
        if compared and differ and known is not None:
            _, held = await held_in(row, self._catalogue)
            await self._store.note_compared(known.key, untold(known.groups, held))
        return [
            one
            for group, fields in differ.items()
            for one in await self._told(about.with_(edited=_edited(known, product, group)), command, row, group, fields)
        ]

    async def _row(self, command: ProductUpsert) -> Row | None:
        ref = command.product.ref
        row = await self._repository.read(command, ref.id) if ref else None
        return row or await self._repository.find(command)

    def _about(self, about: WeighedRecord, row: Row, known: Record | None) -> WeighedRecord:
        product = str(row["id"])
        return about.with_(
            name=about.name or str(row.get("name") or ""),
            b24=Ref(system="b24", kind="product", id=product),
            b24_url=f"{self._origin}/crm/catalog/{identity(row.get('iblockId'))}/product/{product}/",
            busy=known is not None and known.writing is not None,
        )

    async def _told(
        self, about: WeighedRecord, command: ProductUpsert, row: Row, group: ProductGroup, changed: Fields
    ) -> list[WeighedRecord]:
        told = about.with_(group=str(group))
        if group is not ProductGroup.CODES:
            here, there = await self._values(command.product, row, group)
            return [told.with_(in_b24=here, in_onec=there)]
        names = await self._catalogue.code_properties(properties_of(command), identity(row.get("iblockId")))
        codes = (
            ("артикул", names.get(command.article_property, ""), command.product.article),
            ("штрихкод", names.get(command.barcode_property, ""), command.product.barcode),
        )
        return [
            told.with_(of=of, in_b24=", ".join(values_of(row.get(name))) or _NONE, in_onec=wanted or _NONE)
            for of, name, wanted in codes
            if name in changed
        ]

    async def _values(self, product: Product, row: Row, group: ProductGroup) -> tuple[str, str]:
        match group:
            case ProductGroup.UNIT:
                return _unit(await self._catalogue.unit_code(identity(row.get("measure")))), _unit(product.unit)
            case ProductGroup.VAT:
                rate = await self._catalogue.rate(identity(row.get("vatId")))
                return _rate(rate), _rate(product.vat_rate)
            case ProductGroup.SECTION:
                section = identity(row.get("iblockSectionId"))
                found = await self._sections.by_id(section) if section else None
                there = product.section.name if product.section else _ROOT
                return str(found["name"]) if found else _ROOT, there
            case ProductGroup.ACTIVITY:
                return _offered(is_yes(row.get("active"))), _offered(product.active)
            case _:
                return str(row.get("name") or "").strip(), product.name


def _edited(known: Record | None, product: Product, group: ProductGroup) -> dict[System, int]:
    """Return the numbers of a product's last edits, of the portal's only where people edit the group there too."""
    here = known.groups.get(group) if known is not None else None
    return {"b24": here.edited if here else 0, "onec": product.groups[group].edited}


def _unit(code: str) -> str:
    return f"код ОКЕИ {code}" if code else _NONE


def _rate(rate: Decimal | None) -> str:
    return "без НДС" if rate is None else f"{rate.normalize():f} %".replace(".", ",")


def _offered(active: bool) -> str:  # noqa: FBT001 - what it says
    return "продаётся" if active else "не продаётся"
