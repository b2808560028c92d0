"""Assembles the onec-connector's flows of items, prices, partners and contact persons, and the rounds of looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.assembly import OrderFlow, Site
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.intake.awaited import Awaited
from services.onec_connector.intake.catalog_versions import CatalogVersions
from services.onec_connector.intake.change_log import ChangeLog
from services.onec_connector.intake.items import IS_ITEM, ItemPass
from services.onec_connector.intake.pace import PARTIES_AT_ONCE, Pace
from services.onec_connector.intake.partners import PartnerPass, PartyCatalogs
from services.onec_connector.intake.persons import PersonPass
from services.onec_connector.intake.poll import Poller
from services.onec_connector.intake.prices import PricePass
from services.onec_connector.intake.rounds import Looks, Rounds
from services.onec_connector.memory.item import ItemStore, item_store
from services.onec_connector.memory.partner import PartnerStore, partner_store
from services.onec_connector.memory.person import PersonStore, person_store
from services.onec_connector.memory.price import PriceStore, price_store
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.objects import (
    bank_account,
    contact,
    contact_person,
    item,
    legal_entity,
    partner,
    standard,
    versions,
)
from services.onec_connector.reader.all_items import AllItems
from services.onec_connector.reader.census import OrderCensusReader
from services.onec_connector.reader.directory_census import CatalogCensusReader
from services.onec_connector.reader.item_snapshots import AT_ONCE, ItemSnapshots
from services.onec_connector.reader.items import ItemReader
from services.onec_connector.reader.partners import PartnerReader
from services.onec_connector.reader.persons import PersonReader
from services.onec_connector.reader.price_snapshots import PriceSnapshots
from services.onec_connector.reader.prices import PriceReader
from services.onec_connector.reference.foreseen_parties import ForeseenParties
from services.onec_connector.reference.item_groups import ItemGroups
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.item_registers import ItemRegisters
from services.onec_connector.reference.partner_cards import PartnerCards
from services.onec_connector.reference.person_cards import PersonCards
from services.onec_connector.reference.person_survivors import PersonSurvivors
from services.onec_connector.reference.price_keys import PriceKeys
from services.onec_connector.reference.survivors import Survivors
from services.onec_connector.reference.variations import Variations
from services.onec_connector.settings import Settings
from services.onec_connector.writer.companies.context import PartnerContext
from services.onec_connector.writer.companies.trial import PartnerTrial
from services.onec_connector.writer.companies.upserts import PartnerWriter
from services.onec_connector.writer.items.edits import ItemEdits
from services.onec_connector.writer.items.handlers import ItemWriter
from services.onec_connector.writer.orders.context import OrderContext
from services.onec_connector.writer.partners.births import PartyBirths
from services.onec_connector.writer.partners.newcomers import Newcomers
from services.onec_connector.writer.persons.context import PersonContext
from services.onec_connector.writer.persons.trial import PersonTrial
from services.onec_connector.writer.persons.upserts import PersonWriter
from services.onec_connector.writer.weighing.parties import PartnerScales, PartnersScales, PersonScales
from shared.bus.publish import Publish
from shared.canon import products_edited_in


@dataclass(frozen=True, slots=True)
class ItemFlow:
    """The parts that handle items of 1C; `look` is None where the rules name none."""

    reader: ItemReader
    writer: ItemWriter
    store: ItemStore
    look: ItemPass | None
    aside: BaseAside
    snapshots: ItemSnapshots
    pace: Pace


@dataclass(frozen=True, slots=True)
class PriceFlow:
    """The parts that handle prices of 1C; `look` is None where they are off."""

    reader: PriceReader
    store: PriceStore
    look: PricePass | None
    pace: Pace


@dataclass(frozen=True, slots=True)
class PartnerFlow:
    """The parts that handle partners of 1C; `look` is None where none is sent to the portal."""

    reader: PartnerReader
    writer: PartnerWriter
    store: PartnerStore
    look: PartnerPass | None
    pace: Pace
    trial: PartnerTrial
    scales: PartnerScales


@dataclass(frozen=True, slots=True)
class PersonFlow:
    """The parts that handle contact persons of 1C; `look` is None where none is sent to the portal."""

    reader: PersonReader
    writer: PersonWriter
    store: PersonStore
    look: PersonPass | None
    pace: Pace
    trial: PersonTrial
    scales: PersonScales


@dataclass(frozen=True, slots=True)
class Directories:
    """All parts of the lane `directory` at 1C's side, and of the lane `census` that takes turns with it.

    `log` is None where 1C does not say what changes, or nothing is looked at.
    """

    items: ItemFlow
    prices: PriceFlow
    partners: PartnerFlow
    persons: PersonFlow
    log: ChangeLog | None
    census: OrderCensusReader
    catalog_census: CatalogCensusReader
    scales: PartnersScales


def assemble_directories(
    flow: OrderFlow, base: Base, site: Site, database: AsyncDatabase[dict[str, Any]], publish: Publish
) -> Directories:
    """Assemble the lane `directory` of the onec-connector; its parts take turns at 1C."""
    items = assemble_items(flow, base, site, database, publish)
    prices = assemble_prices(flow, items, base, site, database, publish)
    partners = assemble_partners(flow, items.aside, base, site, database, publish)
    tells = site.rules.directory.contacts.reaches("b24") and partners.look is not None
    persons = assemble_persons(flow.context, items.aside, base, database, tells=tells)
    looks = [look for look in (items.look, prices.look, partners.look, persons.look) if look is not None]
    named = bool(looks) and versions.KEPT not in site.profile.off
    log = ChangeLog(items.aside, site.place, looks) if named else None
    census, web = OrderCensusReader(items.aside, flow.snapshots, flow.store), flow.snapshots.place.web
    catalogs = CatalogCensusReader(
        items.reader,
        prices.reader,
        partners.reader,
        persons.reader,
        AllItems(items.snapshots, items.store),
        web,
    )
    scales = PartnersScales(partners.scales, persons.scales)
    return Directories(items, prices, partners, persons, log, census, catalogs, scales)


def assemble_items(
    flow: OrderFlow, base: Base, site: Site, database: AsyncDatabase[dict[str, Any]], publish: Publish
) -> ItemFlow:
    """Connect reader and writer of 1C's items to what they work with; small catalogs are read once for both lanes."""
    rules = site.rules.directory.products
    store = item_store(database, products_edited_in(rules.edited))
    dictionaries, catalogue = flow.snapshots.dictionaries, flow.snapshots.catalogue
    aside = BaseAside(base)
    groups = ItemGroups(aside, rules.groups)
    dated = item.DATED_RATES not in site.profile.off
    seen = SeenMarks(database, "items")
    variations = Variations(aside, seen, off=site.profile.off)
    registers = ItemRegisters(aside, dictionaries, variations, zone=site.place.zone, dated_rates=dated)
    snapshots = ItemSnapshots(aside, groups, registers, dictionaries, catalogue)
    pace = Pace(publish, at_once=2 * AT_ONCE)
    cards = CatalogVersions(aside, item.SET, standard.PARENT, where=IS_ITEM)
    look = ItemPass(cards, groups, registers, seen, store, pace)
    reader = ItemReader(snapshots, store, enabled=rules.enabled, taken=pace.taken)
    edits = ItemEdits(base, snapshots, catalogue, store, publish, rules.edited)
    writer, passes = ItemWriter(flow.newcomers, edits), look if rules.enabled else None
    return ItemFlow(reader, writer, store, passes, aside, snapshots, pace)


