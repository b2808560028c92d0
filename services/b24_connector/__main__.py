"""Composition root of the b24-connector: lanes, first reading, sweeps; or `check`, `setup`, `forget`, `ask …`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.b24_connector import asking
from services.b24_connector.asking import SERVICE
from services.b24_connector.assembly import DealFlow, assemble, connect_portal
from services.b24_connector.check import check
from services.b24_connector.directory_flows import (
    CatalogueFlow,
    CompanyFlow,
    ContactFlow,
    assemble_catalogue,
    assemble_companies,
    assemble_contacts,
)
from services.b24_connector.intake import DealPush
from services.b24_connector.intake.last_event import LastEvent
from services.b24_connector.intake.remembered import remembered
from services.b24_connector.portal import Portal, PortalBarredError, PortalRightsError
from services.b24_connector.reader.party_census import PartyCensusReader
from services.b24_connector.reference.directory import Directory
from services.b24_connector.reference.unusable import portal_in_words
from services.b24_connector.settings import Settings
from services.b24_connector.setup import setup
from services.b24_connector.writer.weighing.parties import PartyScales
from shared.bus.bus import Bus
from shared.bus.lane import Lane
from shared.bus.peer import Peer
from shared.bus.topology import check_topology
from shared.messages.ring.commands import ContactUpsert
from shared.messages.ring.facts import ContactTouched, PeerStatus, ProductTouched
from shared.messages.ring.message import Message
from shared.observe.logging import configure_logging
from shared.process.active import Active
from shared.process.asking import asked_for_answers
from shared.process.counting import count_on
from shared.process.findings import report
from shared.process.first_answer import first_answer
from shared.process.forgetting import COMMAND as FORGET
from shared.process.forgetting import answer_forget
from shared.process.frozen import count_frozen
from shared.process.http import create_app, serve
from shared.process.lanes import noting_lanes
from shared.process.record_door import RecordDoor
from shared.process.running import command, run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import Rules, RulesError, load_rules
from shared.store import Claims, StoreAwayError, StoreUnavailableError, connect
from shared.store.history import History

ORDERS, DIRECTORY = "b24-connector.orders", "b24-connector.directory"
CENSUS = "b24-connector.census"
PREFETCH = 300  # batches of 50 fill only where many handlers ask at once
DIRECTORY_PREFETCH = 100  # they share requests; portal.aside says how many of them, and when


@dataclass(frozen=True)
class DealParts:
    """The parts of the b24-connector that are wired once."""

    settings: Settings
    bus: Bus
    portal: Portal
    flow: DealFlow
    catalogue: CatalogueFlow
    companies: CompanyFlow
    contacts: ContactFlow
    active: Active
    rules: Rules
    last_event: LastEvent
    database: AsyncDatabase[dict[str, Any]]


def lanes(flow: DealFlow, catalogue: CatalogueFlow, companies: CompanyFlow, contacts: ContactFlow) -> tuple[Lane, ...]:
    """Return the b24-connector's lanes `orders`, `directory` and `census` with the handlers of their messages."""
    orders = Lane(
        group=ORDERS,
        handlers=[
            *flow.reader.handlers(),
            *flow.writer.handlers(),
            *flow.stages.handlers(),
            *flow.notes.handlers(),
            *flow.choices.handlers(),
        ],
        prefetch=PREFETCH,
        key=flow.reader.key,
        on_failure=flow.failures.tell,
        looks_once=True,
    )
    directory = Lane(
        group=DIRECTORY,
        handlers=[
            *catalogue.reader.handlers(),
            *catalogue.writer.handlers(),
            *catalogue.price_writer.handlers(),
            *companies.reader.handlers(),
            *companies.writer.handlers(),
            *companies.notes.handlers(),
            *contacts.reader.handlers(),
            *contacts.writer.handlers(),
        ],
        prefetch=DIRECTORY_PREFETCH,
        key=_key_of(catalogue, companies, contacts),
        looks_once=True,
    )
    parties = PartyScales(companies.scales, contacts.scales)
    told = PartyCensusReader(companies.scales.context.portal, companies.reader, contacts.reader)
    counting = [*flow.census.handlers(), *catalogue.scales.handlers(), *parties.handlers(), *told.handlers()]
    census = Lane(group=CENSUS, handlers=[*counting, *catalogue.census.handlers()], prefetch=1)
    return orders, directory, census


def _key_of(
    catalogue: CatalogueFlow, companies: CompanyFlow, contacts: ContactFlow
) -> Callable[[Message], Awaitable[str]]:
    async def key(message: Message) -> str:
        if isinstance(message, ContactTouched | ContactUpsert):
            return await contacts.reader.key(message)
        if isinstance(message, ProductTouched):
            return await catalogue.reader.key(message)
        return await companies.reader.key(message)

    return key


async def _told(is_open: bool, since: datetime) -> Sequence[Message]:  # noqa: FBT001 - the peer's contract
    return [PeerStatus(peer="b24", open=is_open, since=since)]


def _read_directories(rules: Rules) -> list[str]:
    """Return the directories, companies and contacts, whose events of the portal are handled."""
    directory = rules.directory
    read = {"companies": directory.companies.reaches("onec"), "contacts": directory.contacts.reaches("onec")}
    return [name for name, is_read in read.items() if is_read]


