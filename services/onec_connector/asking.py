"""Sets up what each of the console's questions to 1C needs: `python -m services.onec_connector ask …`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.onec_connector import ask
from services.onec_connector.assembly import OrderFlow, Site, assemble, connect_base
from services.onec_connector.base.aside import BaseAside
from services.onec_connector.base.client import Base
from services.onec_connector.directory_flows import (
    ItemFlow,
    PartnerFlow,
    assemble_items,
    assemble_partners,
    assemble_persons,
    assemble_prices,
)
from services.onec_connector.profile.reading import read_profile
from services.onec_connector.reader.census import OrderCensusReader
from services.onec_connector.reader.old_orders import OldOrders
from services.onec_connector.reference.unusable import base_in_words
from services.onec_connector.settings import BaseAccess, Settings
from services.onec_connector.vocabulary.orders import BaseLocation
from services.onec_connector.writer.orders.trial import OrderTrial
from shared.messages.ring.message import Message
from shared.observe.logging import configure_logging
from shared.process.asking import say, say_json
from shared.process.frozen import tell_frozen
from shared.process.naming import chosen
from shared.process.settings import ServiceSettings, SettingsError
from shared.process.survey import BaseSurvey
from shared.rules import Rules, load_rules
from shared.store import connect

SERVICE = "onec-connector"
ASKED = {
    "tell items": ("Товары", "products"),
    "tell prices": ("Цены", "prices"),
    "tell partners": ("Компании", "companies"),
    "weigh partners": ("Компании", "companies"),
    "tell persons": ("Контакты", "contacts"),
    "weigh persons": ("Контакты", "contacts"),
    "tell private": ("Контакты", "contacts"),
}
"""Questions of `ask`, and what the rules must let through for an answer."""
OLD = ("tell orders", "keep orders", "heed orders")
"""Questions of `ask` about orders of the time before the exchange."""
ONE = "tell order"
"""The question of `ask` what one order holds now."""
ORDERS = ("tell touched", "tell dated", "weigh orders")
"""Questions of `ask` about any orders."""


async def answer(settings: Settings, rules: Rules, what: str, only: Sequence[str]) -> None:
    """Answer a question of the console about 1C: one of `ASKED`, `OLD`, `ONE` or `ORDERS`; the broker is not needed."""
    place = BaseLocation(settings.zone, settings.web)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        connect_base(settings, reads_only=True) as base,
        base_in_words(base),
    ):
        site = Site(place, rules.portal_id, await read_profile(base), rules)
        orders = assemble(base, site, database, _publish_nothing)
        if what in (*OLD, *ORDERS):
            await _ask_orders(orders, base, rules, what, only)
            return
        items = assemble_items(orders, base, site, database, _publish_nothing)
        if what in {ONE, "tell items"}:
            await _ask_items(orders, items, what, only)
            return
        if what == "tell prices":
            prices = assemble_prices(orders, items, base, site, database, _publish_nothing)
            if not await items.store.count({"groups": {"$exists": True, "$ne": {}}}):
                raise SettingsError("Товары ещё не перенесены, а цены ставятся им: сначала dealbus load products.")
            await _say(ask.item_prices(items, prices, only))
            return
        if what in {"tell persons", "weigh persons"}:
            tells = rules.directory.contacts.reaches("b24")
            persons = assemble_persons(orders.context, items.aside, base, database, tells=tells)
            if what == "weigh persons":
                await ask.weigh_persons(persons.trial)
            elif tells:
                await _say(chosen(persons.reader.would_tell(), only))
            return
        partners = assemble_partners(orders, items.aside, base, site, database, _publish_nothing)
        await _ask_partners(partners, rules, what, only)


async def _ask_partners(flow: PartnerFlow, rules: Rules, what: str, only: Sequence[str]) -> None:
    if what == "weigh partners":
        await ask.weigh_partners(flow.trial)
    elif flow.look is not None and what == "tell partners":
        await _say(chosen(flow.reader.would_tell(), only))
    elif flow.look is not None and rules.directory.contacts.reaches("b24"):
        await _say(chosen(flow.reader.would_tell(private=True), only))


async def _ask_items(orders: OrderFlow, items: ItemFlow, what: str, only: Sequence[str]) -> None:
    if what == ONE:
        await ask.tell_order(OrderCensusReader(items.aside, orders.snapshots, orders.store), only[0])
    else:
        await _say(ask.items(items, only))


async def _ask_orders(flow: OrderFlow, base: Base, rules: Rules, what: str, since: Sequence[str]) -> None:
    if what == "tell touched":
        await _say(ask.tell_touched(flow, BaseAside(base)))
        return
    if what == "tell dated":
        moment = datetime.fromisoformat(since[0])
        await _say(ask.tell_dated(flow, BaseAside(base), moment, rules.cutoff))
        return
    if what == "weigh orders":
        await ask.weigh_orders(OrderTrial(flow.context))
        return
    orders = OldOrders(flow.snapshots, flow.store, flow.seen, rules)
    if what == "keep orders":
        await ask.keep_orders(orders)
    elif what == "heed orders":
        await ask.heed_orders(orders)
    else:
        await ask.tell_orders(orders, datetime.fromisoformat(since[0]))


async def answered_alone(words: Sequence[str]) -> bool:
    """Answer a question about 1C that needs few of the connector's settings; return False if it is another.

    Raises:
        RulesError: the rules are needed and cannot be used.
    """
    match list(words):
        case ["survey", since]:
            await _of_the_base(lambda base, zone: ask.survey(base, datetime.fromisoformat(since), zone))
        case ["organisations"]:
            only = load_rules(ServiceSettings.load().rules).order_filter.organisations
            await _of_the_base(lambda base, _: ask.organisations(base, only))
        case ["numbered", number]:
            await _of_the_base(lambda base, _: ask.numbered(base, number))
        case ["frozen"]:
            await tell_frozen("onec")
        case _:
            return False
    return True


async def _of_the_base(read: Callable[[Base, ZoneInfo], Awaitable[BaseSurvey | list[dict[str, Any]]]]) -> None:
    """Write for the console what is read from the 1C base; it needs neither rules nor broker.

    Raises:
        SettingsError: a setting is missing or wrong, or 1C cannot be asked.
    """
    access = BaseAccess.load()
    configure_logging(SERVICE, "CRITICAL")
    async with connect_base(access, reads_only=True) as base, base_in_words(base):
        found = await read(base, access.zone)
        say_json(found.model_dump() if isinstance(found, BaseSurvey) else found)


async def _say(messages: AsyncIterator[Message]) -> None:
    async for message in messages:
        say(message, by=SERVICE)


async def _publish_nothing(*_: Message, **__: object) -> None:
    """Publish nothing: the console's question to 1C's side changes nothing."""