def assemble_prices(
    flow: OrderFlow,
    items: ItemFlow,
    base: Base,
    site: Site,
    database: AsyncDatabase[dict[str, Any]],
    publish: Publish,
) -> PriceFlow:
    """Connect the reader of 1C's prices to what it works with; it takes turns with the items."""
    rules, store = site.rules.directory.prices, price_store(database)
    dictionaries, catalogue = flow.snapshots.dictionaries, flow.snapshots.catalogue
    lists = ItemPriceLists(items.aside, base, dictionaries, rules, zone=site.place.zone, off=site.profile.off)
    keys = PriceKeys(items.aside, site.profile.off)
    snapshots = PriceSnapshots(items.aside, lists, keys, dictionaries, catalogue)
    pace = Pace(publish, at_once=2 * AT_ONCE)
    look = PricePass(lists, keys, SeenMarks(database, "prices"), items.store, catalogue, pace)
    reader = PriceReader(snapshots, store, items.store, enabled=rules.enabled, taken=pace.taken)
    return PriceFlow(reader, store, look if rules.enabled else None, pace)


def assemble_partners(
    flow: OrderFlow,
    aside: BaseAside,
    base: Base,
    site: Site,
    database: AsyncDatabase[dict[str, Any]],
    publish: Publish,
) -> PartnerFlow:
    """Connect reader and writer of 1C's partners to what they work with."""
    rules, store = site.rules.directory.companies, partner_store(database)
    tells = rules.reaches("b24") and contact.DIRECTORY not in site.profile.off
    persons = tells and site.rules.directory.contacts.reaches("b24")
    orders = flow.context
    accounts = bank_account.BANKS not in site.profile.off
    cards = PartnerCards(aside, flow.snapshots.dictionaries, site.place.zone, accounts=accounts)
    survivors = Survivors(aside, flow.snapshots.parties, flow.store)
    context = PartnerContext(
        base=base,
        cards=cards,
        parties=flow.snapshots.parties,
        store=store,
        customers=orders.customers,
        staff=orders.staff,
        waits=flow.waits,
        publish=publish,
        tells=tells,
        survivors=survivors,
        zone=site.place.zone,
        one_party=site.profile.one_party,
        persons=persons,
    )
    pace = Pace(publish, at_once=PARTIES_AT_ONCE)
    catalogs = PartyCatalogs(
        partners=CatalogVersions(aside, partner.SET, partner.IS_CLIENT),
        entities=CatalogVersions(aside, legal_entity.SET, legal_entity.PARTNER),
        accounts=CatalogVersions(aside, bank_account.SET, bank_account.OWNER) if accounts else None,
    )
    look = PartnerPass(catalogs, SeenMarks(database, "partners"), pace) if tells else None
    reader = PartnerReader(cards, store, survivors, enabled=tells, persons=persons, taken=pace.taken)
    scales, foreseen = PartnerScales(context, site.place.web), ForeseenParties(aside, flow.snapshots.dictionaries)
    return PartnerFlow(reader, PartnerWriter(context), store, look, pace, PartnerTrial(context, foreseen), scales)


