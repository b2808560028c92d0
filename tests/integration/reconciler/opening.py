"""Both simulators and everything between them put together, and the lane `census` over a real broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pymongo.asynchronous.database import AsyncDatabase

from sandbox.dataset import Dataset
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.assembly import DealFlow
from services.b24_connector.assembly import assemble as assemble_b24
from services.b24_connector.directory_flows import (
    CatalogueFlow,
    CompanyFlow,
    ContactFlow,
    assemble_catalogue,
    assemble_companies,
    assemble_contacts,
)
from services.b24_connector.portal import Portal
from services.b24_connector.portal.transport import Transport
from services.b24_connector.reader.party_census import PartyCensusReader
from services.b24_connector.setup import setup
from services.b24_connector.writer.weighing.parties import PartyScales
from services.mapper.handlers.census import CensusMapper
from services.mapper.handlers.companies import CompanyMapper
from services.mapper.handlers.contacts import ContactMapper
from services.mapper.handlers.directory_census import DirectoryCensusMapper
from services.mapper.handlers.orders import Mapper
from services.mapper.handlers.products import DirectoryMapper
from services.mapper.links import Links
from services.mapper.vocabulary import Vocabulary
from services.onec_connector.assembly import OrderFlow, Site
from services.onec_connector.assembly import assemble as assemble_onec
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import Directories, assemble_directories
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from services.reconciler.handlers import Reconciler
from services.reconciler.looking import Looker, Memory
from services.stage_router.handlers import Router
from shared.bus.bus import Bus
from shared.bus.lane import Handlers, Lane
from shared.bus.publish import Publish
from shared.messages.ring.message import Message
from shared.rules import Rules
from shared.store.connection import connect
from shared.store.history import History
from tests.integration.b24_connector.in_process import Wire
from tests.integration.onec_connector.connector import Onec
from tests.integration.reconciler.business import RULES, Business, Ways
from tests.integration.ring.ring import Ring
from tests.tester import apply_groups

Database = AsyncDatabase[dict[str, Any]]
CENSUS = ("b24-connector.census", "onec-connector.census", "mapper.census", "reconciler.census")


@dataclass(frozen=True)
class PortalSide:
    """The simulated portal, and every flow of the b24-connector over it."""

    simulated: SimulatedPortal
    wire: Wire
    portal: Portal
    deals: DealFlow
    catalogue: CatalogueFlow
    companies: CompanyFlow
    contacts: ContactFlow

    def handlers(self) -> Handlers:
        """Return the handlers of the lanes `orders` and `directory`."""
        return (
            *self.companies.reader.handlers(),
            *self.companies.writer.handlers(),
            *self.companies.notes.handlers(),
            *self.contacts.reader.handlers(),
            *self.contacts.writer.handlers(),
            *self.catalogue.reader.handlers(),
            *self.catalogue.writer.handlers(),
            *self.catalogue.price_writer.handlers(),
            *self.deals.reader.handlers(),
            *self.deals.writer.handlers(),
            *self.deals.stages.handlers(),
            *self.deals.notes.handlers(),
        )

    def counting(self) -> Handlers:
        """Return the handlers of the lane `census`."""
        told = PartyCensusReader(self.portal.aside(), self.companies.reader, self.contacts.reader)
        scales = PartyScales(self.companies.scales, self.contacts.scales)
        catalogue = (*self.catalogue.scales.handlers(), *self.catalogue.census.handlers())
        return (*self.deals.census.handlers(), *catalogue, *told.handlers(), *scales.handlers())


@dataclass(frozen=True)
class OnecSide:
    """The flows of the onec-connector over a simulated base."""

    orders: OrderFlow
    directories: Directories

    def handlers(self) -> Handlers:
        """Return the handlers of the lanes `orders` and `directory`."""
        catalogs = self.directories
        return (
            *catalogs.partners.reader.handlers(),
            *catalogs.partners.writer.handlers(),
            *catalogs.persons.reader.handlers(),
            *catalogs.persons.writer.handlers(),
            *catalogs.items.reader.handlers(),
            *catalogs.items.writer.handlers(),
            *catalogs.prices.reader.handlers(),
            *self.orders.reader.handlers(),
            *self.orders.writer.handlers(),
        )

    def counting(self) -> Handlers:
        """Return the handlers of the lane `census`."""
        catalogs = self.directories
        return (*catalogs.census.handlers(), *catalogs.catalog_census.handlers(), *catalogs.scales.handlers())


@dataclass(frozen=True)
class MapperSide:
    """The mapper's handlers over its pairs."""

    links: Links
    words: Vocabulary
    goods: DirectoryMapper
    companies: CompanyMapper
    contacts: ContactMapper

    def handlers(self) -> Handlers:
        """Return the handlers of the lanes `orders` and `directory`."""
        directories = (*self.companies.handlers(), *self.contacts.handlers(), *self.goods.handlers())
        return (*directories, *Mapper(self.links, self.words).handlers())

    def counting(self) -> Handlers:
        """Return the handlers of the lane `census`."""
        counted = DirectoryCensusMapper(self.goods, self.companies, self.contacts)
        return (*CensusMapper(self.links, self.words).handlers(), *counted.handlers())


