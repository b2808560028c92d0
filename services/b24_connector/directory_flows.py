"""Connects the b24-connector's parts of the lane `directory`: products, prices, companies, contacts, persons."""

from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.intake.companies import CompanySweeper
from services.b24_connector.intake.contacts import ContactSweeper
from services.b24_connector.intake.products import ProductSweeper
from services.b24_connector.memory.company import CompanyStore, company_store, private_store
from services.b24_connector.memory.contact import ContactStore, contact_store
from services.b24_connector.memory.deal import deal_store
from services.b24_connector.memory.price import ProductPriceStore, price_store
from services.b24_connector.memory.product import RecordStore, product_store, section_store
from services.b24_connector.portal import Portal
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.private_cards import PrivateCards
from services.b24_connector.reader.private_survivors import PrivateSurvivors
from services.b24_connector.reader.product_census import ProductCensusReader
from services.b24_connector.reader.products import ProductReader
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.directory import Directory
from services.b24_connector.writer.companies.context import CompanyContext
from services.b24_connector.writer.companies.finding import CompanyFinder
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.companies.notes import CompanyNotes
from services.b24_connector.writer.companies.requisites import RequisiteWriter
from services.b24_connector.writer.companies.trial import CompanyTrial
from services.b24_connector.writer.companies.upserts import CompanyWriter
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.trial import ContactTrial
from services.b24_connector.writer.contacts.upserts import ContactWriter
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.matching import PartySearch
from services.b24_connector.writer.prices.handlers import PriceWriter
from services.b24_connector.writer.private.locating import PrivateLocator
from services.b24_connector.writer.products.handlers import CatalogueWriter
from services.b24_connector.writer.weighing.handlers import CatalogueScales
from services.b24_connector.writer.weighing.parties import CompanyScales, ContactScales
from shared.bus.publish import Publish
from shared.canon import products_edited_in
from shared.rules import Rules
from shared.store import Claims, Cursors


@dataclass(frozen=True, slots=True)
class PrivateFlow:
    """The parts that handle contacts that are private persons, each behind that of companies; or nothing."""

    reader: CompanyReader | None = None
    writer: CompanyWriter | None = None
    notes: CompanyNotes | None = None
    trial: CompanyTrial | None = None
    scales: CompanyScales | None = None
    store: CompanyStore | None = None


NO_PRIVATE = PrivateFlow()
"""The rules let no private person cross."""


@dataclass(frozen=True, slots=True)
class CatalogueFlow:
    """What handles messages of the catalogue; `sweep` is None where the rules let no product through."""

    reader: ProductReader
    writer: CatalogueWriter
    products: RecordStore
    sections: RecordStore
    price_writer: PriceWriter
    prices: ProductPriceStore
    sweep: ProductSweeper | None
    scales: CatalogueScales
    census: ProductCensusReader


@dataclass(frozen=True, slots=True)
class CompanyFlow:
    """The parts that handle companies of the portal."""

    reader: CompanyReader
    writer: CompanyWriter
    notes: CompanyNotes
    store: CompanyStore
    private: PrivateFlow
    sweeper: CompanySweeper
    trial: CompanyTrial
    scales: CompanyScales


@dataclass(frozen=True, slots=True)
class ContactFlow:
    """The parts that handle contacts of the portal."""

    reader: ContactReader
    writer: ContactWriter
    store: ContactStore
    sweeper: ContactSweeper
    trial: ContactTrial
    scales: ContactScales


def assemble_catalogue(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], publish: Publish, *, sweep_s: float
) -> CatalogueFlow:
    """Connect reader and writers of products, sections and prices to what they work with."""
    ruled = rules.directory.products
    products = product_store(database, products_edited_in(ruled.edited))
    sections, prices, catalogue = section_store(database), price_store(database), Catalogue(portal, ruled.codes)
    reader = ProductReader(portal, catalogue, rules, products)
    cursors = Cursors(database, "b24")
    sweep = ProductSweeper(portal, catalogue, cursors, publish, concerned=reader.concerned, every_s=sweep_s)
    return CatalogueFlow(
        reader=reader,
        writer=CatalogueWriter(portal, products, sections, prices, publish, ruled),
        products=products,
        sections=sections,
        price_writer=PriceWriter(portal, prices, Claims(database), publish),
        prices=prices,
        sweep=sweep if rules.items.enabled or ruled.enabled else None,
        scales=CatalogueScales(portal.aside(), products, prices, Claims(database), ruled.codes),
        census=ProductCensusReader(portal.aside(), products),
    )