async def _be_active(parts: DealParts) -> None:
    flow = parts.flow
    await _answering(parts)
    peer = Peer(probe=parts.portal.probe, on_change=_told)
    async with parts.bus.serve(*lanes(flow, parts.catalogue, parts.companies, parts.contacts), peer=peer) as served:
        parts.active.served = served
        sweeps = [flow.sweeper.run(), flow.invoice_sweep.run(), flow.directory.keep_fresh()]
        if parts.rules.directory.companies.reaches("onec"):
            sweeps.append(parts.companies.sweeper.run())
        if parts.rules.directory.contacts.reaches("onec"):
            sweeps.append(parts.contacts.sweeper.run())
        if parts.catalogue.sweep is not None:
            sweeps.append(parts.catalogue.sweep.run())
        await asyncio.gather(*sweeps)


async def _answering(parts: DealParts) -> None:
    since = datetime.now(UTC)

    def closed(_: Exception) -> PeerStatus:
        return PeerStatus(peer="b24", open=False, since=since)

    await first_answer(lambda: _read_portal(parts.flow), parts.active, parts.bus.publish, closed=closed, group=ORDERS)


async def _read_portal(flow: DealFlow) -> None:
    """Read the portal's own directories (fields, stages, users) at start.

    Raises:
        SettingsError: the portal answers, but not to this webhook.
    """
    try:
        await flow.directory.refresh()
    except (PortalBarredError, PortalRightsError) as error:
        raise _not_let_in(str(error)) from error


def _not_let_in(why: str) -> SettingsError:
    return SettingsError(
        f"Портал не принимает DEALBUS_B24_WEBHOOK ({why}): скопируйте вебхук из портала заново или создайте новый с "
        "правами из docs/guides/portal.ru.md."
    )


async def _serve_forever(settings: Settings, rules: Rules) -> None:
    await check_topology(settings.amqp_url)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        connect_portal(settings) as portal,
    ):
        history = History(database, "b24", settings.history_days)
        await history.prepare()
        sweep_s, links = settings.b24_sweep_s, settings.links
        flow = assemble(portal, rules, database, bus.publish, sweep_s=sweep_s, history=history, links=links)
        await flow.store.prepare()
        await Claims(database).prepare("b24")
        catalogue = assemble_catalogue(portal, rules, database, bus.publish, sweep_s=sweep_s)
        await catalogue.products.prepare()
        await catalogue.sections.prepare()
        await catalogue.prices.prepare()
        companies = assemble_companies(portal, rules, database, bus.publish, flow.directory, sweep_s=sweep_s)
        await companies.store.prepare()
        if companies.private.store is not None:
            await companies.private.store.prepare()
        contacts = assemble_contacts(portal, rules, database, bus.publish, flow.directory, sweep_s=sweep_s)
        await contacts.store.prepare()
        active, last = Active(database, SERVICE), LastEvent(database)
        parts = DealParts(settings, bus, portal, flow, catalogue, companies, contacts, active, rules, last, database)
        await _run_until_stopped(parts)


async def _run_until_stopped(parts: DealParts) -> None:
    settings = parts.settings
    push = DealPush(
        parts.bus.publish,
        parts.flow.store,
        token=settings.b24_application_token.get_secret_value(),
        member_id=settings.b24_member_id,
        missed=parts.flow.sweeper.wake,
        directories=_read_directories(parts.rules),
    )
    push.heard, push.refused = parts.last_event.heard, parts.last_event.refused

    door = RecordDoor(settings.console_key.get_secret_value(), lambda: parts.active.served is not None)
    door.read = parts.flow.census.as_it_is

    async def reasons() -> list[str]:
        return [*await parts.active.reasons(), *parts.portal.lacks]

    app = create_app(ready=reasons, routes=[push.route, *door.routes])
    noted = await noting_lanes(parts.database, SERVICE, lambda: parts.active.served)
    await run_until_stopped(
        serve(app, host=settings.http_host, port=settings.http_port),
        parts.last_event.run(),
        count_on(lambda: count_frozen(parts.database, "b24"), noted),
        parts.active.run(lambda: _be_active(parts)),
    )
    await push.bursts.end()


async def main() -> int | None:
    """Read the environment and do what the b24-connector's command line says."""
    if asked_for_answers() and await asking.answered_alone(sys.argv[2:]):
        return None
    if sys.argv[1:] == [FORGET]:
        await answer_forget(SERVICE)
        return None
    settings = Settings.load()
    # A command says itself what is wrong, in sentences; log lines between them are nobody's.
    configure_logging(SERVICE, "CRITICAL" if sys.argv[1:] else settings.log_level)
    rules, question = load_rules(settings.rules), " ".join(sys.argv[1:4])
    asked = question if question in asking.ASKED else command("check", "setup", *asking.ASKED)
    if asked == "serve":
        await _serve_forever(settings, rules)
        return None
    async with connect_portal(settings, reads_only=asked != "setup") as portal:
        heads = rules.directory.companies.reaches("b24")
        products, linked = rules.directory.products, bool(settings.links)
        directory = Directory(portal, rules.fields, rules.prices.mode, products, linked=linked, heads=heads)
        if asked == "check":
            return report(await check(portal, directory, settings, rules, await remembered(settings, SERVICE)))
        async with portal_in_words(portal, settings):
            if asked == "setup":
                return report(await setup(portal, directory, rules))
            await asking.answer(asked, portal, directory, settings, rules, sys.argv[4:])
            return None


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreAwayError, StoreUnavailableError))
