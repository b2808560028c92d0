"""Assembles the b24-connector's parts, apart from the broker; `__main__` runs them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.directory_flows import NO_PRIVATE, PrivateFlow, assemble_private, private_births
from services.b24_connector.intake import Sweeper
from services.b24_connector.intake.companies import CompanySweeper
from services.b24_connector.intake.contacts import ContactSweeper
from services.b24_connector.intake.invoices import InvoiceSweep
from services.b24_connector.intake.products import ProductSweep
from services.b24_connector.memory.company import CompanyStore, company_store, private_store
from services.b24_connector.memory.contact import ContactStore, contact_store
from services.b24_connector.memory.deal import DealStore, deal_store
from services.b24_connector.memory.price import ProductPriceStore, price_store
from services.b24_connector.memory.product import RecordStore, product_store, section_store
from services.b24_connector.portal import Portal
from services.b24_connector.portal.reads_only import refuse_writes
from services.b24_connector.reader import DealReader, DealSnapshots
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.census import DealCensusReader
from services.b24_connector.reader.companies import CompanyReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reader.contacts import ContactReader
from services.b24_connector.reader.products import ProductReader
from services.b24_connector.reader.survivors import CompanySurvivors
from services.b24_connector.reference.catalogue import Catalogue
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.reference.list_prices import ListPrices
from services.b24_connector.settings import PortalAccess
from services.b24_connector.writer import ChoiceWriter, DealWriter, NoteWriter, StageWriter
from services.b24_connector.writer.companies.locating import CompanyLocator
from services.b24_connector.writer.companies.notes import CompanyNotes
from services.b24_connector.writer.companies.requisites import RequisiteWriter
from services.b24_connector.writer.companies.trial import CompanyTrial
from services.b24_connector.writer.companies.upserts import CompanyContext, CompanyWriter
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.contacts.context import ContactContext
from services.b24_connector.writer.contacts.locating import ContactLocator
from services.b24_connector.writer.contacts.trial import ContactTrial
from services.b24_connector.writer.contacts.upserts import ContactWriter
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.trial import DealTrial
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.deals.wishes import WishWriter
from services.b24_connector.writer.employees import Employees
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.invoices import InvoiceTeller
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from services.b24_connector.writer.parties.matching import PartySearch
from services.b24_connector.writer.prices.handlers import PriceWriter
from services.b24_connector.writer.products.handlers import CatalogueWriter
from services.b24_connector.writer.weighing.handlers import Scales
from services.b24_connector.writer.weighing.parties import CompanyScales, ContactScales
from shared.bus.publish import Publish
from shared.canon import products_edited_in
from shared.process.page_links import NO_LINKS, PageLinks
from shared.rules import Rules
from shared.store import Claims, Cursors
from shared.store.history import History


@dataclass(frozen=True, slots=True)
class DealFlow:
    """The parts that handle deals: reader, writers, sweep."""

    reader: DealReader
    writer: DealWriter
    stages: StageWriter
    notes: NoteWriter
    choices: ChoiceWriter
    failures: DealFailures
    directory: Directory
    store: DealStore
    sweeper: Sweeper
    invoice_sweep: InvoiceSweep
    census: DealCensusReader
    trial: DealTrial


@dataclass(frozen=True, slots=True)
class CatalogueFlow:
    """What handles messages of the catalogue; `sweep` is None where the rules let no product through."""

    reader: ProductReader
    writer: CatalogueWriter
    products: RecordStore
    sections: RecordStore
    price_writer: PriceWriter
    prices: ProductPriceStore
    sweep: ProductSweep | None
    scales: Scales


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


@asynccontextmanager
async def connect_portal(settings: PortalAccess, *, reads_only: bool = False) -> AsyncIterator[Portal]:
    """Open the client of the portal; for whoever `reads_only`, no write leaves it."""
    webhook = settings.b24_webhook.get_secret_value()
    async with Portal.connect(webhook, rate=settings.b24_rate, bucket=settings.b24_bucket) as portal:
        if reads_only:
            portal.way.event_hooks = {"request": [refuse_writes]}
        yield portal


def assemble(  # noqa: PLR0913 - wired once
    portal: Portal,
    rules: Rules,
    database: AsyncDatabase[dict[str, Any]],
    publish: Publish,
    *,
    sweep_s: float,
    history: History,
    links: PageLinks = NO_LINKS,
) -> DealFlow:
    """Connect reader and writers of deals to what they work with."""
    store, cursors = deal_store(database), Cursors(database, "b24")
    heads = rules.directory.companies.reaches("b24")
    directory = Directory(portal, rules.fields, rules.prices.mode, linked=bool(links), heads=heads)
    invoices = DealInvoices(portal)
    listed = ListPrices(portal, price_store(database)) if rules.prices.mode == "onec" else None
    deals = DealSnapshots(portal, directory, listed, invoices)
    wishes = WishWriter(portal, deals, directory, store)
    notes = NoteWriter(
        portal,
        store,
        directory.stage_name,
        lambda: directory.fields,
        settle=wishes.settle,
        todos=rules.refusal_todo,
        history=history,
        links=links,
    )
    unset = AmountWriter(portal, store).unset
    reader = DealReader(portal, deals, store, rules, unset_amount=unset, tell_invoice=InvoiceTeller(notes).tell)
    has_companies, has_contacts = rules.directory.companies.enabled, rules.directory.contacts.enabled
    births = CompanyBirths(CompanyCards(portal, directory), company_store(database)) if has_companies else None
    contacts = ContactBirths(ContactCards(portal), contact_store(database)) if has_contacts else None
    private = private_births(portal, rules, database, directory)
    translator = Translator(directory, PartyFinder(portal, directory, Claims(database), births, contacts, private))
    context = DealContext(portal, deals, directory, store, publish)
    return DealFlow(
        reader=reader,
        writer=DealWriter(context, translator),
        trial=DealTrial(context, translator),
        stages=StageWriter(portal, deals, directory, store, notes),
        notes=notes,
        choices=ChoiceWriter(portal, directory),
        failures=DealFailures(deals, store, notes),
        directory=directory,
        store=store,
        sweeper=Sweeper(portal, store, cursors, publish, rules, every_s=sweep_s),
        invoice_sweep=InvoiceSweep(invoices, store, cursors, publish, first=rules.cutoff, every_s=sweep_s),
        census=assemble_census(portal, rules, store),
    )


def assemble_census(portal: Portal, rules: Rules, store: DealStore) -> DealCensusReader:
    """Connect the reader of all deals, with caches of its own, so that orders never wait."""
    aside = portal.aside()
    return DealCensusReader(aside, Directory(aside, rules.fields, rules.prices.mode), store, rules)


def assemble_catalogue(
    portal: Portal, rules: Rules, database: AsyncDatabase[dict[str, Any]], publish: Publish, *, sweep_s: float
) -> CatalogueFlow:
    """Connect reader and writers of products, sections and prices to what they work with."""
    ruled = rules.directory.products
    products = product_store(database, products_edited_in(ruled.edited))
    sections, prices, catalogue = section_store(database), price_store(database), Catalogue(portal)
    reader = ProductReader(portal, catalogue, rules, products)
    cursors = Cursors(database, "b24")
    sweep = ProductSweep(portal, catalogue, cursors, publish, concerned=reader.concerned, every_s=sweep_s)
    return CatalogueFlow(
        reader=reader,
        writer=CatalogueWriter(portal, products, sections, prices, publish, edited=ruled.edited),
        products=products,
        sections=sections,
        price_writer=PriceWriter(portal, prices, Claims(database), publish),
        prices=prices,
        sweep=sweep if rules.items.enabled or ruled.enabled else None,
        scales=Scales(portal.aside(), products, prices, Claims(database)),
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
        scales=CompanyScales(context, _company_finders(context, directory, claims)[1], Employees(directory)),
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
    finder = PartyFinder(context.portal, directory, claims, CompanyBirths(context.cards, context.store))
    return finder, CompanyLocator(context.cards, context.store, finder, directory)