def assemble_companies(
    portal: Portal,
    rules: Rules,
    database: AsyncDatabase[dict[str, Any]],
    publish: Publish,
    directory: Directory,
    *,
    sweep_s: float,
) -> CompanyFlow:
    """Connect reader and writer of the portal's companies to what they work with, on the lane `directory`."""
    portal, store, claims = portal.aside(), company_store(database), Claims(database)
    cards, is_heard = CompanyCards(portal, directory), rules.directory.companies.reaches("onec")
    context = CompanyContext(portal, cards, store, publish, is_heard)
    private = assemble_private(portal, rules, database, publish, directory)
    writer, notes = company_writers(context, directory, claims, private)
    cursors, survivors = Cursors(database, "b24"), CompanySurvivors(portal, cards, deal_store(database))
    return CompanyFlow(
        reader=CompanyReader(portal, cards, store, survivors, private.reader),
        private=private,
        writer=writer,
        notes=notes,
        store=store,
        sweeper=CompanySweeper(portal, store, cursors, publish, rules=rules, every_s=sweep_s),
        trial=company_trial(context, directory, claims, private),
        scales=CompanyScales(
            context, _company_finders(context, directory, claims)[1], Employees(directory), private.scales
        ),
    )


def company_writers(
    context: CompanyContext, directory: Directory, claims: Claims, private: PrivateFlow = NO_PRIVATE
) -> tuple[CompanyWriter, CompanyNotes]:
    """Connect the writers of the portal's companies to what they work with."""
    finder, locator = _company_finders(context, directory, claims)
    notes = CompanyNotes(context.portal, context.store, locator, private.notes)
    requisites = RequisiteWriter(context.portal, context.cards, finder, claims)
    writer = CompanyWriter(context, locator, requisites, Employees(directory), private.writer)
    return writer, notes


def assemble_contacts(
    portal: Portal,
    rules: Rules,
    database: AsyncDatabase[dict[str, Any]],
    publish: Publish,
    directory: Directory,
    *,
    sweep_s: float,
) -> ContactFlow:
    """Connect reader and writer of the portal's contacts to what they work with, on the lane `directory`."""
    portal, store, cursors = portal.aside(), contact_store(database), Cursors(database, "b24")
    private = private_store(database) if rules.directory.contacts.enabled else None
    context = ContactContext(
        portal=portal,
        cards=ContactCards(portal),
        store=store,
        search=PartySearch(portal, directory),
        claims=Claims(database),
        publish=publish,
        is_heard=rules.directory.contacts.reaches("onec"),
    )
    locator = ContactLocator(context)
    return ContactFlow(
        reader=ContactReader(portal, context.cards, store, private),
        writer=ContactWriter(context, locator),
        trial=ContactTrial(context, locator),
        scales=ContactScales(context, locator),
        store=store,
        sweeper=ContactSweeper(portal, store, cursors, publish, private=private, rules=rules, every_s=sweep_s),
    )


def company_trial(
    context: CompanyContext, directory: Directory, claims: Claims, private: PrivateFlow = NO_PRIVATE
) -> CompanyTrial:
    """Connect the trial that says what the writer of companies would do."""
    return CompanyTrial(context, _company_finders(context, directory, claims)[1], Employees(directory), private.trial)


def _company_finders(
    context: CompanyContext, directory: Directory, claims: Claims
) -> tuple[PartyFinder, CompanyLocator]:
    births = CompanyBirths(context.cards, context.store)
    finder = CompanyFinder(context.portal, directory, claims, births)
    return finder, CompanyLocator(context.cards, context.store, finder, directory)


def assemble_private(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], publish: Publish, directory: Directory
) -> PrivateFlow:
    """Connect what handles private persons of the portal, on the lane `directory`, where the rules let them cross."""
    if not rules.directory.contacts.enabled:
        return NO_PRIVATE
    cards, store = PrivateCards(portal, directory, rules.pipelines), private_store(database)
    survivors = PrivateSurvivors(portal, cards, deal_store(database))
    is_heard = rules.directory.contacts.reaches("onec")
    context = CompanyContext(portal, cards, store, publish, is_heard)
    return private_flow(context, CompanyReader(portal, cards, store, survivors), directory, Claims(database))


def private_flow(context: CompanyContext, reader: CompanyReader, directory: Directory, claims: Claims) -> PrivateFlow:
    """Connect the writers of private persons of the portal to what they work with."""
    births = CompanyBirths(context.cards, context.store)
    finder = PartyFinder(context.portal, directory, claims, private=births)
    locator = PrivateLocator(context.cards, context.store, finder, directory)
    employees = Employees(directory)
    requisites = RequisiteWriter(context.portal, context.cards, finder, claims)
    return PrivateFlow(
        reader=reader,
        writer=CompanyWriter(context, locator, requisites, employees),
        notes=CompanyNotes(context.portal, context.store, locator, kind="contact"),
        trial=CompanyTrial(context, locator, employees),
        scales=CompanyScales(context, locator, employees),
        store=context.store,
    )


def private_births(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], directory: Directory
) -> CompanyBirths | None:
    """Return what remembers the contacts that orders make of private persons; None: they are no directory."""
    if not rules.directory.contacts.enabled:
        return None
    return CompanyBirths(PrivateCards(portal, directory, rules.pipelines), private_store(database))
