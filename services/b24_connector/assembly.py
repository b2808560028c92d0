"""Assembles the b24-connector's parts that handle deals, and opens the portal's client; `__main__` runs them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector.directory_flows import private_births
from services.b24_connector.intake import DealSweeper
from services.b24_connector.intake.invoices import InvoiceSweeper
from services.b24_connector.memory.company import company_store
from services.b24_connector.memory.contact import contact_store
from services.b24_connector.memory.deal import DealStore, deal_store
from services.b24_connector.memory.price import price_store
from services.b24_connector.portal import Portal
from services.b24_connector.portal.reads_only import refuse_writes
from services.b24_connector.reader import DealReader, DealSnapshots
from services.b24_connector.reader.cards import CompanyCards
from services.b24_connector.reader.census import DealCensusReader
from services.b24_connector.reader.contact_cards import ContactCards
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.invoices import DealInvoices
from services.b24_connector.reference.list_prices import ListPrices
from services.b24_connector.settings import PortalAccess
from services.b24_connector.writer import ChoiceWriter, DealWriter, NoteWriter, StageWriter
from services.b24_connector.writer.contacts.births import ContactBirths
from services.b24_connector.writer.deals.amount import AmountWriter
from services.b24_connector.writer.deals.context import DealContext
from services.b24_connector.writer.deals.trial import DealTrial
from services.b24_connector.writer.deals.wanted import Translator
from services.b24_connector.writer.deals.wishes import WishWriter
from services.b24_connector.writer.failures import DealFailures
from services.b24_connector.writer.invoices import SumTeller
from services.b24_connector.writer.parties.births import CompanyBirths
from services.b24_connector.writer.parties.finding import PartyFinder
from shared.bus.publish import Publish
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
    sweeper: DealSweeper
    invoice_sweep: InvoiceSweeper
    census: DealCensusReader
    trial: DealTrial


@asynccontextmanager
async def connect_portal(settings: PortalAccess, *, reads_only: bool = False) -> AsyncIterator[Portal]:
    """Open the client of the portal; for whoever `reads_only`, no write leaves it."""
    webhook = settings.b24_webhook.get_secret_value()
    rate, bucket, operating_s = settings.b24_rate, settings.b24_bucket, settings.b24_operating_s
    async with Portal.connect(webhook, rate=rate, bucket=bucket, operating_s=operating_s) as portal:
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
    """Connect reader, writers and sweeps of the portal's deals to what they work with."""
    store, cursors = deal_store(database), Cursors(database, "b24")
    heads = rules.directory.companies.reaches("b24")
    products = rules.directory.products
    directory = Directory(portal, rules.fields, rules.prices.mode, products, linked=bool(links), heads=heads)
    invoices = DealInvoices(portal, store)
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
    failures = DealFailures(deals, store, notes)
    reader = DealReader(
        portal,
        deals,
        store,
        rules,
        unset_amount=AmountWriter(portal, store).unset,
        tell_sums=SumTeller(notes, lambda: directory.fields, rules.total_tolerance_kopecks).tell,
        tell_unreadable=failures.tell_unreadable,
    )
    has_companies, has_contacts = rules.directory.companies.enabled, rules.directory.contacts.enabled
    births = CompanyBirths(CompanyCards(portal, directory), company_store(database)) if has_companies else None
    contacts = ContactBirths(ContactCards(portal), contact_store(database)) if has_contacts else None
    private = private_births(portal, rules, database, directory)
    finder = PartyFinder(portal, directory, Claims(database), births, contacts, private)
    translator = Translator(directory, finder, rules.organisations.by_value)
    context = DealContext(portal, deals, directory, store, publish)
    return DealFlow(
        reader=reader,
        writer=DealWriter(context, translator),
        trial=DealTrial(context, translator),
        stages=StageWriter(portal, deals, directory, store, notes),
        notes=notes,
        choices=ChoiceWriter(portal, directory),
        failures=failures,
        directory=directory,
        store=store,
        sweeper=DealSweeper(portal, store, cursors, publish, rules, every_s=sweep_s),
        invoice_sweep=InvoiceSweeper(invoices, store, cursors, publish, first=rules.cutoff, every_s=sweep_s),
        census=assemble_census(portal, rules, store),
    )


def assemble_census(portal: Portal, rules: Rules, store: DealStore) -> DealCensusReader:
    """Connect the reader that counts all deals for a reconciliation, with caches of its own: orders never wait."""
    aside = portal.aside()
    directory = Directory(aside, rules.fields, rules.prices.mode, rules.directory.products)
    return DealCensusReader(aside, directory, store, rules)
