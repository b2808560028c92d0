"""Composition root of the onec-connector: `python -m services.onec_connector [check|ask …]`."""

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from services.onec_connector import ask
from services.onec_connector.assembly import OrderRooms, Site, assemble, connect_base, login_of
from services.onec_connector.base.client import Base
from services.onec_connector.base.errors import BaseBarredError, ShutError
from services.onec_connector.check import check, unusable
from services.onec_connector.directory_rooms import (
    Directories,
    assemble_directories,
    assemble_items,
    assemble_partners,
    assemble_persons,
    assemble_prices,
    rounds_of,
)
from services.onec_connector.intake.push import OrderPush
from services.onec_connector.profile.reading import UnfitBaseError, read_profile
from services.onec_connector.reader.item_snapshots import AT_ONCE
from services.onec_connector.reader.old_orders import OldOrders
from services.onec_connector.settings import BaseAccess, Settings
from services.onec_connector.vocabulary.orders import BasePlace
from shared.bus.bus import Bus
from shared.bus.errors import Permanent, Retryable
from shared.bus.lane import Lane
from shared.bus.peer import Peer
from shared.bus.topology import check_topology
from shared.messages.ring.facts import PeerStatus
from shared.messages.ring.message import Message
from shared.observe.logging import configure_logging
from shared.process.active import Active
from shared.process.asking import asked_for_answers, say, say_json
from shared.process.counting import count_on
from shared.process.findings import report
from shared.process.first_answer import first_answer
from shared.process.frozen import count_frozen
from shared.process.http import create_app, serve
from shared.process.running import command, run, run_until_stopped
from shared.process.settings import SettingsError
from shared.rules import Rules, RulesError, load_rules
from shared.store import StoreUnavailableError, connect

SERVICE = "onec-connector"
ORDERS, DIRECTORY = "onec-connector.orders", "onec-connector.directory"
CENSUS = "onec-connector.census"
ASKED = {
    "tell items": ("Товары", "products"),
    "tell prices": ("Цены", "prices"),
    "tell partners": ("Компании", "companies"),
    "weigh partners": ("Компании", "companies"),
    "tell persons": ("Контакты", "contacts"),
    "weigh persons": ("Контакты", "contacts"),
}
OLD = ("tell orders", "keep orders", "heed orders")
"""Questions of `ask` about orders of the time before the exchange."""
"""Questions of `ask`, and what the rules must let through for an answer."""
DIRECTORY_PREFETCH = AT_ONCE  # they share the session that is kept for polling, and its requests
PREFETCH = 8  # handlers share few sessions of 1C; more of them would only wait holding messages


@dataclass(frozen=True)
class OrderParts:
    """Everything that is wired once."""

    settings: Settings
    rules: Rules
    bus: Bus
    base: Base
    database: AsyncDatabase[dict[str, Any]]
    active: Active


def lanes(rooms: OrderRooms, directory: Directories) -> tuple[Lane, ...]:
    """Connect handlers to messages."""
    orders = Lane(
        group=ORDERS,
        handlers=[*rooms.reader.handlers(), *rooms.writer.handlers()],
        prefetch=PREFETCH,
        key=rooms.reader.key,
        on_failure=rooms.failures.tell,
    )
    items, prices, partners = directory.items, directory.prices, directory.partners
    handlers = [
        *items.reader.handlers(),
        *items.writer.handlers(),
        *prices.reader.handlers(),
        *partners.reader.handlers(),
        *partners.writer.handlers(),
        *directory.persons.reader.handlers(),
        *directory.persons.writer.handlers(),
    ]
    return (
        orders,
        Lane(group=DIRECTORY, handlers=handlers, prefetch=DIRECTORY_PREFETCH),
        Lane(group=CENSUS, handlers=directory.census.handlers(), prefetch=1),
    )


def peer(base: Base, rooms: OrderRooms) -> Peer:
    """Tell the ring, and the writer, when 1C closes and opens."""
    locked = False

    async def probe() -> None:
        nonlocal locked
        locked = False
        try:
            await base.probe()
        except ShutError:
            locked = True
            raise

    async def told(is_open: bool, since: datetime) -> Sequence[Message]:  # noqa: FBT001 - the peer's contract
        if is_open:
            rooms.writer.opened(since)
        return [PeerStatus(peer="onec", open=is_open, since=since, locked=locked)]

    return Peer(probe=probe, on_change=told)


async def _be_active(parts: OrderParts) -> None:
    rooms, directory = await _answering(parts)
    await rooms.store.prepare()
    await rooms.seen.prepare()
    stores = (
        directory.items.store,
        directory.prices.store,
        directory.partners.store,
        directory.persons.store,
    )
    for store in stores:
        await store.prepare()
    rounds = rounds_of(rooms, directory, parts.base, parts.bus.publish, parts.settings, parts.rules.cutoff)
    async with parts.bus.serve(*lanes(rooms, directory), peer=peer(parts.base, rooms)) as served:
        parts.active.served = served
        await rounds.run()


async def _answering(parts: OrderParts) -> tuple[OrderRooms, Directories]:
    if until := await login_of(parts.settings, parts.database).held_until():
        raise _not_let_in(f"refused; not asked again before {until:%H:%M} UTC, lest 1C lock the user out")
    since = datetime.now(UTC)

    def closed(error: Exception) -> PeerStatus:
        return PeerStatus(peer="onec", open=False, since=since, locked=isinstance(error, ShutError))

    return await first_answer(lambda: _read_base(parts), parts.active, parts.bus.publish, closed=closed, group=ORDERS)


