"""Trial of the writer of products: what would become of items and groups of 1C; nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from services.b24_connector.memory.product import RecordStore
from services.b24_connector.portal import Gathered, Portal
from services.b24_connector.portal.whole_lists import WholeLists
from services.b24_connector.vocabulary.catalogue import LONGEST_NAME, Row, differing, is_onec_key
from services.b24_connector.writer.products.foreseen import ForeseenCatalogue
from services.b24_connector.writer.products.repositories import ProductRepository, SectionRepository
from shared.bus.errors import Permanent, Retryable
from shared.messages.product import Product, Section
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.process.asking import Weighed, Would
from shared.russian import shortened

_SECTIONS = "catalog.section.list"


class Trial:
    """Finds and compares products and writes nothing; lists of the portal are read whole.

    What it has foreseen of one item counts for those that come after it.

    Args:
        portal: where.
        store: which product stands for which item.
        codes: properties that the rules name for the codes.
    """

    def __init__(self, portal: Portal, store: RecordStore, codes: Sequence[str] = ()) -> None:
        looks = cast("Portal", WholeLists(portal, awaited))
        self._catalogue = ForeseenCatalogue(looks, codes)
        self._store = store
        self._products = ProductRepository(looks, self._catalogue, store)
        self._sections = SectionRepository(looks, self._catalogue)

    async def product(self, command: ProductUpsert) -> Weighed:
        """Say what the writer of products would do with an item of 1C."""
        product, repository = command.product, self._products
        try:
            row = await repository.read(command, product.ref.id) if product.ref else None
            row = row or await repository.find(command)
        except Permanent as error:
            return Weighed(command.key, product.name, "doubtful", error.sentence)
        verdict = await self._product(command, row)
        if verdict.would not in {"left", "refused"}:
            self._catalogue.foresee(command, row)
        return _with_unkept(verdict)

    async def _product(self, command: ProductUpsert, row: Row | None) -> Weighed:
        product, repository = command.product, self._products
        if row is None and not product.active:
            return Weighed(command.key, product.name, "left")
        if row is None and product.parent is not None:
            return Weighed(command.key, product.name, "create")  # what it belongs to is made before it
        try:
            known = await self._store.get(command.key) if row else None
            wanted = await repository.wanted(command, row or {}, known)
        except Permanent as error:
            return Weighed(command.key, product.name, "refused", error.sentence)
        except Retryable:  # what it belongs to is made before it
            wanted = {}
        return Weighed(command.key, product.name, _would(product, row, wanted.items()))

    async def section(self, command: SectionUpsert) -> Weighed:
        """Say what the writer of products would do with an item group of 1C."""
        return _with_unkept(await self._section(command))

    async def _section(self, command: SectionUpsert) -> Weighed:
        section, repository = command.section, self._sections
        try:
            row = await repository.read(command, section.ref.id) if section.ref else None
            row = row or await repository.find(command)
        except Permanent as error:
            return Weighed(command.key, section.name, "doubtful", error.sentence)
        if row is None or _is_awaited(row):
            return Weighed(command.key, section.name, "create")
        wanted = await repository.wanted(command, row, None)
        return Weighed(command.key, section.name, _would(section, row, wanted.items()))


def _with_unkept(verdict: Weighed) -> Weighed:
    if len(verdict.name.strip()) <= LONGEST_NAME or verdict.would not in {"create", "link", "change"}:
        return verdict
    said = f"«{shortened(verdict.name)}»: название длиннее {LONGEST_NAME} знаков, портал сохранит только начало."
    return replace(verdict, unkept=f"{said} Если так не узнать, сократите его в 1С.")


def _would(record: Product | Section, row: Row | None, wanted: Iterable[tuple[str, Row]]) -> Would:
    if row is None:
        return "create"
    if record.ref is None:
        return "link"
    told = {str(group) for group in record.groups}
    return "change" if any(differing(row, fields) for group, fields in wanted if str(group) in told) else "same"


def awaited(kind: Gathered, parent: str) -> Row | None:
    """Return for a trial a section that is not there yet as if it were: it will be created before what needs it."""
    is_key = kind.method == _SECTIONS and is_onec_key(parent)
    return {"id": f"new {parent}", "xmlId": parent} if is_key else None


def _is_awaited(row: Row) -> bool:
    return str(row["id"]).startswith("new ")
