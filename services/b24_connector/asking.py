"""Sets up what each question of the console needs: `python -m services.b24_connector ask …`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector import ask
from services.b24_connector.assembly import assemble, assemble_census, connect_portal
from services.b24_connector.directory_flows import CompanyFlow, ContactFlow, assemble_companies, assemble_contacts
from services.b24_connector.memory.deal import deal_store
from services.b24_connector.memory.price import price_store
from services.b24_connector.memory.product import product_store
from services.b24_connector.portal import Portal
from services.b24_connector.reader import DealSnapshots
from services.b24_connector.reader.old_deals import OldDeals
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.unusable import portal_in_words
from services.b24_connector.settings import PortalAccess, Settings
from services.b24_connector.writer.prices.trial import PriceTrial
from services.b24_connector.writer.products.trial import Trial
from shared.messages.ring.message import Message
from shared.observe.logging import configure_logging
from shared.process.asking import say, say_json
from shared.process.frozen import tell_frozen
from shared.process.naming import chosen
from shared.process.settings import ServiceSettings
from shared.process.survey import PortalSurvey
from shared.rules import Rules, load_rules
from shared.store import Claims, connect
from shared.store.history import History

SERVICE = "b24-connector"
OF_DEALS = ("ask tell deal", "ask tell deals", "ask keep deals", "ask heed deals")
ANY_DEALS = ("ask tell places", "ask tell touched", "ask tell changed", "ask weigh deals")
ASKED = (
    *("ask weigh products", "ask weigh prices", "ask weigh companies", "ask tell companies"),
    *("ask weigh contacts", "ask tell contacts", "ask tell private"),
    *OF_DEALS,
    *ANY_DEALS,
)


async def answer(
    asked: str, portal: Portal, directory: Directory, settings: Settings, rules: Rules, words: Sequence[str]
) -> None:
    """Answer one question of the console about the portal (`ASKED`); the broker is not needed."""
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        if asked == "ask weigh products":
            trial = Trial(portal, product_store(database), rules.directory.products.codes)
            return await ask.weigh_products(trial)
        await directory.refresh()
        if asked == "ask weigh prices":
            return await ask.weigh_prices(PriceTrial(portal, price_store(database), Claims(database)))
        if asked in (*OF_DEALS, *ANY_DEALS):
            ask_them = _ask_any if asked in ANY_DEALS else _ask_deals
            return await ask_them(asked, portal, rules, database, directory, words)
        sweep_s = settings.b24_sweep_s
        if asked.endswith(" contacts"):
            contacts = assemble_contacts(portal, rules, database, _publish_nothing, directory, sweep_s=sweep_s)
            return await _ask_contacts(asked, portal, contacts, rules, words)
        flow = assemble_companies(portal, rules, database, _publish_nothing, directory, sweep_s=sweep_s)
        return await _ask_companies(asked, portal, flow, rules, words)


async def _ask_companies(asked: str, portal: Portal, flow: CompanyFlow, rules: Rules, only: Sequence[str]) -> None:
    directory, private = rules.directory, flow.private.reader
    if asked == "ask weigh companies":
        await ask.weigh_companies(flow.trial)
    elif asked == "ask tell private":
        if private is not None and directory.contacts.reaches("onec"):
            await _say(chosen(ask.tell_private(portal.aside(), private), only))
    elif directory.companies.reaches("onec"):
        await _say(chosen(ask.tell_companies(portal.aside(), flow.reader), only))


async def _ask_contacts(asked: str, portal: Portal, flow: ContactFlow, rules: Rules, only: Sequence[str]) -> None:
    if asked == "ask weigh contacts":
        return await ask.weigh_contacts(flow.trial)
    if rules.directory.contacts.reaches("onec"):
        await _say(chosen(ask.tell_contacts(portal.aside(), flow.reader), only))
    return None


async def _ask_deals(
    asked: str,
    portal: Portal,
    rules: Rules,
    database: AsyncDatabase[dict[str, Any]],
    directory: Directory,
    words: Sequence[str],
) -> None:
    if asked == "ask tell deal":
        return await ask.tell_deal(assemble_census(portal, rules, deal_store(database)), words[0])
    aside, number, store = portal.aside(), directory.fields.names.get("number"), deal_store(database)
    deals = OldDeals(aside, DealSnapshots(aside, directory), store, rules, number)
    if asked == "ask keep deals":
        return await ask.keep_deals(deals)
    if asked == "ask heed deals":
        return await ask.heed_deals(deals)
    return await ask.tell_deals(portal.aside(), deals, datetime.fromisoformat(words[0]))


async def answered_alone(words: Sequence[str]) -> bool:
    """Answer a question about the portal that needs few of the connector's settings; return False if it is another.

    Raises:
        RulesError: the rules are needed and cannot be used.
    """
    match list(words):
        case ["survey", since]:
            await _of_the_portal(lambda portal: ask.survey(portal, datetime.fromisoformat(since)))
        case ["organisations"]:
            named = load_rules(ServiceSettings.load().rules).organisations.by_value
            await _of_the_portal(lambda portal: ask.organisations(portal, named))
        case ["titled", words]:
            pipelines = load_rules(ServiceSettings.load().rules).pipelines
            await _of_the_portal(lambda portal: ask.titled(portal, words, pipelines))
        case ["frozen"]:
            await tell_frozen("b24")
        case ["told", *keys]:
            await _told(keys)
        case _:
            return False
    return True


async def _told(keys: Sequence[str]) -> None:
    """Write what people were told in deals, by the keys of their pairs; the portal is not asked."""
    settings = ServiceSettings.load()
    async with connect(settings.mongo_url, settings.mongo_database) as database:
        say_json(await History(database, "b24", 0).of_any(keys))


async def _ask_any(
    asked: str,
    portal: Portal,
    rules: Rules,
    database: AsyncDatabase[dict[str, Any]],
    directory: Directory,
    since: Sequence[str],
) -> None:
    aside = portal.aside()
    if asked == "ask tell places":
        return await ask.tell_places(DealSnapshots(aside, directory), directory, deal_store(database))
    if asked == "ask tell changed":
        return await _say(ask.tell_changed(aside, rules.pipelines, datetime.fromisoformat(since[0])))
    flow = assemble(aside, rules, database, _publish_nothing, sweep_s=0, history=History(database, "b24", 0))
    await flow.directory.refresh()
    if asked == "ask weigh deals":
        return await ask.weigh_deals(flow.trial)
    return await _say(ask.tell_touched(flow.reader))


async def _of_the_portal(read: Callable[[Portal], Awaitable[PortalSurvey | list[dict[str, Any]]]]) -> None:
    """Write for the console what is read from the portal; the broker is not needed.

    Raises:
        SettingsError: a setting is missing or wrong, or the portal cannot be asked.
    """
    access = PortalAccess.load()
    configure_logging(SERVICE, "CRITICAL")
    async with connect_portal(access, reads_only=True) as portal, portal_in_words(portal, access):
        found = await read(portal)
        say_json(found.model_dump() if isinstance(found, PortalSurvey) else found)


async def _say(messages: AsyncIterator[Message]) -> None:
    async for message in messages:
        say(message, by=SERVICE)


async def _publish_nothing(*_: Message, **__: object) -> None:
    """Publish nothing: the console's question to the portal's side changes nothing."""
