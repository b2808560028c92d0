"""Both simulators and everything between them put together, and the lane `census` over a real broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from sandbox.dataset import Dataset
from sandbox.portal.engine.state import Options
from sandbox.portal.engine.state import Portal as SimulatedPortal
from sandbox.portal.program import build_application
from services.b24_connector.assembly import assemble as assemble_b24
from services.b24_connector.directory_flows import assemble_catalogue, assemble_companies, assemble_contacts
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
from services.onec_connector.assembly import Site
from services.onec_connector.assembly import assemble as assemble_onec
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import assemble_directories
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.vocabulary.orders import BaseLocation
from services.reconciler.handlers import Reconciler
from services.reconciler.looking import Looker, Memory
from services.stage_router.handlers import Router
from shared.bus.bus import Bus
from shared.bus.lane import Handlers, Lane
from shared.messages.ring.message import Message
from shared.rules import Rules
from shared.store.connection import connect
from shared.store.history import History
from tests.integration.b24_connector.in_process import Wire
from tests.integration.onec_connector.connector import Onec
from tests.integration.reconciler.business import RULES, Business, Ways
from tests.integration.ring.ring import Ring
from tests.tester import apply_groups

CENSUS = ("b24-connector.census", "onec-connector.census", "mapper.census", "reconciler.census")


@asynccontextmanager
async def opened_business(
    onec: Onec, company: Dataset, amqp_url: str, mongo_url: str, mongo_database: str, rules: Rules = RULES
) -> AsyncIterator[Business]:
    """Open both simulators and everything between them."""
    simulated = SimulatedPortal(Options(address="http://portal.test"))
    wire = Wire(build_application(simulated))
    waiting: list[Message] = []

    async def publish(*messages: Message, **_: Any) -> None:
        waiting.extend(messages)

    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(transport=wire))
        portal = Portal(Transport(simulated.options.webhook, client), rate=0, bucket=50)
        await stack.enter_async_context(portal.running())
        base = await stack.enter_async_context(Base.connect(onec.address, user=onec.user, password=onec.password))
        database = await stack.enter_async_context(connect(mongo_url, mongo_database))
        b24 = assemble_b24(portal, rules, database, publish, sweep_s=3600, history=History(database, "b24", 0))
        await b24.store.prepare()
        await setup(portal, b24.directory, rules)
        await b24.directory.refresh()
        links = Links(database)
        await links.prepare()
        place = BaseLocation(ZoneInfo("Europe/Moscow"), "http://1c")
        site = Site(place, "portal-1", await read_profile(base), rules)
        flow = assemble_onec(base, site, database, publish)
        await flow.store.prepare()
        await flow.seen.prepare()
        words, memory = Vocabulary(rules), Memory.of(database)
        await memory.prepare()
        catalogue = assemble_catalogue(portal, rules, database, publish, sweep_s=3600)
        catalogs = assemble_directories(flow, base, site, database, publish)
        for store in (catalogue.products, catalogue.sections, catalogue.prices, catalogs.items.store):
            await store.prepare()
        products = rules.directory.products
        goods = DirectoryMapper(links, products.article_property or "", products.barcode_property or "")
        firms = assemble_companies(portal, rules, database, publish, b24.directory, sweep_s=3600)
        people = assemble_contacts(portal, rules, database, publish, b24.directory, sweep_s=3600)
        for party in (firms.store, people.store, catalogs.partners.store, catalogs.persons.store):
            await party.prepare()
        companies, contacts = CompanyMapper(links, words), ContactMapper(links, words)
        handlers: Handlers = (
            *firms.reader.handlers(),
            *firms.writer.handlers(),
            *firms.notes.handlers(),
            *people.reader.handlers(),
            *people.writer.handlers(),
            *companies.handlers(),
            *contacts.handlers(),
            *catalogs.partners.reader.handlers(),
            *catalogs.partners.writer.handlers(),
            *catalogs.persons.reader.handlers(),
            *catalogs.persons.writer.handlers(),
            *catalogue.reader.handlers(),
            *catalogue.writer.handlers(),
            *catalogue.price_writer.handlers(),
            *goods.handlers(),
            *catalogs.items.reader.handlers(),
            *catalogs.items.writer.handlers(),
            *catalogs.prices.reader.handlers(),
            *b24.reader.handlers(),
            *b24.writer.handlers(),
            *b24.stages.handlers(),
            *b24.notes.handlers(),
            *Router(rules).handlers(),
            *Mapper(links, words).handlers(),
            *flow.reader.handlers(),
            *flow.writer.handlers(),
        )
        await apply_groups(amqp_url, CENSUS)
        counted = DirectoryCensusMapper(goods, companies, contacts)
        weighing = PartyScales(firms.scales, people.scales).handlers()
        told = PartyCensusReader(portal.aside(), firms.reader, people.reader)
        of_portal = (*b24.census.handlers(), *catalogue.scales.handlers(), *told.handlers())
        of_base = (*catalogs.census.handlers(), *catalogs.catalog_census.handlers(), *catalogs.scales.handlers())
        counting = {
            "b24-connector": (*of_portal, *weighing),
            "onec-connector": of_base,
            "mapper": (*CensusMapper(links, words).handlers(), *counted.handlers()),
            "reconciler": Reconciler(memory.runs, memory.columns, memory.weighed, rules).handlers(),
        }
        for service, taken in counting.items():
            bus = await stack.enter_async_context(Bus.connect(amqp_url, service=service))
            await stack.enter_async_context(bus.serve(Lane(group=f"{service}.census", handlers=taken)))
        looker = Looker(memory, bus.publish, rules)
        ring = Ring(Ways(simulated), handlers, waiting)
        yield Business(simulated, wire, portal, onec, company, ring, b24, links, looker, memory, database)