def assemble_persons(
    orders: OrderContext, aside: BaseAside, base: Base, database: AsyncDatabase[dict[str, Any]], *, tells: bool
) -> PersonFlow:
    """Connect reader and writer of 1C's contact persons to what they work with.

    Args:
        orders: whose catalogues and ways of creating are shared.
        aside: for reading.
        base: for writing.
        database: what is remembered.
        tells: whether contact persons are sent to the portal.
    """
    dictionaries, publish, store = orders.snapshots.dictionaries, orders.publish, person_store(database)
    cards, births = PersonCards(aside, dictionaries), PartyBirths(partner_store(database), store)
    context = PersonContext(
        base=base,
        cards=cards,
        parties=orders.snapshots.parties,
        store=store,
        newcomers=Newcomers(base, dictionaries, orders.keys, births, portal_id=orders.portal_id),
        publish=publish,
        tells=tells,
    )
    seen, partners = SeenMarks(database, "persons"), SeenMarks(database, "partners")
    pace = Pace(publish, at_once=PARTIES_AT_ONCE)
    catalog = CatalogVersions(aside, contact_person.SET, standard.OWNER)
    look = PersonPass(catalog, seen, partners, pace) if tells else None
    reader = PersonReader(cards, store, PersonSurvivors(orders.snapshots.parties), enabled=tells, taken=pace.taken)
    scales = PersonScales(context, orders.snapshots.place.web)
    return PersonFlow(reader, PersonWriter(context), store, look, pace, PersonTrial(context), scales)


def rounds_of(
    flow: OrderFlow, directory: Directories, base: Base, publish: Publish, settings: Settings, cutoff: datetime
) -> Rounds:
    """Assemble the endless loops (`Rounds`) that look for changes in 1C."""
    place = flow.snapshots.place
    poller = Poller(base, flow.seen, flow.store, publish, place=place, cutoff=cutoff)
    awaited = Awaited(flow.snapshots, flow.waits, publish, flow.context.terms.kinds)
    looks = Looks(
        poller,
        awaited,
        flow.choices,
        flow.switches,
        directory.items.look,
        directory.prices.look,
        directory.partners.look,
        directory.persons.look,
        directory.log,
    )
    return Rounds(looks, flow.cursors, hot_s=settings.onec_poll_s, window=timedelta(days=settings.onec_window_days))