async def _portal_side(stack: AsyncExitStack, rules: Rules, database: Database, publish: Publish) -> PortalSide:
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    wire = Wire(build_application(simulated))
    client = await stack.enter_async_context(httpx.AsyncClient(transport=wire))
    portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
    await stack.enter_async_context(portal.running())
    deals = assemble_b24(portal, rules, database, publish, sweep_s=3600, history=History(database, "b24", 0))
    await setup(portal, deals.directory, rules)
    await deals.directory.refresh()
    catalogue = assemble_catalogue(portal, rules, database, publish, sweep_s=3600)
    companies = assemble_companies(portal, rules, database, publish, deals.directory, sweep_s=3600)
    contacts = assemble_contacts(portal, rules, database, publish, deals.directory, sweep_s=3600)
    stores = (deals.store, catalogue.products, catalogue.sections, catalogue.prices, companies.store, contacts.store)
    for store in stores:
        await store.prepare()
    return PortalSide(simulated, wire, portal, deals, catalogue, companies, contacts)


async def _onec_side(base: Base, rules: Rules, database: Database, publish: Publish) -> OnecSide:
    place = BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c")
    site = Site(place, "portal-1", await read_profile(base), rules)
    orders = assemble_onec(base, site, database, publish)
    catalogs = assemble_directories(orders, base, site, database, publish)
    for store in (orders.store, orders.seen, catalogs.items.store, catalogs.partners.store, catalogs.persons.store):
        await store.prepare()
    return OnecSide(orders, catalogs)


async def _mapper_side(rules: Rules, database: Database) -> MapperSide:
    links, words, products = Links(database), Vocabulary(rules), rules.directory.products
    await links.prepare()
    goods = DirectoryMapper(links, products.article_property or "", products.barcode_property or "")
    return MapperSide(links, words, goods, CompanyMapper(links, words), ContactMapper(links, words))


@asynccontextmanager
async def opened_business(
    onec: Onec, company: Dataset, amqp_url: str, mongo_url: str, mongo_database: str, rules: Rules = RULES
) -> AsyncIterator[Business]:
    """Open both simulators and everything between them."""
    waiting: list[Message] = []

    async def publish(*messages: Message, **_: Any) -> None:
        waiting.extend(messages)

    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(Base.connect(onec.address, user=onec.user, password=onec.password))
        database = await stack.enter_async_context(connect(mongo_url, mongo_database))
        b24 = await _portal_side(stack, rules, database, publish)
        ours = await _onec_side(base, rules, database, publish)
        mapper, memory = await _mapper_side(rules, database), Memory.of(database)
        await memory.prepare()
        await apply_groups(amqp_url, CENSUS)
        counting = {
            "b24-connector": b24.counting(),
            "onec-connector": ours.counting(),
            "mapper": mapper.counting(),
            "reconciler": Reconciler(memory.runs, memory.columns, memory.weighed, rules).handlers(),
        }
        for service, taken in counting.items():
            bus = await stack.enter_async_context(Bus.connect(amqp_url, service=service))
            await stack.enter_async_context(bus.serve(Lane(group=f"{service}.census", handlers=taken)))
        handlers = (*b24.handlers(), *ours.handlers(), *mapper.handlers(), *Router(rules).handlers())
        looker, ring = Looker(memory, bus.publish, rules), Ring(Ways(b24.simulated), handlers, waiting)
        yield Business(
            b24.simulated, b24.wire, b24.portal, onec, company, ring, b24.deals, mapper.links, looker, memory, database
        )