async def _read_base(parts: OrderParts) -> tuple[OrderRooms, Directories]:
    """Read the base's profile and its catalogs.

    Raises:
        SettingsError: 1C answers, but not to this user.
    """
    settings = parts.settings
    try:
        site = Site(
            BasePlace(settings.zone, settings.web), parts.rules.portal_id, await read_profile(parts.base), parts.rules
        )
        rooms = assemble(parts.base, site, parts.database, parts.bus.publish)
        await rooms.snapshots.dictionaries.warm()
    except BaseBarredError as error:
        # 1C answers the same to a wrong password and to a missing right.
        await login_of(settings, parts.database).remember()
        raise _not_let_in(str(error)) from error
    return rooms, assemble_directories(rooms, parts.base, site, parts.database, parts.bus.publish)


def _not_let_in(why: str) -> SettingsError:
    return SettingsError(
        f"1C does not let the user of DEALBUS_ONEC_USER in ({why}); correct DEALBUS_ONEC_USER and "
        "DEALBUS_ONEC_PASSWORD, or give that user the rights in docs/onec.md."
    )


async def _serve_forever(settings: Settings, rules: Rules) -> None:
    await check_topology(settings.amqp_url)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        Bus.connect(settings.amqp_url, service=SERVICE) as bus,
        connect_base(settings) as base,
    ):
        await _run_until_stopped(OrderParts(settings, rules, bus, base, database, Active(database, SERVICE)))


async def _run_until_stopped(parts: OrderParts) -> None:
    settings = parts.settings
    push = OrderPush(parts.bus.publish, token=settings.onec_token.get_secret_value())

    async def reasons() -> list[str]:
        return [*await parts.active.reasons(), *parts.base.rights.reasons]

    app = create_app(ready=reasons, routes=[push.route])
    await run_until_stopped(
        serve(app, host=settings.http_host, port=settings.http_port),
        count_on(lambda: count_frozen(parts.database, "onec")),
        parts.active.run(lambda: _be_active(parts)),
    )


async def _ask(settings: Settings, rules: Rules, what: str, only: Sequence[str]) -> None:
    """Say what 1C would tell or do; the bus is not needed."""
    place = BasePlace(settings.zone, settings.web)
    async with (
        connect(settings.mongo_url, settings.mongo_database) as database,
        connect_base(settings) as base,
    ):
        site = Site(place, rules.portal_id, await read_profile(base), rules)
        orders = assemble(base, site, database, _publish_nothing)
        if what in OLD:
            await _ask_old(orders, rules, what, only)
            return
        items = assemble_items(orders, base, site, database, _publish_nothing)
        if what == "tell items":
            await _say(ask.items(items, only))
            return
        if what == "tell prices":
            prices = assemble_prices(orders, items, base, site, database, _publish_nothing)
            if not await items.store.count({"groups": {"$exists": True, "$ne": {}}}):
                raise SettingsError("Товары ещё не перенесены, а цены ставятся им: сначала dealbus load products.")
            await _say(prices.reader.would_tell())
            return
        if what in {"tell persons", "weigh persons"}:
            tells = rules.directory.contacts.reaches("b24")
            persons = assemble_persons(orders.desk, items.aside, base, database, tells=tells)
            if what == "weigh persons":
                await ask.weigh_persons(persons.trial)
            elif tells:
                await _say(persons.reader.would_tell())
            return
        partners = assemble_partners(orders, items.aside, base, site, database, _publish_nothing)
        if what == "weigh partners":
            await ask.weigh_partners(partners.trial)
        elif partners.look is not None:
            await _say(partners.reader.would_tell())


async def _ask_old(rooms: OrderRooms, rules: Rules, what: str, since: Sequence[str]) -> None:
    orders = OldOrders(rooms.snapshots, rooms.store, rooms.seen, rules)
    if what == "keep orders":
        await ask.keep_orders(orders)
    elif what == "heed orders":
        await ask.heed_orders(orders)
    else:
        await ask.tell_orders(orders, datetime.fromisoformat(since[0]))


async def _survey(since: datetime) -> None:
    """Say what 1C has; neither rules nor the bus are there yet."""
    access = BaseAccess.load()
    configure_logging(SERVICE, "ERROR")
    async with connect_base(access) as base:
        try:
            say_json((await ask.survey(base, since, access.zone)).model_dump())
        except (Retryable, Permanent) as error:
            raise SettingsError((await unusable(error, base)).text) from error


async def _say(messages: AsyncIterator[Message]) -> None:
    async for message in messages:
        say(message, by=SERVICE)


async def _publish_nothing(*_: Message, **__: object) -> None:
    """Who only asks has nobody to tell."""


async def main() -> int | None:
    """Read the environment and do what the command line says."""
    is_question = asked_for_answers()
    if is_question and sys.argv[2:3] == ["survey"]:
        await _survey(datetime.fromisoformat(sys.argv[3]))
        return None
    settings = Settings.load()
    configure_logging(SERVICE, settings.log_level)
    rules = load_rules(settings.rules)
    if is_question and sys.argv[2:3] == ["prices"]:
        async with connect_base(settings) as base:
            say_json(await ask.prices(base, rules))
        return 0
    what = " ".join(sys.argv[2:4])
    if is_question and what in ASKED:
        called, section = ASKED[what]
        if not getattr(rules.directory, section).enabled:
            raise SettingsError(f"{called} не переносятся: directory.{section} в файле правил выключен.")
        await _ask(settings, rules, what, sys.argv[4:])
        return None
    if is_question and what in OLD:
        await _ask(settings, rules, what, sys.argv[4:])
        return None
    asked = command("check")
    if asked == "serve":
        await _serve_forever(settings, rules)
        return None
    async with connect_base(settings) as base:
        return report(await check(base, rules, settings.zone))


if __name__ == "__main__":
    run(main, refusals=(RulesError, StoreUnavailableError, UnfitBaseError))
