"""Assembles the onec-connector's order flow: client of 1C, login, reader, writer, client prices."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector.base.client import Base
from services.onec_connector.base.reads_only import refuse_writes
from services.onec_connector.intake.switches import SwitchWatch
from services.onec_connector.memory.item import item_store
from services.onec_connector.memory.keys import BaseKeys
from services.onec_connector.memory.logins import RefusedLogin
from services.onec_connector.memory.order import OrderStore, order_store
from services.onec_connector.memory.partner import partner_store
from services.onec_connector.memory.person import person_store
from services.onec_connector.memory.seen import SeenOrders
from services.onec_connector.memory.seen_marks import SeenMarks
from services.onec_connector.memory.waits import Waits
from services.onec_connector.objects import item_kind
from services.onec_connector.profile.reading import Profile
from services.onec_connector.reader.choices import ChoiceReader
from services.onec_connector.reader.orders import OrderReader
from services.onec_connector.reader.snapshots import OrderSnapshots
from services.onec_connector.reader.sold import SoldItems
from services.onec_connector.reference.client_prices import ClientPrices
from services.onec_connector.reference.dictionaries import Dictionaries
from services.onec_connector.reference.discount_limits import DiscountLimits
from services.onec_connector.reference.item_kinds import ItemKinds
from services.onec_connector.reference.item_prices import ItemPriceLists
from services.onec_connector.reference.item_survivors import ItemSurvivors
from services.onec_connector.reference.items import ItemCatalogue
from services.onec_connector.reference.own_firms import OwnFirms
from services.onec_connector.settings import BaseAccess, Settings
from services.onec_connector.vocabulary.orders import BaseLocation
from services.onec_connector.writer.failures import OrderFailures
from services.onec_connector.writer.items.finding import Items
from services.onec_connector.writer.items.newcomers import NewItems
from services.onec_connector.writer.named.staff import Staff
from services.onec_connector.writer.named.terms import TermsFinder
from services.onec_connector.writer.orders.context import OrderContext
from services.onec_connector.writer.orders.draft import OrderOptions
from services.onec_connector.writer.orders.upserts import OrderWriter
from services.onec_connector.writer.partners.births import PartyBirths
from services.onec_connector.writer.partners.customers import Customers
from services.onec_connector.writer.partners.newcomers import Newcomers
from shared.bus.publish import Publish
from shared.rules import Rules
from shared.rules.directory import ItemRules
from shared.store.claims import Claims
from shared.store.cursors import Cursors


@dataclass(frozen=True, slots=True)
class OrderFlow:
    """The parts that handle orders of 1C: reader, writer, looks for changes."""

    reader: OrderReader
    writer: OrderWriter
    failures: OrderFailures
    choices: ChoiceReader
    snapshots: OrderSnapshots
    store: OrderStore
    seen: SeenOrders
    cursors: Cursors
    waits: Waits
    context: OrderContext
    newcomers: NewItems
    switches: SwitchWatch


@dataclass(frozen=True, slots=True)
class Site:
    """The 1C base and the portal that this service stands between, and the rules."""

    place: BaseLocation
    portal_id: str
    profile: Profile
    rules: Rules


@asynccontextmanager
async def connect_base(settings: BaseAccess, *, reads_only: bool = False) -> AsyncIterator[Base]:
    """Open the client of the 1C base; for whoever `reads_only`, no write leaves it."""
    async with Base.connect(
        settings.onec_url,
        user=settings.onec_user,
        password=settings.onec_password.get_secret_value(),
        query_bytes=settings.onec_query_bytes,
        sessions=settings.onec_sessions,
    ) as base:
        if reads_only:
            base.way.event_hooks = {"request": [refuse_writes]}
        yield base


def login_of(settings: Settings, database: AsyncDatabase[dict[str, Any]]) -> RefusedLogin:
    """Return what is remembered of whether 1C refused our user and password before this start."""
    password = settings.onec_password.get_secret_value()
    return RefusedLogin(database, settings.onec_url, settings.onec_user, password)


def assemble(base: Base, site: Site, database: AsyncDatabase[dict[str, Any]], publish: Publish) -> OrderFlow:
    """Connect the order reader and writer of 1C to what they work with."""
    store, cursors, waits = order_store(database), Cursors(database, "onec"), Waits(database)
    keys = BaseKeys(cursors)
    seen = SeenOrders(database)
    snapshots = OrderSnapshots(base, site.place, site.rules.fields, off=site.profile.off)
    sold = SoldItems(SeenMarks(database, "items"), enabled=site.rules.directory.products.enabled)
    survivors = ItemSurvivors(base, item_store(database))
    reader = OrderReader(snapshots, store, seen, site.rules, sold, survivors)
    dictionaries, catalogue, parties = snapshots.dictionaries, snapshots.catalogue, snapshots.parties
    one_party = site.profile.one_party
    births = PartyBirths(partner_store(database), person_store(database))
    newcomers = Newcomers(base, dictionaries, keys, births, portal_id=site.portal_id, one_party=one_party)
    claims = Claims(database)
    kinds = ItemKinds(base, ItemRules() if item_kind.NEW_ITEMS in site.profile.off else site.rules.items)
    items = item_store(database)
    new_items = NewItems(
        base,
        catalogue,
        kinds,
        dictionaries,
        items,
        claims,
        keys.longest_create,
        portal_id=site.portal_id,
        zone=site.place.zone,
    )
    context = OrderContext(
        snapshots=snapshots,
        reader=reader,
        store=store,
        keys=keys,
        items=Items(catalogue, new_items, survivors),
        staff=Staff(dictionaries),
        firms=OwnFirms(base, dictionaries),
        customers=Customers(parties, newcomers, claims, keys.longest_create, one_party=one_party),
        terms=TermsFinder(
            base,
            dictionaries,
            uses_agreements=site.profile.agreements,
            uses_contracts=site.profile.contracts,
            kinds=site.profile.agreement_kinds,
        ),
        waits=waits,
        prices=client_prices(base, site, dictionaries, catalogue),
        limits=DiscountLimits(base, site.profile.off),
        publish=publish,
        portal_id=site.portal_id,
        options=OrderOptions(
            approval=site.profile.approval,
            by_line=site.profile.by_line,
            companies=site.rules.directory.companies.reaches("onec"),
        ),
    )
    choices = ChoiceReader(base, dictionaries, publish, zone=site.place.zone, profile=site.profile)
    writer, failures = OrderWriter(context), OrderFailures(store)
    switches = SwitchWatch(base, site.profile.switches)
    return OrderFlow(
        reader, writer, failures, choices, snapshots, store, seen, cursors, waits, context, new_items, switches
    )


def client_prices(base: Base, site: Site, dictionaries: Dictionaries, catalogue: ItemCatalogue) -> ClientPrices:
    """Connect the reader of a client's prices in 1C; it uses the sessions of the orders."""
    rules, off = site.rules.directory.prices, site.profile.off
    lists = ItemPriceLists(base, base, dictionaries, rules, zone=site.place.zone, off=off)
    return ClientPrices(base, lists, catalogue, uses_agreements=site.profile.agreements, off=off)
