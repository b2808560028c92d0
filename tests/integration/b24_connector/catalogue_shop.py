"""A portal whose catalogue 1C fills, and the writer that does it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from uuid import UUID

import httpx

from sandbox.portal.control import directory
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.methods import catalog
from sandbox.portal.program import build_application
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader.products import ProductReader
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.writer.products.handlers import CatalogueWriter
from shared.messages.envelope import wrap
from shared.messages.groups import Stamp
from shared.messages.product import Product, ProductGroup, Section, SectionGroup
from shared.messages.ring.commands import ProductUpsert, SectionUpsert
from shared.messages.ring.message import Message
from shared.messages.things import Ref, Thing
from shared.rules.directory import DirectoryRules, ProductRules
from tests.delivered import delivered_rules
from tests.integration.b24_connector.in_process import NOON, Wire
from tests.unit.b24_connector.stores import StoreInMemory

ARTICLE, BARCODE = f"property{catalog.ARTICLE}", f"property{catalog.BARCODE}"


def guid(number: int) -> str:
    return str(UUID(int=number))


def onec(kind: str, number: int) -> Ref:
    return Ref(system="onec", kind=kind, id=guid(number))


def group_of(number: int) -> Thing:
    return Thing(origin=onec("group", number))


def section_of(number: int, name: str, *, version: int, parent: Thing | None = None) -> SectionUpsert:
    source = onec("group", number)
    section = Section(
        origin=source,
        groups=dict.fromkeys(SectionGroup, Stamp(edited=version)),
        external_code=source.id,
        name=name,
        parent=parent,
    )
    return SectionUpsert(key=source.key, source=source, section=section)


class Shop:
    """A portal with an empty catalogue, the writer of the catalogue, and the people who use it."""

    def __init__(self, simulated: SimulatedPortal, portal: Portal, wire: Wire) -> None:
        self.simulated, self.portal, self.wire = simulated, portal, wire
        self.products, self.sections, self.prices = StoreInMemory(), StoreInMemory(), StoreInMemory()
        self.heard: list[Message] = []
        self.catalogue = Catalogue(portal)
        self.be_ruled()
        self.version = 0

    def be_ruled(self, **rules) -> None:
        """The rules of products, beside their codes."""
        codes = {"article_property": ARTICLE, "barcode_property": BARCODE} | rules
        products = ProductRules(direction="1c→b24", **codes)
        self.codes = {name: value or "" for name, value in codes.items() if name.endswith("_property")}
        ruled = delivered_rules().model_copy(update={"directory": DirectoryRules(products=products)})
        self.writer = CatalogueWriter(
            self.portal,
            self.products,
            self.sections,
            self.prices,
            self._hear,
            products,
        )
        self.reader = ProductReader(self.portal, self.catalogue, ruled, self.products)

    async def _hear(self, *messages: Message) -> None:
        self.heard += messages

    async def item(self, number: int = 1, *, groups=tuple(ProductGroup), again: bool = False, not_these=(), **words):
        """1C says what an item is."""
        return (await self._tell(onec("item", number), groups, words, again=again, not_these=not_these))[0]

    async def made(self, number: int, **words):
        """1C says what an item is; return all that is published of it."""
        return await self._tell(onec("item", number), tuple(ProductGroup), words, again=False)

    async def parent(self, number: int = 1, **words):
        """1C says what an item with characteristics is."""
        groups = (ProductGroup.NAME, ProductGroup.SECTION, ProductGroup.CODES, ProductGroup.ACTIVITY)
        return await self.item(number, groups=groups, has_variations=True, **{"name": "Футболка", **words})

    async def variation(self, number: int = 1, of: int = 1, *, again: bool = False, **words):
        """1C says what an item with one of its characteristics is."""
        return (await self.varied(number, of, again=again, **words))[0]

    async def varied(self, number: int = 1, of: int = 1, *, again: bool = False, **words):
        """1C says what an item with one of its characteristics is; return all that is published of it."""
        code = f"{guid(of)}#{guid(100 + number)}"
        source = Ref(system="onec", kind="item", id=code)
        known = {"name": f"Футболка (L{number})", "external_code": code, "parent": Thing(origin=onec("item", of))}
        groups = [one for one in ProductGroup if one != ProductGroup.SECTION]
        return await self._tell(source, groups, known | words, again=again)

    async def _tell(self, source: Ref, groups, words, *, again: bool, not_these=()):
        self.version += not again
        command = self.command(source, groups, words, not_these=not_these)
        return (await self.writer.product(wrap(command, source="test"), command)).publish

    def command_of(self, number: int, **words) -> ProductUpsert:
        """What 1C says of an item now."""
        return self.command(onec("item", number), tuple(ProductGroup), words)

    def command(self, source: Ref, groups, words, *, not_these=()) -> ProductUpsert:
        known = {"name": "Болт М8", "unit": "796", "vat_rate": Decimal(22), "external_code": source.id}
        stamps = dict.fromkeys(groups, Stamp(edited=self.version))
        return ProductUpsert(
            key=source.key,
            source=source,
            product=Product(origin=source, groups=stamps, **known | words),
            **self.codes,
            not_these=not_these,
        )

    async def group(self, number: int, name: str, *, parent: int | None = None):
        """1C says what a group is."""
        return (await self.grouped(number, name, parent=parent))[0]

    async def grouped(self, number: int, name: str, *, parent: int | None = None):
        """1C says what a group is; return all that is published of it."""
        self.version += 1
        command = section_of(number, name, version=self.version, parent=group_of(parent) if parent else None)
        return (await self.writer.section(wrap(command, source="test"), command)).publish

    def refuses(self, method: str) -> None:
        """The portal takes the next call of a method for a wrong one."""
        wrong = {"status": 400, "code": "ERROR_CORE", "text": "Недопустимое значение"}
        self.wire.app.server.faults.order({"kind": "error", "method": method, **wrong})

    def typed(self, **words) -> int:
        """A person types a product."""
        return directory.create_product(self.simulated, words)["id"]

    @property
    def shelf(self) -> list[dict]:
        return list(self.simulated.table("product"))

    def product(self, outcome) -> dict:
        return self.simulated.table("product").rows[int(outcome.ref.id)]

    def section(self, outcome) -> dict:
        return self.simulated.table("section").rows[int(outcome.ref.id)]

    def writes(self) -> int:
        return sum(count for method, count in self.wire.asked.items() if method.endswith((".add", ".update")))


@asynccontextmanager
async def opened_shop() -> AsyncIterator[Shop]:
    """Open a portal with an empty catalogue."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    simulated.clock.freeze(NOON)
    wire = Wire(build_application(simulated, companies=0, items=0))
    async with httpx.AsyncClient(transport=wire) as client:
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        async with portal.running():
            yield Shop(simulated, portal, wire)
